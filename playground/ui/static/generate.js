// A press of Generate, and every edit of the form: what is sent, and what is said where no answer comes.

import { around, byId, find, get } from "./form/dom.js";
import { bring } from "./form/sight.js";
import { busy } from "./generate_button.js";
import { follow } from "./live.js";
import { watch } from "./notify.js";
import { prefetching } from "./prefetch.js";
import { LOSSES, lossOf, sendPress } from "./presses.js";
import { post, send, whyLost } from "./server.js";
import { soon } from "./timing.js";
import { say, unsay } from "./toast.js";
import { askFirst, copies, dropQuestion, showMany, wish } from "./variations.js";
import { word } from "./words.js";

/** @typedef {import("./form/host.js").Edit} Edit */
/** @typedef {import("./form/host.js").State} State */
/** @typedef {import("./form/schema_form.js").MountedForm} MountedForm */

// Edits that replace all that the form holds: a person may want that back.
const REPLACING = new Set(["example", "settings", "record", "preset"]);

// Milliseconds after an answer in which a press is the same press once more: nobody reacts to an answer so fast.
const REPEAT_TIME = 600;

const tabId = (crypto.randomUUID?.() ?? String(Math.random())).slice(0, 36);

/** @type {MountedForm | null} */
let form = null; // mounted once the shell is there
/** @type {string | null} */
let pressed = null; // what a press sent that is not answered yet
let answered = { state: "", at: 0 }; // what the last press that began something had sent, and when that was told
/** @type {string | null} */
let begun = null; // the run that the last press began
let isPressed = false; // Generate waits for edits and for files on their way
/** @type {State | null} */
let replaced = null; // what the form held before it was replaced
let confirmed = 0; // how many runs a person has agreed to, asked on purpose
let isLeaving = false; // the browser breaks off what is under way

/** @param {Edit} edit */
const replacesForm = (edit) => REPLACING.has(edit.do ?? "");

/** The form, which is there. */
function mounted() {
  if (!form) throw new Error("The form is not there yet.");
  return form;
}

/**
 * What the form holds, as it is sent.
 * @param {object} [sent]
 * @returns {string}
 */
export const state = (sent = mounted().collect()) => JSON.stringify({ ...sent, page: tabId });

/** @param {Edit} edit */
export const change = (edit) => mounted().change(edit);

/** A press of Generate waits for edits and for files on their way: what is sent is what the person has asked for. */
function pressWhenSettled() {
  if (isPressed && pressed === null && !mounted().isBusy()) press();
}

/**
 * The same again, before the first press is answered or just as it is.
 * @param {string} sent
 */
const isRepeated = (sent) =>
  sent === pressed || (sent === answered.state && performance.now() - answered.at < REPEAT_TIME);

function giveUpPress() {
  isPressed = false;
  if (pressed === null) busy("generate", false);
}

/**
 * @param {string} text
 * @param {{ stays?: boolean }} [how]
 */
function giveUp(text, how) {
  giveUpPress();
  say(text, how);
}

/**
 * What the server answers; null where it does not, which is said then. Whether a run has begun only the server can
 * tell: a press whose answer does not come may be made again, and counts once.
 * @param {Promise<any>} answer
 * @param {(error: unknown) => string} why
 */
async function told(answer, why) {
  try {
    return await answer;
  } catch (error) {
    if (!isLeaving) giveUp(word(why(error)), { stays: true });
    return null;
  }
}

const prefetched = prefetching((body) => send("form", body));

/**
 * Somebody points at what asks for an edit, or presses it: the server draws that already. All that it keeps of this is
 * what the form holds, as it does anyway.
 * @param {Edit} edit
 * @param {{ isPressed?: boolean }} how
 */
export function prefetch(edit, how) {
  if (form?.shown() && !form.isBusy()) prefetched.point(state({ ...form.collect(), edit }), how);
}

