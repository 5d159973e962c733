// The result pane: one stream of changes from the server while the page is visible, and what can be done with a run.
import { nameRun, whenNamed } from "./address.js";
import { openPicture } from "./lightbox.js";
import { redraw } from "./morph.js";
import { countRunning } from "./press.js";
import { startResult } from "./result.js";
import { bring, isSaid, post, say, unsay, word } from "./words.js";

let source = null;
let shown = "";
let begun = 0;
let isStale = false;
let costChanged = () => {};
let isLost = false;
let isToShow = false; // a run has just begun, and its state is to be in sight

const element = (id) => document.getElementById(id);
const drawings = new Map();

// Whoever was at something that is gone goes on beside it, and not at the top of the page.
function keepPlace(place) {
  const next =
    place.querySelector(":is(button, a[href]):not([hidden] *)") ?? element("more").querySelector("button, a[href]");
  (next ?? element("result")).focus({ preventScroll: true });
}

function put(id, html) {
  const place = element(id);
  if (!place || html === undefined || drawings.get(place) === html) return;
  drawings.set(place, html);
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  redraw(place, html);
  if (held && !held.isConnected) keepPlace(place);
  place.dispatchEvent(new Event("drawn", { bubbles: true }));
}

// The connection is there again, if it was lost; a page of another version than the server is told of it.
function settle() {
  if (isStale) say(word("stale"), { stays: true });
  else if (isLost) unsay(word("offline"));
  isLost = false;
}

function receive(event) {
  const view = JSON.parse(event.data);
  settle();
  if (view.run) shown = view.run;
  const rail = element("rail");
  if (view.status) {
    element("state").dataset.status = view.status;
    costChanged();
    if (view.status === "succeeded") showHeld();
  }
  if (view.run !== undefined) {
    rail.dataset.run = view.run;
    element("more").inert = false;
  }
  if (view.said !== undefined) element("state").textContent = view.said;
  if (view.rail !== undefined) {
    put("rail", view.rail);
    begun = performance.now();
  }
  put("stage", view.stage);
  put("more", view.more);
  put("earlier", view.earlier);
  if (view.spent !== undefined) document.querySelector("[data-spent]").textContent = view.spent;
  if (view.title) document.title = view.title;
  if (view.running !== undefined) countRunning(view.running);
  if (view.run) nameRun(view.run);
  if (view.run !== undefined) showChosen();
  if (isToShow && view.run) bringIntoSight();
  document.body.classList.toggle("has-run", Boolean(rail.dataset.run));
  document.body.classList.toggle("has-runs", Boolean(element("earlier").firstElementChild));
}

// The run that is shown is in sight among the earlier ones; nothing else is scrolled for that.
function showChosen() {
  const chosen = element("earlier").querySelector(".chosen");
  if (!chosen) return;
  const [inner, outer] = [chosen, chosen.parentElement].map((one) => one.getBoundingClientRect());
  const past = (low, high, from, to) => (low < from ? low - from : Math.max(0, high - to));
  chosen.parentElement.scrollBy(
    past(inner.left, inner.right, outer.left, outer.right),
    past(inner.top, inner.bottom, outer.top, outer.bottom),
  );
}

// Not before the result has its size, and only where its state is out of sight: nothing jumps without need.
function bringIntoSight() {
  isToShow = false;
  const { top, bottom } = element("rail").getBoundingClientRect();
  const isPhone = matchMedia("(max-width: 820px)").matches;
  if (!isPhone && top >= element("top").offsetHeight && bottom <= innerHeight) return;
  bring(element("result"));
}

// How much is kept here changes with each result.
async function showHeld() {
  const answer = await fetch("held").catch(() => null);
  const line = document.querySelector("[data-held]");
  if (answer?.ok && line) line.textContent = await answer.text();
}

function listen() {
  source?.close();
  source = null;
  if (document.visibilityState === "hidden") return;
  source = new EventSource(`live?run=${encodeURIComponent(shown)}`);
  source.addEventListener("view", receive);
  source.addEventListener("version", (event) => {
    isStale = event.data !== document.querySelector("meta[name=playground-version]").content;
    settle();
  });
  source.addEventListener("error", () => {
    setTimeout(() => {
      if (source && source.readyState !== EventSource.OPEN) {
        isLost = true;
        if (!isSaid(word("unreached"))) say(word("offline"), { stays: true });
      }
      if (source?.readyState === EventSource.CLOSED) listen();
    }, 1500);
  });
}

// Show a run; the newest one of this browser where `run` is empty.
export function follow(run, isNew) {
  shown = run;
  isToShow = isNew;
  // What can be done with the run before is not what a person now means.
  element("more").inert = Boolean(run) && element("rail").dataset.run !== run;
  listen();
}

async function act(button) {
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true"; // and not disabled, which would take the keyboard away
  const answer = await post(`runs/${element("rail").dataset.run}/${button.dataset.runAct}`);
  if (answer?.problem) say(answer.problem);
  if (!answer) say(word("offline"));
  button.ariaDisabled = null;
}

function elapsed(seconds) {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false };
  return word("elapsed", { seconds: seconds.toLocaleString(document.documentElement.lang, digits) });
}

export function startLive({ change, keepSoon }) {
  costChanged = keepSoon;
  setInterval(() => {
    const time = document.querySelector("#rail time[data-running]");
    if (time) time.textContent = elapsed(Number(time.dataset.elapsed) + (performance.now() - begun) / 1000);
  }, 100);
  document.addEventListener("visibilitychange", listen);
  whenNamed((run) => follow(run, false));
  startResult({ change });
  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("[data-run-act]")) act(on("[data-run-act]"));
    if (on("[data-open]")) openPicture(on("[data-open]"));
    if (on("[data-show]")) follow(on("[data-show]").dataset.show, true);
  });
}
