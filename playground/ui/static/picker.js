// The model picker: a searchable list that asks the server anew each time it opens.

const element = (selector) => document.querySelector(selector);
const options = () => [...document.querySelectorAll("#models [data-slug]:not([hidden])")];
let active = -1;

function activate(place) {
  const list = options();
  for (const option of list) option.classList.remove("active");
  active = list.length ? (place + list.length) % list.length : -1;
  list[active]?.classList.add("active");
  list[active]?.scrollIntoView({ block: "nearest" });
  element(".menu input").setAttribute("aria-activedescendant", list[active]?.id ?? "");
}

function close() {
  element(".menu").hidden = true;
  element("#model").setAttribute("aria-expanded", "false");
}

function filter() {
  const wish = element(".menu input").value.trim().toLowerCase();
  document.querySelectorAll("#models [role=option]").forEach((option) => {
    option.hidden = !`${option.textContent} ${option.dataset.slug ?? ""}`.toLowerCase().includes(wish);
  });
  element("#models .nothing").hidden = Boolean(document.querySelector("#models [role=option]:not([hidden])"));
  activate(0);
}

async function open() {
  element(".menu").hidden = false;
  element("#model").setAttribute("aria-expanded", "true");
  const box = element(".menu input");
  box.value = "";
  box.focus();
  const answer = await fetch("models").catch(() => null);
  if (answer?.ok) element("#models").innerHTML = await answer.text();
  const here = element("#playground-form")?.dataset.model;
  document.querySelectorAll("#models [data-slug]").forEach((option) => {
    option.setAttribute("aria-selected", String(option.dataset.slug === here));
  });
  filter();
}

export function startPicker({ change }) {
  const choose = (option) => {
    if (!option?.dataset.slug) return;
    close();
    element("#model").focus();
    change({ do: "model", slug: option.dataset.slug });
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("#model")) return element(".menu").hidden ? open() : close();
    if (event.target.closest("#models [role=option]")) return choose(event.target.closest("[role=option]"));
    if (!event.target.closest(".menu") && element(".menu")) close();
  });
  document.addEventListener("input", (event) => event.target.matches(".menu input") && filter());
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest(".picker") && element(".menu")?.hidden === false) close();
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.(".menu input")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) activate(active + step);
    if (event.key === "Enter") choose(options()[active]);
    if (event.key === "Escape") {
      close();
      element("#model").focus();
    }
    if (step || event.key === "Enter") event.preventDefault();
  });
}
