// The result pane: one stream of changes from the server while the page is visible, and what can be done with a run.
import { nameBatch, nameRun, whenNamed } from "./address.js";
import { startBatch } from "./batch.js";
import { all, around, byId, data, find, get } from "./form/dom.js";
import { bring, isCalm } from "./form/sight.js";
import { countRunning } from "./generate_button.js";
import { pastBy } from "./geometry.js";
import { openPicture } from "./lightbox.js";
import { redraw } from "./morph.js";
import { LOSSES } from "./presses.js";
import { advance } from "./progress.js";
import { startResult } from "./result.js";
import { post } from "./server.js";
import { isSaid, say, unsay } from "./toast.js";
import { word } from "./words.js";

/** @typedef {import("./form/host.js").Edit} Edit */

/**
 * What has changed, of what the server draws; what is not in it is as it was.
 * @typedef {{
 *   run?: string, batch?: string, status?: string, said?: string,
 *   spent?: string, left?: string, title?: string, running?: number,
 * }} Figures
 * @typedef {Figures & { rail?: string, stage?: string, more?: string, earlier?: string }} View
 */

const PATIENCE = 1500; // milliseconds without a connection before it is said
const TICK = 100; // milliseconds
const CALM_TICK = 1000; // where little should move

/** @type {EventSource | null} */
let source = null;
let shown = "";
let shownBatch = ""; // in place of a run
let drawnAt = 0; // when the rail was, by `performance.now()`
let isStale = false;
let isLost = false;
let trouble = ""; // what was said of it last
let isSignedOut = false; // nobody is signed in here any more
let isToScroll = false; // a run has just begun, and its state is to be in sight
/** @type {(delay?: number) => void} */
let costChanged;

/** @type {WeakMap<HTMLElement, string>} */
const drawings = new WeakMap();

/**
 * Whoever was at something that is gone goes on beside it, and not at the top of the page.
 * @param {HTMLElement} place
 */
function keepPlace(place) {
  const next = find(place, ":is(button, a[href]):not([hidden] *)") ?? find(byId("more"), "button, a[href]");
  (next ?? byId("result")).focus({ preventScroll: true });
}

/**
 * @param {"rail" | "stage" | "more" | "earlier"} id
 * @param {string | undefined} html
 */
function put(id, html) {
  const place = byId(id);
  if (html === undefined || drawings.get(place) === html) return;
  drawings.set(place, html);
  const held = document.activeElement;
  const hadKeyboard = place.contains(held);
  redraw(place, html);
  if (hadKeyboard && !held?.isConnected) keepPlace(place);
  place.dispatchEvent(new Event("drawn", { bubbles: true }));
}

/** Ask once more for the pictures that did not come while the server was away. */
function fetchPictures() {
  for (const picture of all(document, "#playground img"))
    if (picture instanceof HTMLImageElement && picture.complete && !picture.naturalWidth)
      picture.setAttribute("src", picture.getAttribute("src") ?? "");
}

/** The connection is there again, if it was lost; a page of another version than the server is told of it. */
function settle() {
  if (isLost) fetchPictures();
  if (isStale) say(word("stale"), { stays: true });
  else if (isLost) unsay(word("offline"));
  if (trouble) unsay(trouble);
  isLost = false;
  trouble = "";
}

/** @param {View} view */
function receive(view) {
  settle();
  if (view.run) shown = view.run;
  const rail = byId("rail");
  if (view.status) {
    byId("state").dataset.status = view.status;
    costChanged();
    if (view.status === "succeeded") showHeld();
  }
  if (view.run !== undefined) {
    rail.dataset.run = view.run;
    rail.dataset.batch = view.batch ?? rail.dataset.batch ?? "";
    byId("more").inert = false;
  }
  if (view.said !== undefined) byId("state").textContent = view.said;
  if (view.rail !== undefined) drawnAt = performance.now();
  put("rail", view.rail);
  put("stage", view.stage);
  put("more", view.more);
  put("earlier", view.earlier);
  if (view.spent !== undefined) get(document, "[data-spent]").textContent = view.spent;
  if (view.left !== undefined) showLeft(view.left);
  if (view.title) document.title = view.title;
  if (view.running !== undefined) countRunning(view.running);
  if (view.run) nameRun(view.run);
  if (view.batch) nameBatch(view.batch);
  if (view.run !== undefined) showChosen();
  if (isToScroll && (view.run || view.batch)) bringIntoSight();
  document.body.classList.toggle("has-run", Boolean(rail.dataset.run || rail.dataset.batch));
  document.body.classList.toggle("has-runs", Boolean(byId("earlier").firstElementChild));
}

/**
 * What is left to be spent, perhaps by a click in another tab; whether the next click fits the server tells then.
 * @param {string} left
 */
function showLeft(left) {
  const place = get(document, "#cost [data-left]");
  if (left !== place.textContent && (left || place.textContent)) costChanged(0);
}

