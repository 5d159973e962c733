// The result pane: one stream of changes from the server while the page is visible, and what can be done with a run.
import { openPicture } from "./lightbox.js";
import { useAsReference } from "./uploads.js";
import { bring, isSaid, post, say, unsay, word } from "./words.js";

let source = null;
let shown = "";
let begun = 0;
let isStale = false;
let costChanged = () => {};
let isLost = false;
let isToShow = false; // a run has just begun, and its state is to be in sight

const element = (id) => document.getElementById(id);

function put(id, html) {
  const place = element(id);
  if (place && html !== undefined && place.dataset.html !== html) {
    place.dataset.html = html;
    place.innerHTML = html;
    place.dispatchEvent(new Event("drawn", { bubbles: true }));
  }
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
  shown = view.run ?? shown;
  const rail = element("rail");
  if (view.status) {
    rail.dataset.status = view.status;
    costChanged();
    if (view.status === "succeeded") showHeld();
  }
  if (view.run !== undefined) rail.dataset.run = view.run;
  if (view.rail !== undefined) {
    put("rail", view.rail);
    begun = performance.now();
  }
  if (view.more !== undefined && view.more !== element("more").dataset.html) {
    const open = [...document.querySelectorAll("#more [data-pane]:not([hidden])")].map((pane) => pane.dataset.pane);
    put("more", view.more);
    open.forEach(toggle);
  }
  put("stage", view.stage);
  put("earlier", view.earlier);
  if (view.title) document.title = view.title;
  if (isToShow && view.run) bringIntoSight();
  document.body.classList.toggle("has-run", Boolean(shown));
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
  listen();
}

function toggle(name) {
  const pane = document.querySelector(`#more [data-pane="${name}"]`);
  const button = document.querySelector(`#more [data-toggle="${name}"]`);
  if (!pane) return;
  pane.hidden = !pane.hidden;
  button.setAttribute("aria-expanded", String(!pane.hidden));
}

async function act(button) {
  button.disabled = true;
  const answer = await post(`runs/${element("rail").dataset.run}/${button.dataset.runAct}`);
  if (answer?.problem) say(answer.problem);
  if (!answer) say(word("offline"));
  button.disabled = false;
}

export function startLive({ change, keepSoon }) {
  costChanged = keepSoon;
  setInterval(() => {
    const time = document.querySelector("#rail time[data-running]");
    if (time) time.textContent = `${(Number(time.dataset.elapsed) + (performance.now() - begun) / 1000).toFixed(1)} s`;
  }, 100);
  document.addEventListener("visibilitychange", listen);
  document.addEventListener("click", async (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("[data-run-act]")) act(on("[data-run-act]"));
    if (on("[data-toggle]")) toggle(on("[data-toggle]").dataset.toggle);
    if (on("[data-open]")) openPicture(on("[data-open]"));
    if (on("[data-show]")) follow(on("[data-show]").dataset.show, true);
    if (on("[data-settings]")) change({ do: "settings", run: on("[data-settings]").dataset.settings, note: word("settings_back") });
    if (on("[data-reference]")) say(await useAsReference(on("[data-reference]").dataset.reference));
  });
}
