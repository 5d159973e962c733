// Presets: the form saved under a name. A menu beside the form's title saves, fills in, renames and deletes them.
import { all, around, attribute, byId, control, data, find, get } from "./form/dom.js";
import { wrapped } from "./geometry.js";
import { post } from "./server.js";
import { say } from "./toast.js";
import { word } from "./words.js";

/** @typedef {import("./form/host.js").Edit} Edit */
/** @typedef {{ change: (edit: Edit) => void, state: (sent?: object) => string }} Page */

/** @typedef {{ problem?: string, is_taken?: boolean } | null} Answer */

const sheet = () => find(document, "#preset-sheet");
const list = () => get(document, "[data-preset-list]");
const naming = () => get(document, "[data-preset-form]");
const box = () => control(document, "#preset-name");
const submit = () => get(naming(), "[type=submit]");
const model = () => find(document, "#playground-form")?.dataset.model ?? "";
const address = (/** @type {string} */ id, /** @type {string} */ act) => `presets/${encodeURIComponent(id)}/${act}`;

let renamed = ""; // id of the preset that is being renamed; empty while the form is saved as a new one
let taken = ""; // the name that was asked about: "Replace?"

/** @param {boolean} isShown */
function show(isShown) {
  const menu = sheet();
  if (!menu) return;
  menu.hidden = !isShown;
  byId("preset-menu").setAttribute("aria-expanded", String(isShown));
}

/** Who went on to something else meanwhile is not called back. */
function close() {
  const hadKeyboard = sheet()?.contains(document.activeElement);
  show(false);
  if (hadKeyboard) byId("preset-menu").focus();
}

async function draw() {
  const answer = await fetch(`presets?model=${encodeURIComponent(model())}`).catch(() => null);
  if (answer?.ok) list().innerHTML = await answer.text();
  else say(word("unreached"));
}

/** @param {boolean} isAsked whether a name is asked for, and the list is put aside */
function ask(isAsked) {
  naming().hidden = !isAsked;
  list().hidden = isAsked;
  remark("");
  if (isAsked) box().focus();
  else find(list(), "button")?.focus();
}

/**
 * What is wrong with the name; one that is taken can be replaced on purpose, where a new one is saved.
 * @param {string} text
 */
function remark(text) {
  byId("preset-said").textContent = text;
  box().setAttribute("aria-invalid", String(Boolean(text)));
  submit().textContent = data(submit(), taken ? "replaces" : "said");
}

async function open() {
  show(true);
  renamed = taken = "";
  await draw();
  ask(false);
}

/** @param {HTMLElement} [button] of the preset that is renamed */
function askName(button) {
  renamed = button ? data(button, "presetRename") : "";
  taken = "";
  box().value = button ? data(button, "name") : "";
  ask(true);
  if (button) /** @type {HTMLInputElement} */ (box()).select();
}

/** @param {Page["state"]} state */
async function save(state) {
  const name = box().value.trim();
  const edit = { do: "save_preset", name, replaces: taken === name };
  /** @type {Answer} */
  const answer = renamed
    ? await post(address(renamed, "rename"), name)
    : await post("presets", withEdit(state(), edit));
  taken = answer?.is_taken && !renamed ? name : "";
  if (!answer) return remark(word("unreached"));
  if (answer.problem) return remark(answer.problem);
  if (answer.is_taken) return remark(word(renamed ? "preset.taken" : "preset.replace_it", { name }));
  if (!renamed) {
    close();
    return say(word("preset.saved", { name }));
  }
  await draw();
  ask(false);
}

/**
 * @param {string} state
 * @param {Edit} edit
 */
const withEdit = (state, edit) => `${state.slice(0, -1)},"edit":${JSON.stringify(edit)}}`;

/** @param {HTMLElement} button */
async function remove(button) {
  const { presetDelete: id = "", deleted = "" } = button.dataset;
  const answer = await post(address(id, "delete"));
  if (!answer || answer.problem) return say(answer?.problem ?? word("unreached"));
  await draw();
  find(list(), "button")?.focus();
  say(deleted, { back: () => restore(id) });
}

/** @param {string} id */
async function restore(id) {
  const answer = await post(address(id, "restore"));
  if (!answer || answer.problem) return say(answer?.problem ?? word("unreached"));
  if (sheet()?.hidden !== false) return byId("preset-menu").focus();
  await draw();
  find(list(), attribute("data-preset", id))?.focus();
}

/** @param {number} step */
function move(step) {
  const rows = all(list(), ".apply");
  const at = rows.findIndex(
    (row) => row === document.activeElement || row.parentElement?.contains(document.activeElement),
  );
  rows[wrapped(at + step, rows.length)]?.focus();
}

/**
 * Neither in the menu nor at what the toast offers to undo, which is gone once it was clicked.
 * @param {Event} event
 */
const isElsewhere = (event) =>
  event.target instanceof Node && event.target.isConnected && !around(event, "#presets, #toast");

/** @param {Page} page */
export function startPresets({ change, state }) {
  document.addEventListener("click", (event) => {
    const [applied, renaming, deleted] = ["preset", "preset-rename", "preset-delete"].map((one) =>
      around(event, `[data-${one}]`),
    );
    if (around(event, "#preset-menu")) {
      if (sheet()?.hidden) open();
      else show(false);
    } else if (applied) {
      close();
      change({ do: "preset", id: data(applied, "preset") });
    } else if (around(event, "[data-preset-save]")) askName();
    else if (renaming) askName(renaming);
    else if (deleted) remove(deleted);
    else if (around(event, "[data-preset-back]")) ask(false);
    else if (sheet()?.hidden === false && isElsewhere(event)) show(false);
  });
  document.addEventListener("submit", (event) => {
    if (!around(event, "[data-preset-form]")) return;
    event.preventDefault();
    save(state);
  });
  document.addEventListener("input", (event) => {
    if (!around(event, "#preset-name")) return;
    taken = "";
    remark("");
  });
  document.addEventListener("focusin", (event) => {
    if (sheet()?.hidden === false && isElsewhere(event)) show(false);
  });
  document.addEventListener("keydown", (event) => {
    if (!around(event, "#presets") || sheet()?.hidden !== false) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list().hidden) {
      event.preventDefault();
      move(step);
    }
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (list().hidden) ask(false);
    else close();
  });
}
