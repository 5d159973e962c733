// The schema workbench: what is written on the left becomes the form on the right, and what the form holds becomes the
// payload below it. The server draws both and keeps nothing; the text lives in this tab.
import { startEditor } from "./editor.js";
import { all, around, byId, data, find, get, made } from "./form/dom.js";
import { open } from "./form/issues.js";
import { isInlinePicture } from "./form/links.js";
import { mount } from "./form/schema_form.js";
import { fileName, keptName, proposeName, restoreName, setName, startName } from "./schema_name.js";
import { filledIn, isTooLarge, markedLines } from "./schema_text.js";
import { post } from "./server.js";
import { startSettings } from "./settings.js";
import { pack, unpack } from "./sharing.js";
import { soon } from "./timing.js";
import { say } from "./toast.js";
import { word } from "./words.js";

/** @typedef {import("./form/host.js").Edit} Edit */
/** @typedef {import("./form/host.js").State} State */

const KEPT = "playground-workbench";
const SHARED = "#schema=";
const AGAIN = 3000; // milliseconds, where the server had no answer
const limit = Number(byId("bench").dataset.limit);

/** @type {string | null} */
let shown = null; // the text whose form is drawn
/** @type {Set<string>} */
const touched = new Set(); // slots that a person filled in: the others follow the schema's defaults

const editor = startEditor(byId("editor"), () => {
  keepSoon();
  drawSoon();
});
const keepSoon = soon(keep, 300);
const drawSoon = soon(drawText, 250);
const weighSoon = soon(weigh, 150);

function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify({ text: editor.text(), ...keptName() }));
}

/** Say what would be here, unless a form is. */
function invite() {
  find(byId("form"), ".waiting")?.remove();
  const words = find(byId("form"), ".invite");
  if (words) words.hidden = false;
}

/**
 * Say why there is no form for the text.
 * @param {{ message: string, line?: number, column?: number }} slip
 */
function stop({ message, line, column }) {
  const slip = byId("slip");
  slip.replaceChildren(message);
  if (line) {
    const place = { "data-line": String(line), "data-column": String(column ?? "") };
    slip.replaceChildren(made("button", { type: "button", className: "issue", textContent: message }, place));
  }
  editor.mark(line ? [{ line, look: "bad" }] : []);
  byId("findings").replaceChildren();
  setStale(shown !== null);
  invite();
  return null;
}

/** @param {boolean} isStale */
function setStale(isStale) {
  byId("stale").hidden = !isStale;
  byId("form").classList.toggle("stale", isStale);
}

const form = mount(byId("form"), {
  draw,
  drawn() {
    setTimeout(weigh);
  },
  input: () => weighSoon(),
  upload: async () => ({ problem: word("no_uploads") }),
  picture: (token) => (isInlinePicture(token) ? token : null),
  say,
  word,
});
let isWanted = false; // a form for what the editor holds now, once the one under way is drawn

/** A form for what the editor holds; one drawing at a time, and only the newest text waits. */
function drawText() {
  if (form.isBusy()) isWanted = true;
  else form.change({ do: "redraw", text: editor.text() });
}

/** @type {import("./form/host.js").Host["draw"]} */
async function draw(sent, { text = shown, ...edit }) {
  const answer = await drawing(text, sent && { ...filledIn(sent, touched), edit });
  if (!isWanted) return answer;
  isWanted = false;
  setTimeout(drawText);
  return answer;
}

/**
 * @param {string} text
 * @param {(State & { edit: Edit }) | undefined} sent
 */
async function drawing(text, sent) {
  if (isTooLarge(text, limit)) return stop({ message: word("too_large") });
  const answer = await post("workbench/draw", JSON.stringify({ text, sent: sent ?? null }));
  if (!answer || answer.again) drawSoon(AGAIN);
  if (!answer) return stop({ message: word("no_answer") });
  if (answer.problem) return stop({ message: answer.problem });
  if (answer.slip) return stop(answer.slip);
  if (sent?.edit.do === "reset" || sent?.edit.do === "example") touched.clear();
  shown = text;
  byId("slip").replaceChildren();
  setStale(false);
  get(document, ".cap [data-edit]").hidden = false;
  byId("findings").innerHTML = answer.findings;
  const found = all(byId("findings"), "[data-line]");
  editor.mark(markedLines(found.map((one) => ({ line: data(one, "line"), look: data(one, "look") }))));
  proposeName(answer.name, text);
  document.body.classList.add("ready");
  if (editor.text() !== shown) drawSoon(0);
  return answer;
}

let weighing = 0;
/** @type {WeakMap<HTMLElement, string>} */
const panes = new WeakMap();

