// *Compare with…* in the large view: what is clicked next in the list is the other one.
import { around, data } from "./form/dom.js";
import { compareAddress } from "./history_address.js";
import { shut } from "./history_viewer.js";
import { say } from "./toast.js";
import { word } from "./words.js";

let first = "";

/** @param {string} result as `run/name`; empty ends it */
function pickOther(result) {
  first = result;
  document.body.classList.toggle("picking", Boolean(result));
  say(result && word("history.pick_other"), { stays: true, back: () => pickOther("") });
}

/** @param {MouseEvent} event */
function picked(event) {
  const tile = first && around(event, "#runs .face")?.closest("[data-tile]");
  if (!(tile instanceof HTMLElement)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const other = data(tile, "cover");
  if (other && other !== first) location.assign(compareAddress([first, other]));
  else say(word(other ? "history.pick_other" : "history.not_compared"), { stays: true });
}

/** Before whatever else a click on a tile does. */
export function startComparing() {
  document.addEventListener("click", picked, true);
  document.addEventListener("click", (event) => {
    const button = around(event, "[data-compare-with]");
    if (!button) return;
    pickOther(data(button, "compareWith"));
    shut();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && first) pickOther("");
  });
}
