// A line at the foot of the page for what concerns the whole page.
import { made } from "./form/dom.js";
import { word } from "./words.js";

const LASTS = 8000; // milliseconds

/** @type {ReturnType<typeof setTimeout> | undefined} */
let leaving;

const line = () => document.getElementById("toast");

/** Where it can be seen: in the dialog that covers the page, if there is one. */
const place = () => [...document.querySelectorAll("dialog")].findLast((one) => one.matches(":modal")) ?? document.body;

/** A dialog that it was said in is about to go. */
export function keepSaid() {
  const toast = line();
  if (toast) document.body.append(toast);
}

/**
 * Whether that is what is said now.
 * @param {string} text
 */
export function isSaid(text) {
  const toast = line();
  return Boolean(toast && !toast.hidden && toast.dataset.said === text);
}

/**
 * Take away what was said, if it is still what is said; without a text, whatever would go by itself.
 * @param {string} text
 */
export function unsay(text) {
  const toast = line();
  if (toast && (text ? toast.dataset.said === text : !toast.dataset.stays)) say("");
}

/**
 * Say a sentence; an empty one takes the line away. It goes by itself unless it `stays`; `back` is a button in it that
 * takes back what was just done, for as long as the line `lasts` (milliseconds).
 * @param {string} text
 * @param {{ stays?: boolean, back?: (() => void) | null, lasts?: number }} [how]
 */
export function say(text, { stays = false, back = null, lasts = LASTS } = {}) {
  const toast = line() ?? made("div", { id: "toast" }, { "aria-live": "polite" });
  const dialog = place();
  if (toast.parentElement !== dialog) dialog.append(toast);
  toast.textContent = `${text} `;
  toast.dataset.said = text;
  if (stays) toast.dataset.stays = "yes";
  else delete toast.dataset.stays;
  toast.hidden = !text;
  clearTimeout(leaving);
  if (text && !stays) {
    leaving = setTimeout(() => {
      toast.hidden = true;
    }, lasts);
  }
  if (!text || !back) return;
  const button = toast.appendChild(made("button", { type: "button", textContent: word("undo") }));
  button.addEventListener("click", () => {
    say("");
    back();
  });
}
