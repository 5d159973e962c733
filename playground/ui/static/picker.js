// The model picker: a searchable list that asks the server anew each time it opens.
import { all, around, byId, control, find, get } from "./form/dom.js";
import { wrapped } from "./geometry.js";
import { isFoundIn } from "./search.js";

const options = () => all(document, "#models [data-slug]:not([hidden])");
const menu = () => find(document, ".menu");
const box = () => control(document, ".menu input");
let active = -1;

/** @param {number} place */
function activate(place) {
  const list = options();
  for (const option of list) option.classList.remove("active");
  active = wrapped(place, list.length);
  list[active]?.classList.add("active");
  list[active]?.scrollIntoView({ block: "nearest" });
  box().setAttribute("aria-activedescendant", list[active]?.id ?? "");
}

/** @param {boolean} isShown */
function show(isShown) {
  get(document, ".menu").hidden = !isShown;
  byId("model").setAttribute("aria-expanded", String(isShown));
}

function filter() {
  for (const option of all(document, "#models [role=option]"))
    option.hidden = !isFoundIn(box().value, [option.textContent, option.dataset.slug]);
  get(document, "#models .nothing").hidden = Boolean(find(document, "#models [role=option]:not([hidden])"));
  activate(0);
}

async function open() {
  show(true);
  box().value = "";
  box().focus();
  const answer = await fetch("models").catch(() => null);
  if (answer?.ok) byId("models").innerHTML = await answer.text();
  const here = find(document, "#playground-form")?.dataset.model;
  for (const option of all(document, "#models [data-slug]"))
    option.setAttribute("aria-selected", String(option.dataset.slug === here));
  filter();
}

/** @typedef {import("./form/host.js").Edit} Edit */

/** @param {{ change: (edit: Edit) => void, prefetch: (edit: Edit, how: { isPressed: boolean }) => void }} page */
export function startPicker({ change, prefetch }) {
  /**
   * @param {HTMLElement | null | undefined} option that will perhaps be chosen
   * @param {boolean} [isPressed]
   */
  const pointAt = (option, isPressed = false) => {
    if (option?.dataset.slug) prefetch({ do: "model", slug: option.dataset.slug }, { isPressed });
  };
  /** @param {HTMLElement | undefined} option */
  const choose = (option) => {
    if (!option?.dataset.slug) return;
    show(false);
    byId("model").focus();
    change({ do: "model", slug: option.dataset.slug });
  };
  document.addEventListener("click", (event) => {
    const option = around(event, "#models [role=option]");
    if (around(event, "#model")) {
      if (menu()?.hidden) open();
      else show(false);
    } else if (option) choose(option);
    else if (menu() && !around(event, ".menu")) show(false);
  });
  document.addEventListener("pointerover", (event) => pointAt(around(event, "#models [role=option]")));
  document.addEventListener("pointerdown", (event) => pointAt(around(event, "#models [role=option]"), true));
  document.addEventListener("input", (event) => {
    if (!around(event, ".menu input")) return;
    filter();
    pointAt(options()[active]);
  });
  document.addEventListener("focusin", (event) => {
    if (menu()?.hidden === false && !around(event, ".picker")) show(false);
  });
  document.addEventListener("keydown", (event) => {
    if (!around(event, ".menu input")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      activate(active + step);
      pointAt(options()[active]);
    }
    if (event.key === "Enter") choose(options()[active]);
    if (event.key === "Escape") {
      show(false);
      byId("model").focus();
    }
    if (step || event.key === "Enter") event.preventDefault();
  });
}
