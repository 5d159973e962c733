// Where the form is a screen or more above the result, a way back to its first text.
import { byId, find, made } from "./form/dom.js";
import { bring } from "./form/sight.js";
import { word } from "./words.js";

const narrow = matchMedia("(max-width: 820px)");
let isAway = false;

function show() {
  const button = document.getElementById("to-prompt");
  if (button) button.hidden = !(isAway && narrow.matches);
}

export function startBack() {
  const textContent = `↑ ${word("to_prompt")}`;
  const button = made("button", { id: "to-prompt", type: "button", hidden: true, textContent });
  document.body.append(button);
  button.addEventListener("click", () => {
    bring(byId("form"));
    find(byId("form"), "textarea[data-raw], input[type=text][data-raw]")?.focus({ preventScroll: true });
  });
  narrow.addEventListener("change", show);
  // Away is below the form: its end has gone out at the top, or nearly.
  /** @type {IntersectionObserverCallback} */
  const watch = (entries) => {
    const entry = entries.at(-1);
    if (!entry) return;
    isAway = !entry.isIntersecting && entry.boundingClientRect.bottom < innerHeight / 2;
    show();
  };
  new IntersectionObserver(watch, { rootMargin: "-80px 0px 0px" }).observe(byId("form-column"));
}
