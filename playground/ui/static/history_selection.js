// Runs that are selected, by a tick, Shift, a long touch or a key; and what is done with all of them.

import { all, around, attribute, byId, data, find } from "./form/dom.js";
import { compareAddress } from "./history_address.js";
import { startBar } from "./history_bar.js";
import { startComparing } from "./history_comparing.js";
import { remove, removeBatch } from "./history_deletion.js";
import { favour, rate, startLabels } from "./history_labels.js";
import { between, goneTo } from "./history_places.js";
import { say } from "./toast.js";
import { word } from "./words.js";

const MOST = 200; // as many as the server takes at once
const LONG = 500; // milliseconds of a long touch
const TO_COMPARE = { least: 2, most: 4 };

/** @type {Set<string>} */
const chosen = new Set();
let last = "";

const faces = () => all(document, "#runs [data-tile]:not([hidden]) .face");
const listed = () => all(document, "#runs [data-tile]:not([hidden])").map((tile) => data(tile, "tile"));
export const selected = () => [...chosen];
const isOpened = () => byId("viewer").hasAttribute("open");
const opened = () => find(document, "#viewer .look")?.dataset.run ?? "";

/** @param {Element | null} [element] */
const runOf = (element) => {
  const tile = element?.closest("[data-tile]");
  return tile instanceof HTMLElement ? data(tile, "tile") : "";
};

/** @param {string} run */
const tileOf = (run) => find(document, `#runs ${attribute("data-tile", run)}:not([hidden])`);

function show() {
  for (const tick of all(document, "#runs [data-select]"))
    if (tick instanceof HTMLInputElement) tick.checked = chosen.has(data(tick, "select"));
  const bar = byId("chosen");
  const heldKeyboard = bar.contains(document.activeElement);
  bar.hidden = !chosen.size;
  if (bar.hidden && heldKeyboard) tileOf(last)?.querySelector("a")?.focus();
  document.body.classList.toggle("selecting", chosen.size > 0);
  const compares = find(bar, "[data-do=compare]");
  if (compares) compares.hidden = chosen.size < TO_COMPARE.least || chosen.size > TO_COMPARE.most;
  const count = find(bar, "[data-how-many]");
  if (count) count.textContent = word("history.selected", { count: chosen.size });
}

/**
 * @param {string[]} runs
 * @param {boolean} isOn
 */
function choose(runs, isOn) {
  for (const run of runs) {
    if (!isOn) chosen.delete(run);
    else if (chosen.size < MOST) chosen.add(run);
    else {
      say(word("history.too_many", { count: MOST }));
      break;
    }
  }
  show();
}

/**
 * Select it, or no longer; with Shift all from the last one to it.
 * @param {string} run
 * @param {boolean} isRange
 */
function toggle(run, isRange) {
  const isOn = !chosen.has(run);
  choose(isRange ? between(listed(), last, run) : [run], isRange || isOn);
  last = run;
}

export function selectNone() {
  chosen.clear();
  show();
}

/** What keys are about: the run that is looked at, else those selected, else the one that has the keyboard. */
export function meant() {
  if (isOpened()) return [opened()];
  if (chosen.size) return selected();
  const run = runOf(document.activeElement);
  return run ? [run] : [];
}

function compare() {
  if (isOpened()) return find(document, "#viewer [data-compare-with]")?.click();
  const isFew = chosen.size >= TO_COMPARE.least && chosen.size <= TO_COMPARE.most;
  const covers = selected().map((run) => find(document, attribute("data-tile", run))?.dataset.cover ?? "");
  if (isFew && covers.every(Boolean)) location.assign(compareAddress(covers));
  else say(word("history.not_compared"));
}

/**
 * What the buttons of the bar do.
 * @type {Record<string, () => unknown>}
 */
const DOES = {
  favourite: () => favour(selected()),
  download: () =>
    location.assign(
      `history/files.zip?${selected()
        .map((run) => `run=${encodeURIComponent(run)}`)
        .join("&")}`,
    ),
  compare,
  delete: () => remove(selected(), selectNone),
  none: selectNone,
};

/** A finger that stays on a tile selects it; the click that follows is none. */
function longTouches() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isDone = false;
  document.addEventListener("pointerdown", (event) => {
    isDone = false;
    const face = around(event, "#runs .face");
    if (!face || event.pointerType === "mouse") return;
    timer = setTimeout(() => {
      isDone = true;
      toggle(runOf(face), false);
    }, LONG);
  });
  for (const kind of ["pointerup", "pointercancel", "pointermove", "scroll"])
    document.addEventListener(kind, () => clearTimeout(timer), { passive: true });
  document.addEventListener("contextmenu", (event) => {
    if (isDone && around(event, "#runs .face")) event.preventDefault();
  });
  document.addEventListener(
    "click",
    (event) => {
      const face = around(event, "#runs .face");
      if (!face) return;
      if (isDone) event.preventDefault();
      else if (chosen.size && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        toggle(runOf(face), event.shiftKey);
      }
      isDone = false;
    },
    true,
  );
}

/**
 * @param {string} key
 * @param {boolean} isRange
 */
function pressed(key, isRange) {
  const runs = meant();
  if (key === "f" && runs.length) favour(runs);
  else if (/^[0-5]$/.test(key) && runs.length) rate(runs, Number(key));
  else if (key === "x" && !isOpened() && runOf(document.activeElement)) toggle(runOf(document.activeElement), isRange);
  else if (key === "delete" && runs.length) remove(runs, selectNone);
  else if (key === "escape" && !isOpened() && chosen.size) selectNone();
  else if (key === "c" && (isOpened() || chosen.size)) compare();
  else if (key === "t" && isOpened()) find(document, "#viewer [data-tag-input]")?.focus();
  else if (key === "t" && chosen.size) find(document, "#chosen [data-tag-input]")?.focus();
  else if (key === "/" && !isOpened()) find(document, "#find [name=q]")?.focus();
  else return false;
  return true;
}

/** @param {string} key */
function move(key) {
  const face = document.activeElement?.closest("#runs .face");
  if (!(face instanceof HTMLElement)) return false;
  const list = faces();
  const next =
    list[
      goneTo(
        list.map((one) => one.getBoundingClientRect()),
        list.indexOf(face),
        key,
      )
    ];
  next?.focus();
  return true;
}

/** @param {KeyboardEvent} event */
const isTyping = ({ target }) =>
  target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

export function startSelection() {
  startComparing();
  startBar(() => (chosen.has(last) ? tileOf(last) : null));
  startLabels({ selected });
  longTouches();
  document.addEventListener("click", (event) => {
    const tick = around(event, "[data-select]");
    if (tick) toggle(data(tick, "select"), event.shiftKey);
    const deletes = around(event, "[data-delete]");
    if (deletes) remove([data(deletes, "delete")], () => choose([data(deletes, "delete")], false));
    const batch = around(event, "[data-delete-batch]");
    if (batch) removeBatch(data(batch, "deleteBatch"));
    const button = around(event, "#chosen [data-do]");
    if (button) DOES[data(button, "do")]?.();
  });
  document.addEventListener("keydown", (event) => {
    if (
      event.defaultPrevented ||
      find(document, "#sure[open], #sure-of-batch[open]") ||
      isTyping(event) ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return;
    const isDone = event.key.startsWith("Arrow") ? move(event.key) : pressed(event.key.toLowerCase(), event.shiftKey);
    if (isDone) event.preventDefault();
  });
  document.addEventListener("runs-drawn", show);
  show();
}
