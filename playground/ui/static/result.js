// What stands beside a result: the menu, details and code, settings and pictures that go back into the form.
import { RESULT, useAsReference } from "./uploads.js";
import { bring, say, word } from "./words.js";

const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const menu = () => document.querySelector("[data-menu]");

function openMenu(isOpen) {
  const button = menu();
  if (!button) return;
  button.setAttribute("aria-expanded", String(isOpen));
  button.nextElementSibling.hidden = !isOpen;
}

function toggle(name, isOpen) {
  const pane = document.querySelector(`#more [data-pane="${name}"]`);
  pane.hidden = !(isOpen ?? pane.hidden);
  document.querySelector(`#more [data-toggle="${name}"]`).setAttribute("aria-expanded", String(!pane.hidden));
  if (!pane.hidden) bring(pane, "nearest");
  menu().focus({ preventScroll: true });
}

// A clip plays by itself, and without a sound, unless a person wants nothing to move.
const seen = new WeakSet();

function play() {
  document.querySelectorAll("#stage video[data-plays]").forEach((clip) => {
    if (seen.has(clip)) return;
    seen.add(clip);
    clip.muted = true;
    if (!isCalm()) clip.play().catch(() => {}); // a browser may forbid it: its button is there
  });
}

// Once more what a run was made with: its settings go into the form, with another seed where one is asked for, and then
// Generate is pressed as anybody would. Nothing is sent where the form that came is not the run's model's.
function again(button, change) {
  const { again: run, model, newSeed } = button.dataset;
  const then = () => {
    const form = document.getElementById("playground-form");
    if (form.dataset.model !== model) return;
    if (newSeed !== undefined) form.querySelector("[data-dice]")?.click();
    document.getElementById("generate").click();
  };
  change({ do: "settings", run, note: word("again_in"), then });
}

// The model's examples as pictures, on a page that has nothing else to show yet.
function showSamples() {
  const place = document.querySelector("[data-samples]");
  const form = document.getElementById("playground-form");
  if (!place || !form) return;
  const chips = [...form.querySelectorAll(".chips .chip")];
  const drawn = [form.dataset.model, form.dataset.version, ...chips.map((chip) => chip.textContent)].join();
  if (place.dataset.drawn === drawn) return;
  place.dataset.drawn = drawn;
  const isSound = form.dataset.makes === "audio";
  const address = (number) => `samples/${encodeURIComponent(form.dataset.model)}/${number}?${form.dataset.version}`;
  place.replaceChildren(...chips.map((chip, number) => tile(chip, isSound ? "" : address(number))));
  document.querySelector("[data-sketched]").hidden = !chips.length || isSound;
}

function tile(chip, address) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "sample" });
  made.dataset.edit = chip.dataset.edit;
  if (address) {
    const picture = made.appendChild(Object.assign(document.createElement("img"), { alt: "", src: address }));
    picture.addEventListener("error", () => picture.remove());
  }
  made.append(Object.assign(document.createElement("span"), { textContent: chip.textContent }));
  return made;
}

export function startResult({ change }) {
  document.addEventListener("drawn", () => {
    play();
    showSamples();
  });
  document.addEventListener("click", async (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("[data-menu]")) openMenu(menu().nextElementSibling.hidden);
    else if (!on(".sheet label")) openMenu(false);
    if (on("[data-toggle]")) toggle(on("[data-toggle]").dataset.toggle);
    if (on("[data-close]")) toggle(on("[data-close]").dataset.close, false);
    if (on(".sample")) {
      change(JSON.parse(on(".sample").dataset.edit));
      bring(document.getElementById("form"), "nearest");
    }
    if (on("[data-settings]"))
      change({ do: "settings", run: on("[data-settings]").dataset.settings, note: word("settings_back") });
    if (on("[data-again]")) again(on("[data-again]"), change);
    if (on("[data-reference]")) say(await useAsReference(on("[data-reference]").dataset.reference));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu() || menu().nextElementSibling.hidden) return;
    openMenu(false);
    menu().focus();
  });
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest(".others")) openMenu(false);
  });
  document.addEventListener("dragstart", (event) => {
    const result = event.target.closest?.("[data-result]");
    if (result) event.dataTransfer.setData(RESULT, result.dataset.result);
  });
}
