// One field of a form: what its control holds, what it is made to hold, and the figures beside it. Nothing here knows
// of a page, of a server, or of any other field.
import { all, control, data, find, get, inputs, made } from "./dom.js";
import { choiceOf, heldBy } from "./held.js";
import { lengthOf, shareOf } from "./numbers.js";

/** @typedef {import("./dom.js").Control} Control */
/** @typedef {import("./held.js").Held} Held */

/** @param {HTMLElement} box */
export const tokensIn = (box) => all(box, "li[data-token]").map((item) => data(item, "token"));

/**
 * The text in the box for links.
 * @param {HTMLElement} box
 */
export const typedIn = (box) => control(box, "[data-url]").value;

/** @param {ParentNode} root */
export const valuesChecked = (root) => inputs(root, ":checked").map(({ value }) => value);

/** @param {HTMLElement} field */
const otherOf = (field) => inputs(field, "[data-other]")[0] ?? null;

/**
 * What the control holds, as the server reads it.
 * @param {HTMLElement} field
 * @returns {Held}
 */
export function raw(field) {
  const files = find(field, "[data-uploads]");
  const several = find(field, "[data-many]");
  const [first] = inputs(field, "[data-raw]");
  return heldBy({
    isUnset: field.hasAttribute("data-unset"),
    files: files && { tokens: tokensIn(files), typed: typedIn(files) },
    several: several && valuesChecked(several),
    type: first?.type ?? "",
    value: first?.value ?? "",
    isChecked: first?.checked ?? false,
    chosen: inputs(field, "[data-raw]:checked")[0]?.value ?? null,
    other: otherOf(field)?.value ?? null,
  });
}

/**
 * Make the control hold what another drawing of it held; files are put by who keeps them.
 * @param {HTMLElement} field
 * @param {Held} held
 */
export function put(field, held) {
  const boxes = inputs(field, "[data-raw]");
  const [first] = boxes;
  if (!first) return;
  if (Array.isArray(held)) check(boxes, held);
  else if (first.type === "checkbox") first.checked = Boolean(held);
  else if (first.type === "radio") check(boxes, [String(held)]);
  else putText(field, first, String(held));
  first.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * @param {HTMLInputElement[]} boxes
 * @param {string[]} values
 */
function check(boxes, values) {
  for (const box of boxes) box.checked = values.includes(box.value);
}

/**
 * @param {HTMLElement} field
 * @param {Control} box
 * @param {string} held
 */
function putText(field, box, held) {
  const own = otherOf(field);
  const { choice, other } = choiceOf(held, own !== null);
  box.value = choice;
  if (own) own.value = other;
  offerOther(field);
}

/** @param {HTMLElement} field */
export function offerOther(field) {
  const own = otherOf(field);
  if (own) own.hidden = control(field, "[data-raw]").value !== "=";
}

/**
 * Said in words beside a slider or switch, which looks much the same either way.
 * @param {HTMLElement} field
 * @param {boolean} itDoes
 */
export function standAtDefault(field, itDoes) {
  const words = find(field, ".as-default");
  if (!words) return;
  field.toggleAttribute("data-unset", itDoes);
  words.textContent = itDoes ? data(words, "words") : "";
}

/**
 * A slider or switch back at its default, which is then not sent.
 * @param {HTMLElement} field
 */
export function toDefault(field) {
  const box = control(field, "[data-raw]");
  const value = data(get(field, "[data-to-default]"), "toDefault");
  if (box instanceof HTMLInputElement && box.type === "checkbox") box.checked = value === "yes";
  else box.value = value;
  standAtDefault(field, true);
  slide(box);
}

/** @param {HTMLElement} field */
export function count(field) {
  const meta = find(field, ".meta[data-count]");
  if (!meta) return;
  const length = lengthOf(control(field, "[data-raw]").value);
  const most = Number(meta.dataset.max);
  meta.textContent = length === 0 && meta.dataset.optional ? meta.dataset.optional : `${length} / ${most}`;
  meta.classList.toggle("over", length > most);
}

/**
 * Make text areas as high as what is in them. All are let go before the first is measured, and measured before the
 * first is set: the page is laid out once, however many there are.
 * @param {Element[]} boxes
 */
export function grow(boxes) {
  const areas = boxes.filter((box) => box instanceof HTMLTextAreaElement);
  for (const area of areas) area.style.height = "auto";
  const heights = areas.map((area) => Math.min(area.scrollHeight + 2, 480));
  for (const [place, area] of areas.entries()) area.style.height = `${heights[place]}px`;
}

/** @param {Element} box */
export function slide(box) {
  if (!(box instanceof HTMLInputElement) || box.type !== "range") return;
  const share = shareOf(Number(box.value), Number(box.min), Number(box.max));
  box.style.setProperty("--share", `${share * 100}%`);
  const value = box.closest(".field")?.querySelector("[data-value]");
  if (value) value.textContent = box.value;
}

/** @param {HTMLElement} field */
export function checkJson(field) {
  if (!find(field, "[data-json]")) return;
  const { value } = control(field, "[data-json]");
  const note = get(field, "[data-json-note]");
  let isBad = false;
  try {
    if (value.trim()) JSON.parse(value);
  } catch {
    isBad = true;
  }
  note.textContent = isBad ? data(note, "bad") : "";
}

/**
 * Behind a sentence, the way to where a person can do something about it.
 * @param {HTMLElement} line
 * @param {import("./host.js").More} [more]
 */
export function addMore(line, more) {
  if (more) line.append(" ", made("a", { href: more.href, textContent: more.words }));
}

/**
 * Say what is wrong with a field or a part; nothing, where the sentence is empty.
 * @param {HTMLElement} field
 * @param {string} sentence
 * @param {import("./host.js").More} [more] where something can be done about it
 */
export function mark(field, sentence, more) {
  const line = find(field, ":scope > .issue, :scope > .part-line > .issue");
  if (line) line.textContent = sentence;
  if (line && sentence) addMore(line, more);
  field.classList.toggle("wrong", Boolean(sentence));
  if (field.matches(".part")) return;
  for (const box of all(field, "[data-raw], [role=radiogroup], [role=group]")) {
    if (sentence) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }
}
