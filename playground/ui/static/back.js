// Where the form is a screen or more above the result, a way back to its first text.
import { bring, word } from "./words.js";

const narrow = matchMedia("(max-width: 820px)");
let isAway = false;

function show() {
  const button = document.getElementById("to-prompt");
  if (button) button.hidden = !(isAway && narrow.matches);
}

export function startBack() {
  const button = document.body.appendChild(
    Object.assign(document.createElement("button"), { id: "to-prompt", type: "button", hidden: true }),
  );
  button.textContent = `↑ ${word("to_prompt")}`;
  button.addEventListener("click", () => {
    bring(document.getElementById("form"));
    document
      .querySelector("#form textarea[data-raw], #form input[type=text][data-raw]")
      ?.focus({ preventScroll: true });
  });
  narrow.addEventListener("change", show);
  // Away is below the form: its end has gone out at the top, or nearly.
  const watch = ([{ isIntersecting, boundingClientRect }]) => {
    isAway = !isIntersecting && boundingClientRect.bottom < innerHeight / 2;
    show();
  };
  new IntersectionObserver(watch, { rootMargin: "-80px 0px 0px" }).observe(document.getElementById("ask"));
}
