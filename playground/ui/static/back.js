// On a narrow screen, where the form is a screen or more above the result, a way back to its first text.
import { byId, find, made } from "./form/dom.js";
import { bring } from "./form/sight.js";
import { word } from "./words.js";

/** It stands in a row of its own, between the results and the foot: it sticks to the window's edge above these only. */
export function startBack() {
  const button = made("button", { id: "to-prompt", type: "button", textContent: `↑ ${word("to_prompt")}` });
  const row = made("div", { id: "way-back", hidden: true });
  row.append(button);
  byId("foot").before(row);
  button.addEventListener("click", () => {
    bring(byId("form"));
    find(byId("form"), "textarea[data-raw], input[type=text][data-raw]")?.focus({ preventScroll: true });
  });
  // Away is below the form: its end has gone out at the top, or nearly.
  /** @type {IntersectionObserverCallback} */
  const watch = (entries) => {
    const entry = entries.at(-1);
    if (entry) row.hidden = entry.isIntersecting || entry.boundingClientRect.bottom >= innerHeight / 2;
  };
  new IntersectionObserver(watch, { rootMargin: "-80px 0px 0px" }).observe(byId("form-column"));
}
