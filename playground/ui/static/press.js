// What the button says: that a press is under way, and how many runs are already.
import { word } from "./words.js";

let running = 0;

export function countRunning(count) {
  running = count;
  label();
}

export function label() {
  const button = document.getElementById("generate");
  if (!button || !word("generate")) return;
  const isStarting = button.getAttribute("aria-busy") === "true";
  const text = isStarting
    ? word("starting")
    : running
      ? word("generate_another", { count: running })
      : word("generate");
  if (button.textContent !== text) button.textContent = text;
}