/** @type {import("./form/host.js").Host["draw"]} */
export async function draw(sent, edit) {
  // Another form is not what Generate was pressed for.
  if (edit.do === "model" || replacesForm(edit) || edit.held) giveUpPress();
  if (replacesForm(edit)) replaced = mounted().collect();
  const body = state(sent);
  const drawn = await prefetched.take(body);
  const answer = drawn?.form ? drawn : await told(send("form", body), whyLost);
  if (answer && !answer.form) giveUp(answer.problem ?? word("broke"));
  if (answer?.note) edit.note = answer.note;
  return answer?.form ? answer : null;
}

async function press() {
  isPressed = false;
  const sent = state();
  pressed = sent;
  const answer = await told(sendPress(`generate${wish(confirmed)}`, sent), lossOf);
  pressed = null;
  if (answer?.run || answer?.batch) answered = { state: sent, at: performance.now() };
  confirmed = 0;
  if (!isPressed || answer?.changed) giveUpPress();
  if (answer?.changed) change({ do: "redraw", note: answer.changed });
  else if (answer) mounted().showIssues(answer.issues ?? [], answer.problem ?? "", { more: answer.more });
  if (answer?.problem) keepSoon(0); // what is left may be less than the page has said
  if (answer?.question) askFirst(answer.question, () => pressAgreed(answer.question.count));
  if (answer?.run || answer?.batch) beginRuns(answer.run ?? "", answer.batch ?? "");
  pressWhenSettled();
}

/** @param {number} count of runs that a person has agreed to */
function pressAgreed(count) {
  confirmed = count;
  startPress();
}

/**
 * @param {string} run
 * @param {string} batch in place of a run, where many were asked for
 */
export function beginRuns(run, batch) {
  if ((run || batch) === begun) say(word("same_click"));
  begun = run || batch;
  watch(run, batch);
  follow(run, true, batch);
}

function startPress() {
  busy("generate", true);
  isPressed = true;
  pressWhenSettled();
}

/**
 * Every edit and every file is here, or one could not come.
 * @param {boolean} isWhole
 */
export function settled(isWhole) {
  if (!isWhole) giveUpPress();
  pressWhenSettled();
}

async function keep() {
  if (!mounted().root().dataset.model) return;
  const answer = await post(copies() === 1 ? "draft" : `draft?copies=${copies()}`, state());
  if (answer?.many) showMany(answer.many);
  if (answer?.cost !== undefined) get(document, "#cost span").textContent = answer.cost;
  if (answer?.usual !== undefined) get(document, "#cost [data-usual]").textContent = answer.usual;
  if (answer?.left !== undefined) showLeft(answer.left, answer.over);
}

/**
 * What is left to be spent, or that it does not reach for this click.
 * @param {string} left
 * @param {boolean} isOver
 */
function showLeft(left, isOver) {
  const place = get(document, "#cost [data-left]");
  place.textContent = left;
  place.classList.toggle("over", isOver);
}

/** The server keeps what the form holds, and tells what it will cost. */
export const keepSoon = soon(keep, 500);

/**
 * What an edit did, with a way back where it replaced what the form held; the page shows the form then.
 * @param {Edit} edit
 */
export function tell(edit) {
  const held = replaced;
  const note = edit.note ?? (replacesForm(edit) ? word("example_in") : "");
  say(note, { back: replacesForm(edit) && held ? () => change({ do: "redraw", held }) : null });
  if (replacesForm(edit) && edit.do !== "example" && !edit.then) bring(byId("form"));
}

/** Listen to Generate; the form comes later. */
export function startGenerate() {
  document.addEventListener("click", (event) => {
    if (!around(event, "#generate") || !form) return;
    unsay("");
    for (const one of LOSSES) unsay(word(one));
    if (isRepeated(state())) return say(word("same_click"));
    dropQuestion();
    startPress();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
    event.preventDefault();
    document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
    find(document, "#generate")?.click();
  });
  window.addEventListener("beforeunload", () => {
    isLeaving = true;
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });
  window.addEventListener("pagehide", () => {
    if (form?.root().dataset.model) navigator.sendBeacon("draft", state());
  });
}

/** @param {MountedForm} mountedForm */
export function useForm(mountedForm) {
  form = mountedForm;
}
