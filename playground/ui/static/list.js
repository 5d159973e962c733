// A list of prompts, or a table: pasted, picked or dropped, looked at by the server, and sent once nothing is wrong.
import { around, byId, control } from "./form/dom.js";
import { MOST_BYTES, refusalOf, textOf } from "./list_file.js";
import { lossOf, sendPress } from "./presses.js";
import { send, whyLost } from "./server.js";
import { soon } from "./timing.js";
import { say } from "./toast.js";
import { word } from "./words.js";

/** @typedef {{ begin: (run: string, batch: string) => void, state: () => string }} Page */

let count = 0; // runs that the list makes, as far as the page has said so
let confirmed = 0; // and how many a person has agreed to
let asked = 0; // numbers the questions to the server: an answer to an earlier one is not shown
let isBusy = false;
/** @type {Page} */
let page;

const dialog = () => /** @type {HTMLDialogElement} */ (byId("list"));
const box = () => control(document, "#list-text");
const body = () => `{"form":${page.state()},"list":${JSON.stringify(box().value)}}`;

/** @param {string} text */
function remark(text) {
  byId("list-said").textContent = text;
}

/**
 * What the button says, and whether it does anything.
 * @param {number} runs
 * @param {string} [start]
 */
function ready(runs, start) {
  count = runs;
  byId("list-go").ariaDisabled = String(!runs);
  byId("list-go").textContent = start || word("generate");
}

/** @param {any} answer */
function show(answer) {
  if (answer?.preview !== undefined) byId("list-preview").innerHTML = answer.preview;
  remark(answer ? (answer.problem ?? "") : word("broke"));
  ready(answer?.count ?? 0, answer?.start);
}

async function look() {
  const number = ++asked;
  confirmed = 0;
  const text = box().value;
  const problem = refusalOf(text, byId("list").dataset); // what was pasted in parts, or typed
  const answer = problem || !text.trim() ? { preview: "", problem } : await told(send("list", body()), whyLost);
  if (number === asked) show(answer);
}
const lookSoon = soon(look, 400);

/**
 * @param {Promise<any>} answer
 * @param {(error: unknown) => string} why
 */
const told = (answer, why) => answer.catch((error) => ({ problem: word(why(error)) }));

async function press() {
  if (!count || isBusy) return;
  isBusy = true;
  byId("list-go").ariaDisabled = "true";
  const answer = await told(sendPress(`list/generate?promised=${count}&confirmed=${confirmed}`, body()), lossOf);
  isBusy = false;
  confirmed = 0;
  if (answer?.batch) {
    dialog().close();
    box().value = "";
    show({ preview: "" });
    page.begin("", answer.batch);
  } else if (answer?.question) {
    remark(answer.question.said);
    ready(answer.question.count, answer.question.yes);
    confirmed = answer.question.count;
  } else show(answer);
}

/** @param {File} file */
export async function takeListFile(file) {
  if (file.size > MOST_BYTES) return say(byId("list").dataset.tooLarge ?? "");
  const text = textOf(await file.arrayBuffer(), document.documentElement.lang);
  const problem = refusalOf(text, byId("list").dataset);
  if (problem) return say(problem);
  if (!dialog().open) dialog().showModal();
  box().value = text;
  look();
}

/**
 * What the box could not hold is not put in: what stood there stays, and the clipboard has the rest.
 * @param {Event} event
 * @param {DataTransfer | null} given
 */
function refuse(event, given) {
  const problem = around(event, "#list-text") && refusalOf(given?.getData("text/plain") ?? "", byId("list").dataset);
  if (!problem) return;
  event.preventDefault();
  remark(problem);
}

/** @param {Page} given */
export function startList(given) {
  page = given;
  document.addEventListener("click", (event) => {
    if (around(event, "#list-open")) {
      dialog().showModal();
      box().focus();
      if (box().value) look(); // the form may be another by now
    } else if (around(event, "#list-close")) dialog().close();
    else if (around(event, "#list-go")) press();
  });
  document.addEventListener("input", (event) => {
    if (!around(event, "#list-text")) return;
    ready(0);
    asked += 1;
    lookSoon();
  });
  document.addEventListener("paste", (event) => refuse(event, event.clipboardData));
  document.addEventListener("drop", (event) => refuse(event, event.dataTransfer));
  document.addEventListener("change", (event) => {
    const picked = around(event, "#list-file");
    if (!(picked instanceof HTMLInputElement)) return;
    const file = picked.files?.[0];
    picked.value = "";
    if (file) takeListFile(file);
  });
}
