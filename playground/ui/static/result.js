// What stands beside a result: the menu, details and code, settings and pictures that go back into the form.
import { takeAsk } from "./asks.js";
import { all, around, byId, data, find, get, made } from "./form/dom.js";
import { bring, isCalm } from "./form/sight.js";
import { RESULT } from "./results.js";
import { say } from "./toast.js";
import { useAsReference } from "./uploads.js";
import { wishOne } from "./variations.js";
import { word } from "./words.js";

/** @typedef {(edit: import("./form/host.js").Edit) => void} Change */

const menu = () => find(document, "[data-menu]");
const sheet = () => find(document, "[data-menu] + *");
const theForm = () => find(document, "#playground-form");

/** @param {boolean} isOpen */
function openMenu(isOpen) {
  const list = sheet();
  if (!list) return;
  menu()?.setAttribute("aria-expanded", String(isOpen));
  list.hidden = !isOpen;
}

/**
 * @param {string} name
 * @param {boolean} [isOpen] else the other way than it is
 */
function toggle(name, isOpen) {
  const pane = get(document, `#more [data-pane="${name}"]`);
  pane.hidden = !(isOpen ?? pane.hidden);
  get(document, `#more [data-toggle="${name}"]`).setAttribute("aria-expanded", String(!pane.hidden));
  if (!pane.hidden) bring(pane, "nearest");
  menu()?.focus({ preventScroll: true });
}

/** @type {WeakSet<HTMLVideoElement>} */
const seen = new WeakSet();

/** A clip plays by itself, and without a sound, unless a person wants nothing to move. */
function play() {
  for (const clip of all(document, "#stage video[data-plays]")) {
    if (!(clip instanceof HTMLVideoElement) || seen.has(clip)) continue;
    seen.add(clip);
    clip.muted = true;
    if (!isCalm()) clip.play().catch(() => {}); // a browser may forbid it: its button is there
  }
}

/**
 * Once more what a run was made with: its settings go into the form, with another seed where one is asked for, and then
 * Generate is pressed as anybody would. Nothing is sent where the form that came is not the run's model's.
 * @param {{ run: string | undefined, model: string | undefined, hasNewSeed: boolean | undefined }} wanted
 * @param {Change} change
 */
function again({ run, model, hasNewSeed }, change) {
  const then = () => {
    const form = theForm();
    if (form?.dataset.model !== model) return;
    if (form && hasNewSeed) find(form, "[data-dice]")?.click();
    wishOne();
    byId("generate").click();
  };
  change({ do: "settings", run, note: word("again_in"), then });
}

/**
 * What another page asked of the form that is on this one now.
 * @param {Change} change
 */
export async function answerAsk(change) {
  const asked = takeAsk();
  if (asked?.do === "settings") change({ do: "settings", run: asked.of, note: word("settings_back") });
  if (asked?.do === "again") again({ run: asked.of, model: asked.model, hasNewSeed: asked.newSeed }, change);
  if (asked?.do === "reference") say(await useAsReference(asked.of));
}

/** The model's examples as pictures, on a page that has nothing else to show yet. */
function showSamples() {
  const place = find(document, "[data-samples]");
  const form = theForm();
  if (!place || !form) return;
  const { model = "", version = "", makes } = form.dataset;
  const chips = all(form, ".chips .chip");
  const drawn = [model, version, ...chips.map((chip) => chip.textContent)].join();
  if (place.dataset.drawn === drawn) return;
  place.dataset.drawn = drawn;
  const isSound = makes === "audio";
  const addresses = chips.map((_, number) => `samples/${encodeURIComponent(model)}/${number}?${version}`);
  place.replaceChildren(...chips.map((chip, number) => tile(chip, isSound ? "" : addresses[number])));
  get(document, "[data-sketched]").hidden = !chips.length || isSound;
}

/**
 * @param {HTMLElement} chip
 * @param {string} [address] of its picture
 */
function tile(chip, address) {
  const sample = made("button", { type: "button", className: "sample" }, { "data-edit": data(chip, "edit") });
  if (address) {
    const picture = sample.appendChild(made("img", { alt: "", src: address }));
    picture.addEventListener("error", () => picture.remove());
  }
  sample.append(made("span", { textContent: chip.textContent }));
  return sample;
}

/** @param {{ change: Change }} page */
export function startResult({ change }) {
  /**
   * What a click on a thing does, by what it is.
   * @type {Record<string, (clicked: HTMLElement) => void>}
   */
  const CLICKS = {
    "[data-toggle]": (button) => toggle(data(button, "toggle")),
    "[data-close]": (button) => toggle(data(button, "close"), false),
    ".sample": (sample) => {
      change(JSON.parse(data(sample, "edit")));
      bring(byId("form"), "nearest");
    },
    "[data-settings]": ({ dataset }) => change({ do: "settings", run: dataset.settings, note: word("settings_back") }),
    "[data-again]": ({ dataset: { again: run, model, newSeed } }) =>
      again({ run, model, hasNewSeed: newSeed !== undefined }, change),
    "[data-reference]": async (button) => say(await useAsReference(data(button, "reference"))),
  };
  document.addEventListener("drawn", () => {
    play();
    showSamples();
  });
  document.addEventListener("click", (event) => {
    if (around(event, "[data-menu]")) openMenu(Boolean(sheet()?.hidden));
    else if (!around(event, ".sheet label")) openMenu(false);
    for (const [selector, act] of Object.entries(CLICKS)) {
      const clicked = around(event, selector);
      if (clicked) act(clicked);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || sheet()?.hidden !== false) return;
    openMenu(false);
    menu()?.focus();
  });
  document.addEventListener("focusin", (event) => {
    if (!around(event, ".others")) openMenu(false);
  });
  document.addEventListener("dragstart", (event) => {
    const result = around(event, "[data-result]");
    if (result) event.dataTransfer?.setData(RESULT, data(result, "result"));
  });
}
