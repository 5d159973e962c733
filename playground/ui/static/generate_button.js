// What the button says: that a press is under way, and how many runs are already.
import { word } from "./words.js";

let running = 0;

/** @param {number} count */
export function countRunning(count) {
  running = count;
  label();
}

export function label() {
  const button = document.getElementById("generate");
  if (!button || !word("generate")) return;
  const isStarting = button.getAttribute("aria-busy") === "true";
  const text = word(isStarting ? "starting" : running ? "generate_another" : "generate", { count: running });
  if (button.textContent !== text) button.replaceChildren(...inParts(text));
}

/**
 * What the button does, and how many are running below it: the style says whether both stand in one line.
 * @param {string} text
 * @returns {(string | HTMLElement)[]}
 */
function inParts(text) {
  const [act, count] = text.split(" · ");
  if (!count) return [act];
  const dot = document.createElement("i");
  dot.textContent = " · ";
  const small = document.createElement("small");
  small.textContent = count;
  return [act, dot, small];
}

/**
 * Something of the page is at work, or no longer.
 * @param {string} id
 * @param {boolean} on
 */
export function busy(id, on) {
  const element = document.getElementById(id);
  if (on) element?.setAttribute("aria-busy", "true");
  else element?.removeAttribute("aria-busy");
  label();
}
