// The dice beside a seed.
import { control, find } from "../dom.js";
import { randomSeed } from "../numbers.js";

/** @param {HTMLElement} field */
export default (field) => {
  const dice = find(field, "[data-dice]");
  dice?.addEventListener("click", () => {
    const { first = "", step = "", count = "" } = dice.dataset;
    const box = control(field, "[data-raw]");
    box.value = randomSeed({ first: BigInt(first), step: BigInt(step), count: BigInt(count) });
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
};
