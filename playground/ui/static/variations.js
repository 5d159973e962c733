// How many runs a press of Generate asks for: copies of the form, and alternatives in its texts.
import { plainly } from "./alternatives.js";
import { all, around, byId, control, data, find } from "./form/dom.js";

/**
 * What the server makes of the texts.
 * @typedef {{ each: number, said: string, is_plain: boolean, slots: unknown[] }} Many
 */
/** @typedef {{ count: number, said: string, yes: string }} Question */

let each = 1; // runs that the form makes by itself, as far as the page has said so
/** @type {unknown[]} */
let slots = [];
/** @type {(() => void) | null} */
let agreed = null;

const chooser = () => (find(document, "#variations") ? control(document, "#variations") : null);

export const copies = () => Number(chooser()?.value ?? 1);

/**
 * What a press tells the server: how many are wanted of each, how many the page has said, how many were agreed to.
 * Nothing where that is one.
 * @param {number} confirmed
 */
export const wish = (confirmed) =>
  copies() * each === 1 && !confirmed ? "" : `?copies=${copies()}&promised=${copies() * each}&confirmed=${confirmed}`;

/** One run, whatever was chosen: what follows promises one. */
export function wishOne() {
  const box = chooser();
  if (box) box.value = "1";
}

/** @param {Many} many */
export function showMany(many) {
  each = many.each;
  slots = many.slots;
  byId("many-said").textContent = many.said;
  byId("many").hidden = !many.said;
  byId("many-plain").hidden = many.is_plain;
}

function usePlain() {
  const wanted = new Set(slots.map((slot) => JSON.stringify(slot)));
  for (const field of all(document, "#playground-form [data-slot]")) {
    if (!wanted.has(JSON.stringify(JSON.parse(data(field, "slot"))))) continue;
    const box = control(field, "[data-raw]");
    box.value = plainly(box.value);
    for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
    box.focus();
  }
}

/**
 * So many have to be agreed to first.
 * @param {Question} question
 * @param {() => void} then
 */
export function askFirst(question, then) {
  agreed = then;
  byId("question-said").textContent = question.said;
  byId("question-yes").textContent = question.yes;
  byId("question").hidden = false;
  byId("question-yes").focus();
}

/** @param {boolean} isAgreed */
function answer(isAgreed) {
  const then = agreed;
  agreed = null;
  byId("question").hidden = true;
  byId("generate").focus({ preventScroll: true });
  if (isAgreed) then?.();
}

/** A question is about what the form held when it was asked. */
export function dropQuestion() {
  agreed = null;
  const box = find(document, "#question");
  if (box) box.hidden = true;
}

/** @param {{ keepSoon: (delay?: number) => void }} page */
export function startVariations({ keepSoon }) {
  document.addEventListener("change", (event) => {
    if (!around(event, "#variations")) return;
    dropQuestion();
    keepSoon(0);
  });
  document.addEventListener("click", (event) => {
    if (around(event, "#many-plain")) usePlain();
    else if (around(event, "#question-yes")) answer(true);
    else if (around(event, "#question-no")) answer(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && around(event, "#question")) answer(false);
  });
}