/** What the form holds, as a payload. */
async function weigh() {
  const turn = ++weighing;
  const answer = await post("workbench/payload", JSON.stringify({ text: shown, sent: form.collect() }));
  if (turn !== weighing) return;
  if (!answer || answer.again) weighSoon(AGAIN);
  else if (answer.problem || answer.slip) say(answer.problem ?? answer.slip.message);
  else showPayload(answer);
}

/** @param {Record<"payload" | "issues" | "why", string>} drawn */
function showPayload(drawn) {
  say("");
  for (const piece of /** @type {const} */ (["payload", "issues", "why"])) {
    const pane = byId(piece);
    if (panes.get(pane) !== drawn[piece]) pane.innerHTML = drawn[piece];
    panes.set(pane, drawn[piece]);
    pane.hidden = false;
  }
}

/** @param {File} file */
async function takeFile(file) {
  if (file.size > limit) {
    stop({ message: word("too_large") });
    return;
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    setName(file.name.replace(/\.json$/i, ""), text);
    editor.replace(text);
  } catch {
    stop({ message: word("not_text", { name: file.name }) });
  }
}

/**
 * The text of a model's schema; null where it does not come, which is said then.
 * @param {string} slug
 */
async function installed(slug) {
  const answer = await fetch(`workbench/models/${encodeURIComponent(slug)}`).catch(() => null);
  if (!answer) return stop({ message: word("no_answer") });
  const text = await answer.text();
  if (!answer.ok) return stop({ message: text });
  setName(slug, text);
  return text;
}

async function share() {
  const panel = byId("sharing");
  panel.hidden = !panel.hidden;
  byId("share").setAttribute("aria-expanded", String(!panel.hidden));
  if (panel.hidden) return;
  const link = /** @type {HTMLInputElement} */ (byId("link"));
  link.value = location.origin + location.pathname + SHARED + (await pack(editor.text()));
  link.select();
  try {
    if (!navigator.clipboard) return;
    await navigator.clipboard.writeText(link.value);
  } catch {
    return; // not allowed: the link is there, selected, to be copied by hand
  }
  say(word("share.copied"));
  setTimeout(() => say(""), 2000);
}

function save() {
  const address = URL.createObjectURL(new Blob([editor.text()], { type: "application/json" }));
  made("a", { href: address, download: fileName() }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** @param {string} id */
function goToField(id) {
  const field = document.getElementById(id);
  open(field);
  field?.scrollIntoView({ block: "center" });
  if (field) find(field, "[data-raw], input, select")?.focus({ preventScroll: true });
}

/** The text of the link, else what this tab held before it was reloaded, else the first installed model. */
async function begin() {
  if (location.hash.startsWith(SHARED)) {
    const text = await unpack(location.hash.slice(SHARED.length), limit);
    history.replaceState(null, "", location.pathname);
    if (text === null) return stop({ message: word("bad_link") });
    return editor.text() ? editor.replace(text) : editor.fill(text);
  }
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (kept?.text) restoreName(kept);
  const first = start.options[1]?.value;
  const text = kept?.text || (first && (await installed(first)));
  if (text && !editor.text()) editor.fill(text);
  if (!editor.text()) invite();
}

const start = /** @type {HTMLSelectElement} */ (byId("start"));
const file = /** @type {HTMLInputElement} */ (byId("open"));

startSettings();
startName(keepSoon);
document.addEventListener("input", (event) => {
  const field = around(event, "#form .field[data-slot]");
  if (field) touched.add(JSON.stringify(JSON.parse(data(field, "slot"))));
});
document.addEventListener("click", (event) => {
  const clicked = around(event, "[data-line], [data-issue], button[data-field], .cap [data-edit]");
  if (!clicked) return;
  const { line, column, issue, field, edit } = clicked.dataset;
  if (line) editor.goTo(Number(line), Number(column));
  if (issue) form.showIssues([[JSON.parse(issue), clicked.textContent]], "");
  if (field) goToField(field);
  if (edit) form.change(JSON.parse(edit));
});
start.addEventListener("change", async () => {
  const text = start.value && (await installed(start.value));
  if (text) editor.replace(text);
  start.value = "";
});
file.addEventListener("change", () => {
  if (file.files?.[0]) takeFile(file.files[0]);
  file.value = "";
});
byId("share").addEventListener("click", share);
byId("save").addEventListener("click", save);

/**
 * A file dropped anywhere but on a field is a schema; without this the browser would leave the page for it.
 * @param {DragEvent} event
 */
const hasFile = (event) => event.dataTransfer?.types.includes("Files") && !around(event, "[data-uploads]");
document.addEventListener("dragover", (event) => hasFile(event) && event.preventDefault());
document.addEventListener("drop", (event) => {
  if (!hasFile(event)) return;
  event.preventDefault();
  const dropped = event.dataTransfer?.files[0];
  if (dropped) takeFile(dropped);
});
window.addEventListener("pagehide", keep);
window.addEventListener("hashchange", begin);
begin();
