// One run, looked at closely: the address names it, the arrow keys go on to the next, and Back closes it.
import { leaveAsk } from "./asks.js";
import { all, around, attribute, byId, data, find } from "./form/dom.js";
import { addressOf, narrowedBy } from "./history_address.js";
import { older, piece } from "./history_list.js";
import { openPicture } from "./lightbox.js";
import { redraw } from "./morph.js";
import { post } from "./server.js";
import { keepSaid, say } from "./toast.js";

const OFTEN = 2000; // milliseconds between looks at a run that is at work
const AT_WORK = new Set(["submitting", "queued", "processing"]);

const viewer = () => /** @type {HTMLDialogElement} */ (byId("viewer"));
const named = () => new URLSearchParams(location.search).get("run") ?? "";
const look = () => find(viewer(), ".look");

/** @param {string} run */
const tileOf = (run) => find(document, `#runs ${attribute("data-tile", run)} .face`);

/** The runs that are listed, in their order. */
const listed = () => all(document, "#runs [data-tile]:not([hidden])").map((tile) => data(tile, "tile"));

/** @param {string} run */
const pieceOf = (run) => addressOf(`history/run/${encodeURIComponent(run)}`, narrowedBy(location.search));

/**
 * The run beside the one that is shown: in the list, or where that does not reach so far, as the server knows it.
 * @param {number} step -1 is newer, 1 is older
 */
function beside(step) {
  const runs = listed();
  const at = runs.indexOf(named());
  const told = look()?.dataset[step < 0 ? "newer" : "older"] ?? "";
  return at < 0 ? told : (runs[at + step] ?? (step > 0 ? told : ""));
}

/** Which ways there are to go on. */
function showTurns() {
  for (const button of all(viewer(), "[data-turn]")) button.hidden = !beside(Number(data(button, "turn")));
}

/** Show what the address names; nothing, where it names nothing. */
async function show() {
  const dialog = viewer();
  const run = named();
  if (!run) {
    if (dialog.open) dialog.close();
    return;
  }
  if (look()?.dataset.run !== run) {
    const html = await piece(pieceOf(run));
    if (named() !== run) return;
    if (html === null) return forget();
    const had = dialog.contains(document.activeElement) ? document.activeElement : null;
    const turn = had instanceof HTMLElement ? data(had, "turn") : "";
    byId("viewed").innerHTML = html;
    showTurns();
    if (turn) find(dialog, `[data-turn="${turn}"]:not([hidden])`)?.focus();
  }
  showTurns();
  if (!dialog.matches(":modal")) {
    dialog.close();
    dialog.showModal();
    find(dialog, "[data-shut]")?.focus();
  }
  if (dialog.open && !dialog.contains(document.activeElement)) find(dialog, "[data-shut]")?.focus();
  document.dispatchEvent(new Event("run-drawn"));
}

/** The address without a run. */
function forget() {
  history.replaceState(null, "", addressOf("history", narrowedBy(location.search)));
  show();
}

/** @param {string} run */
function open(run) {
  history.pushState({ isOpened: true }, "", addressOf("history", narrowedBy(location.search), { run }));
  show();
}

/** Back to the list: to the step before, where the run was opened from there. */
export function shut() {
  if (history.state?.isOpened) history.back();
  else forget();
}

/**
 * Go on from runs that are not there any more: to the next one, else back to the list.
 * @param {string[]} gone
 * @param {string} next
 */
export function leave(gone, next) {
  if (!gone.includes(named())) return;
  if (!next) return shut();
  history.replaceState(history.state, "", addressOf("history", narrowedBy(location.search), { run: next }));
  show();
}

/** @param {number} step */
async function turn(step) {
  if (step > 0 && listed().at(-1) === named()) await older();
  const run = beside(step);
  if (!run) return;
  history.replaceState(history.state, "", addressOf("history", narrowedBy(location.search), { run }));
  show();
}

/** Draw the run that is shown anew, where something of it has changed. */
export async function redrawRun() {
  const run = named();
  const html = run ? await piece(pieceOf(run)) : null;
  if (html === null || named() !== run) return;
  redraw(byId("viewed"), html);
  showTurns();
  document.dispatchEvent(new Event("run-drawn"));
}

/** @param {HTMLElement} button */
function ask({ dataset }) {
  const { ask = "", of = "", model, newSeed } = dataset;
  goAndAsk({ do: ask, of, model, newSeed: newSeed !== undefined });
}

/** @param {import("./asks.js").Ask} what for the page that has the form */
function goAndAsk(what) {
  leaveAsk(what);
  location.assign("./");
}

/** @param {string} action */
async function act(action) {
  const answer = await post(`runs/${encodeURIComponent(named())}/${action}`);
  if (answer?.problem) say(answer.problem);
  await redrawRun();
}

/** @param {MouseEvent} event */
const isPlain = (event) => !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

/** @param {MouseEvent} event */
function clicked(event) {
  const face = around(event, "#runs .face");
  const run = face?.closest("[data-tile]");
  if (!event.defaultPrevented && run instanceof HTMLElement && isPlain(event)) {
    event.preventDefault();
    open(data(run, "tile"));
  }
  if (around(event, "[data-shut]") && isPlain(event)) {
    event.preventDefault();
    shut();
  }
  const turns = around(event, "[data-turn]");
  if (turns) turn(Number(data(turns, "turn")));
  const asks = around(event, "#viewer [data-ask]");
  if (asks) ask(asks);
  const acts = around(event, "#viewer [data-run-act]");
  if (acts) act(data(acts, "runAct"));
  const again = around(event, "#viewer [data-again]");
  if (again) goAndAsk({ do: "again", of: data(again, "again"), model: again.dataset.model });
  const reference = around(event, "#viewer [data-reference]");
  if (reference) goAndAsk({ do: "reference", of: data(reference, "reference") });
  const picture = around(event, "#viewer [data-open]");
  if (picture) openPicture(picture);
}

export function startViewer() {
  document.addEventListener("click", clicked);
  const dialog = viewer();
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    shut();
  });
  dialog.addEventListener("close", () => {
    if (dialog.open) return; // it was only opened in another way
    const run = look()?.dataset.run ?? "";
    keepSaid();
    byId("viewed").replaceChildren();
    tileOf(run)?.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const isTyping = event.target instanceof Element && event.target.matches("input, textarea, select, video, audio");
    if (step && !isTyping) turn(step);
  });
  setInterval(() => {
    if (dialog.open && !document.hidden && AT_WORK.has(look()?.dataset.word ?? "")) redrawRun();
  }, OFTEN);
  show();
}

/** Show what the address names by now. */
export const followRun = show;