/** The run that is shown is in sight among the earlier ones; nothing else is scrolled for that. */
function showChosen() {
  const chosen = find(byId("earlier"), ".chosen");
  const strip = chosen?.parentElement;
  if (!chosen || !strip) return;
  const [inner, outer] = [chosen.getBoundingClientRect(), strip.getBoundingClientRect()];
  strip.scrollBy(
    pastBy(inner.left, inner.right, outer.left, outer.right),
    pastBy(inner.top, inner.bottom, outer.top, outer.bottom),
  );
}

/** Not before the result has its size, and only where its state is out of sight: nothing jumps without need. */
function bringIntoSight() {
  isToScroll = false;
  const { top, bottom } = byId("rail").getBoundingClientRect();
  const isPhone = matchMedia("(max-width: 820px)").matches;
  if (!isPhone && top >= byId("top").offsetHeight && bottom <= innerHeight) return;
  bring(byId("result"));
}

/** How much is kept here changes with each result. */
async function showHeld() {
  const answer = await fetch("held").catch(() => null);
  const line = find(document, "[data-held]");
  if (answer?.ok && line) line.textContent = await answer.text();
}

function listen() {
  source?.close();
  source = null;
  if (isSignedOut || document.visibilityState === "hidden") return;
  source = new EventSource(`live?run=${encodeURIComponent(shown)}&batch=${encodeURIComponent(shownBatch)}`);
  source.addEventListener("view", (event) => receive(JSON.parse(event.data)));
  source.addEventListener("version", (event) => {
    isStale = event.data !== get(document, "meta[name=playground-version]").getAttribute("content");
    settle();
  });
  source.addEventListener("trouble", (event) => noteTrouble(JSON.parse(event.data).problem));
  source.addEventListener("ended", (event) => end(JSON.parse(event.data).problem));
  source.addEventListener("error", () => setTimeout(noteLoss, PATIENCE));
}

/** @param {string} problem of the server, which goes on by itself once it is over */
function noteTrouble(problem) {
  trouble = problem;
  say(problem, { stays: true });
}

/** @param {string} why nothing more comes */
function end(why) {
  isSignedOut = true;
  source?.close();
  source = null;
  say(why, { stays: true });
}

/** Whether the server does not answer, or answers that nobody is signed in here. */
async function askWhy() {
  const answer = await fetch("held").catch(() => null);
  if (answer?.status === 401 || answer?.status === 403) end((await answer.json()).problem);
  else if (source?.readyState === EventSource.CLOSED) listen();
}

function noteLoss() {
  if (isSignedOut) return;
  if (source && source.readyState !== EventSource.OPEN) {
    isLost = true;
    if (!LOSSES.some((one) => isSaid(word(one)))) say(word("offline"), { stays: true });
  }
  if (source?.readyState === EventSource.CLOSED) askWhy();
}

/**
 * Show a run.
 * @param {string} run the newest one of this browser where it is empty
 * @param {boolean} isNew
 * @param {string} [batch] that is shown in place of a run
 */
export function follow(run, isNew, batch = "") {
  shown = run;
  shownBatch = batch;
  isToScroll = isNew;
  // What can be done with the run before is not what a person now means.
  const { run: runBefore = "", batch: batchBefore = "" } = byId("rail").dataset;
  byId("more").inert = Boolean(run || batch) && (runBefore !== run || batchBefore !== batch);
  listen();
}

/** @param {HTMLElement} button */
async function act(button) {
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true"; // and not disabled, which would take the keyboard away
  const answer = await post(`runs/${data(byId("rail"), "run")}/${data(button, "runAct")}`);
  if (answer?.problem) say(answer.problem);
  if (!answer) say(word("offline"));
  button.ariaDisabled = null;
}

/** @param {number} seconds */
function elapsed(seconds) {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false };
  return word("elapsed", { seconds: seconds.toLocaleString(document.documentElement.lang, digits) });
}

function tick() {
  const time = find(document, "#rail time[data-running]");
  if (!time) return;
  const seconds = Number(time.dataset.elapsed) + (performance.now() - drawnAt) / 1000;
  time.textContent = elapsed(seconds);
  const bar = find(document, "#rail [data-progress]");
  if (bar) advance(bar, seconds);
}

/** @param {{ change: (edit: Edit) => void, keepSoon: (delay?: number) => void }} page */
export function startLive({ change, keepSoon }) {
  costChanged = keepSoon;
  setInterval(tick, isCalm() ? CALM_TICK : TICK);
  document.addEventListener("visibilitychange", listen);
  whenNamed((run, batch) => follow(run, false, batch));
  startResult({ change });
  startBatch({ follow });
  document.addEventListener("click", (event) => {
    const [acting, opened, other] = ["[data-run-act]", "[data-open]", "[data-show]"].map((one) => around(event, one));
    if (acting) act(acting);
    if (opened) openPicture(opened);
    if (other) follow(data(other, "show"), true);
  });
}
