// Settings that stand at their defaults can be hidden, in every list of settings; that is remembered.
import { around, inputs } from "./form/dom.js";

const KEPT = "playground-hides-defaults";

function reflect() {
  const isHidden = localStorage.getItem(KEPT) === "yes";
  document.body.classList.toggle("hides-defaults", isHidden);
  for (const box of inputs(document, "[data-hide-defaults]")) box.checked = isHidden;
}

export function startDefaults() {
  reflect();
  for (const drawn of ["drawn", "run-drawn"]) document.addEventListener(drawn, reflect);
  document.addEventListener("change", (event) => {
    const box = around(event, "[data-hide-defaults]");
    if (!(box instanceof HTMLInputElement)) return;
    localStorage.setItem(KEPT, box.checked ? "yes" : "no");
    reflect();
  });
}
