// A word from the browser when a run, or a batch, ends in a tab that nobody sees: offered beside a run, off until a
// person asks.
import { all, around, byId, data, inputs } from "./form/dom.js";
import { follow } from "./live.js";
import { pause } from "./timing.js";
import { say } from "./toast.js";
import { word } from "./words.js";

/** @typedef {{ run: string, batch: string, is_over: boolean, title: string, said: string }} State */

const KEPT = "playground-notify";
const BETWEEN = 3000; // milliseconds; a browser asks less often in a tab that is long out of sight
const AT_WORK = new Set(["submitting", "queued", "processing"]);

/** @type {Set<string>} */
const watched = new Set();
let turn = 0; // counts the times that the tab went out of sight: only the last one goes on asking

const isPossible = () => "Notification" in window && isSecureContext;
const isOn = () => isPossible() && Notification.permission === "granted" && localStorage.getItem(KEPT) === "yes";
const isUndecided = () => isPossible() && Notification.permission !== "denied" && !localStorage.getItem(KEPT);

/**
 * @param {string} run
 * @param {string} batch in place of a run
 */
const nameOf = (run, batch) => `${run ? "run" : "batch"}=${encodeURIComponent(run || batch)}`;

/**
 * A run, or a batch of them, that this tab is to tell the end of.
 * @param {string} run
 * @param {string} [batch] in place of a run
 */
export function watch(run, batch = "") {
  if (run || batch) watched.add(nameOf(run, batch));
}

/** @returns {Promise<State[]>} */
async function states() {
  const answer = await fetch(`states?${[...watched].join("&")}`).catch(() => null);
  return answer?.ok ? answer.json() : [];
}

/** @param {State} state */
function tell({ run, batch, title, said }) {
  const notification = new Notification(title, { body: said, tag: run || batch });
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
    follow(run, true, batch);
  });
}

/** What has ended before the tab went out of sight was seen. */
async function keepWatch() {
  turn += 1;
  const mine = turn;
  if (AT_WORK.has(data(byId("state"), "status"))) watch(data(byId("rail"), "run"), data(byId("rail"), "batch"));
  for (let isFirst = true; isOn() && watched.size && document.visibilityState === "hidden"; isFirst = false) {
    const ended = (await states()).filter((state) => state.is_over);
    if (mine !== turn) return;
    for (const state of ended) {
      watched.delete(nameOf(state.run, state.batch));
      if (!isFirst && isOn()) tell(state);
    }
    await pause(BETWEEN);
    if (mine !== turn) return;
  }
}

/** The offer is drawn with the run, and the box with its menu. */
function reflect() {
  for (const offer of all(document, "[data-notify-offer]")) offer.hidden = !isUndecided();
  for (const box of inputs(document, "[data-notify]")) {
    box.checked = isOn();
    /** @type {HTMLElement} */ (box.parentElement).hidden = !isPossible();
  }
}

/** @param {boolean} isWanted */
async function decide(isWanted) {
  const isAllowed = isWanted && (await Notification.requestPermission()) === "granted";
  localStorage.setItem(KEPT, isAllowed ? "yes" : "no");
  if (isWanted) say(word(isAllowed ? "notify.on" : "notify.denied"));
  reflect();
}

export function startNotifying() {
  document.addEventListener("drawn", reflect);
  document.addEventListener("visibilitychange", keepWatch);
  document.addEventListener("click", (event) => {
    if (around(event, "[data-notify-offer]")) decide(true);
  });
  document.addEventListener("change", (event) => {
    const box = around(event, "[data-notify]");
    if (box instanceof HTMLInputElement) decide(box.checked);
  });
}
