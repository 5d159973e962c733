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
  if (button.textContent !== text) button.textContent = text;
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
