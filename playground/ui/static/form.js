// The form in the browser: what it holds, counters, dice, what is wrong, and edits that need the server.
import { pendingLinks, putFiles, showFiles } from "./uploads.js";
import { bring } from "./words.js";

const emptied = new Set();

const form = () => document.getElementById("playground-form");
const rawOf = {
  checkbox: (field, control) => control.checked,
  radio: (field) => field.querySelector("[data-raw]:checked")?.value ?? "",
};

function raw(field) {
  if (field.hasAttribute("data-unset")) return "";
  const files = field.querySelector("[data-uploads]");
  if (files) return [...field.querySelectorAll("li[data-token]")].map((item) => item.dataset.token).concat(pendingLinks(files));
  const many = field.querySelector("[data-many]");
  if (many) return [...many.querySelectorAll(":checked")].map((control) => control.value);
  const other = field.querySelector("[data-other]");
  const control = field.querySelector("[data-raw]");
  if (other && control.value === "=") return `=${other.value}`;
  return (rawOf[control.type] ?? (() => control.value))(field, control);
}

// Everything that the server needs to know of the form: what it was drawn from, and what its controls hold.
export function collect() {
  const root = form();
  const fields = [...root.querySelectorAll(".field[data-slot]")];
  return {
    model: root.dataset.model,
    version: root.dataset.version,
    form: root.dataset.form, // as text: a number of many digits would lose some here
    raws: fields.map((field) => [JSON.parse(field.dataset.slot), raw(field)]),
    emptied: fields.map((field) => field.dataset.slot).filter((slot) => emptied.has(slot)).map((slot) => JSON.parse(slot)),
  };
}

// What was changed since the server was asked to draw the form anew, by slot.
const changed = new Map();

export const noteChanges = () => changed.clear();

function put(field, value) {
  const controls = [...field.querySelectorAll("[data-raw]")];
  if (field.querySelector("[data-uploads]")) return putFiles(field, value);
  if (value === "" && field.querySelector("[data-to-default]")) return toDefault(field);
  if (Array.isArray(value)) controls.forEach((control) => (control.checked = value.includes(control.value)));
  else if (controls[0].type === "checkbox") controls[0].checked = value;
  else if (controls[0].type === "radio") controls.forEach((control) => (control.checked = control.value === value));
  else putText(field, controls[0], value);
  controls[0].dispatchEvent(new Event("input", { bubbles: true }));
}

// A choice that is open holds `=` and a text of one's own.
function putText(field, control, value) {
  const other = field.querySelector("[data-other]");
  control.value = other && value.startsWith("=") ? "=" : value;
  if (other) other.value = control.value === "=" ? value.slice(1) : "";
  offerOther(field);
}

function offerOther(field) {
  const other = field.querySelector("[data-other]");
  if (other) other.hidden = field.querySelector("[data-raw]").value !== "=";
}

// Said in words beside a slider or switch, which looks much the same either way.
function standAtDefault(field, itDoes) {
  const words = field.querySelector(".as-default");
  if (!words) return;
  field.toggleAttribute("data-unset", itDoes);
  words.textContent = itDoes ? words.dataset.words : "";
}

// A slider or switch back at its default, which is then not sent.
function toDefault(field) {
  const control = field.querySelector("[data-raw]");
  const { toDefault: value } = field.querySelector("[data-to-default]").dataset;
  if (control.type === "checkbox") control.checked = value === "yes";
  else control.value = value;
  standAtDefault(field, true);
  changed.set(field.dataset.slot, "");
  emptied.add(field.dataset.slot);
  slide(control);
}

const attribute = (name, value) => `[${name}="${CSS.escape(value)}"]`;

// What was changed while the server drew the form anew goes into the new one, and so does the caret.
export function carryOver(old, root) {
  for (const [slot, held] of old.dataset.model === root.dataset.model ? changed : []) {
    const field = root.querySelector(`.field${attribute("data-slot", slot)}`);
    if (field) put(field, held);
  }
  const caret = focused && old.querySelector(focused);
  if (!caret || document.activeElement !== document.body) return;
  const next = root.querySelector(focused) ?? neighbour(caret, root);
  next?.focus({ preventScroll: true });
  if (next && caret.selectionStart != null && next.type === caret.type) next.setSelectionRange(caret.selectionStart, caret.selectionEnd);
}

// Where the keyboard goes on when the button that was pressed is gone: the first control of the same part.
function neighbour(button, root) {
  const part = button.closest(".part[id]");
  return part && root.querySelector(`#${CSS.escape(part.id)} :is(button, input, select, textarea)`);
}

// Lengths are counted in code points, as the schema does.
function count(field) {
  const meta = field.querySelector("[data-count]");
  if (!meta) return;
  const length = [...field.querySelector("[data-raw]").value].length;
  const most = Number(meta.dataset.max);
  meta.textContent = length === 0 && meta.dataset.optional ? meta.dataset.optional : `${length} / ${most}`;
  meta.classList.toggle("over", length > most);
}

function grow(area) {
  if (area?.tagName !== "TEXTAREA") return;
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 480)}px`;
}

function slide(control) {
  if (control.type !== "range") return;
  const share = (control.value - control.min) / (control.max - control.min || 1);
  control.style.setProperty("--share", `${share * 100}%`);
  const value = control.closest(".field").querySelector("[data-value]");
  if (value) value.textContent = control.value;
}

function checkJson(field) {
  const control = field.querySelector("[data-json]");
  if (!control) return;
  const note = field.querySelector("[data-json-note]");
  let bad = false;
  try {
    if (control.value.trim()) JSON.parse(control.value);
  } catch {
    bad = true;
  }
  note.textContent = bad ? note.dataset.bad : "";
}

function mark(field, sentence) {
  const line = field.querySelector(":scope > .issue, :scope > .part-line > .issue");
  if (line) line.textContent = sentence;
  field.classList.toggle("wrong", Boolean(sentence));
  if (field.matches(".part")) return;
  field.querySelectorAll("[data-raw], [role=radiogroup], [role=group]").forEach((control) => {
    if (sentence) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  });
}

const idOf = (path) =>
  "field-" + path.map((step) => String(step).replace(/[^A-Za-z0-9_]/gu, (c) => `_${c.codePointAt(0).toString(16)}_`)).join("-");

// The nearest block there is: what is wrong with a whole list or object stands at its head.
function blockOf(path) {
  for (let length = path.length; length > 0; length--) {
    const block = document.getElementById(idOf(path.slice(0, length)));
    if (block) return block;
  }
  return null;
}

export function showIssues(issues, problem) {
  const root = form();
  root.querySelectorAll(".wrong").forEach((field) => mark(field, ""));
  const general = [problem].filter(Boolean);
  let first = null;
  for (const [path, sentence] of issues) {
    const block = blockOf(path);
    if (!block) {
      general.push(sentence);
      continue;
    }
    mark(block, sentence);
    const closed = block.closest("details:not([open])");
    if (closed) closed.open = true;
    if (!first || first.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_PRECEDING) first = block;
  }
  const whole = root.querySelector("[data-general]");
  whole.textContent = general.join(" ");
  const target = first ?? (general.length ? whole : null);
  if (target) bring(target, "center");
  first?.querySelector("[data-raw], input, select")?.focus({ preventScroll: true });
}

let focused = "";

// The selector of what in the form has the keyboard, good for the next drawing too.
function noteFocus({ target }) {
  const name = ["id", "data-edit", "data-variant"].find((one) => target.getAttribute(one));
  focused = name && form()?.contains(target) ? attribute(name, target.getAttribute(name)) : "";
}

// After the form was drawn: figures beside the fields, and pictures in them.
export function drawn(root) {
  emptied.clear();
  showFiles(root);
  root.querySelectorAll(".field").forEach((field) => {
    count(field);
    checkJson(field);
  });
  root.querySelectorAll("[data-raw]").forEach((control) => {
    slide(control);
    grow(control);
  });
  root.dispatchEvent(new Event("drawn", { bubbles: true }));
}

// One of the values that the schema allows, each as likely: draws past the last whole round are drawn again.
function randomSeed({ dataset }) {
  const count = BigInt(dataset.count);
  const most = 2n ** 64n - (2n ** 64n % count);
  let drawn;
  do drawn = crypto.getRandomValues(new BigUint64Array(1))[0];
  while (drawn >= most);
  return String(BigInt(dataset.first) + (drawn % count) * BigInt(dataset.step));
}

export function startForm({ change, keepSoon }) {
  document.addEventListener("focusin", noteFocus);
  document.addEventListener("input", (event) => {
    const field = event.target.closest(".field[data-slot]");
    if (!field) return;
    if (event.target.matches("[data-swatch]")) field.querySelector("[data-raw]").value = event.target.value;
    if (event.target.matches("[data-raw]") && field.querySelector("[data-swatch]") && /^#[0-9a-f]{6}$/i.test(event.target.value))
      field.querySelector("[data-swatch]").value = event.target.value;
    offerOther(field);
    if (event.target.matches("[data-raw]")) standAtDefault(field, false);
    const now = raw(field);
    changed.set(field.dataset.slot, now);
    if (now === "" || (Array.isArray(now) && !now.length)) emptied.add(field.dataset.slot);
    count(field);
    grow(event.target);
    slide(event.target);
    checkJson(field);
    if (field.classList.contains("wrong")) mark(field, "");
    keepSoon();
  });
  document.addEventListener("change", (event) => {
    const variant = event.target.closest("[data-variant]");
    if (variant) {
      const chosen = variant.value === "" ? null : Number(variant.value);
      change({ do: "choose_variant", slot: JSON.parse(variant.dataset.variant), chosen });
    } else if (event.target.closest("[data-key]") || (form()?.dataset.live === "yes" && event.target.closest(".field[data-slot]"))) {
      change({ do: "redraw" });
    }
  });
  document.addEventListener("click", (event) => {
    const edit = event.target.closest("[data-edit]");
    const dice = event.target.closest("[data-dice]");
    const magic = event.target.closest("[data-magic]");
    const more = event.target.closest("[data-more]");
    const target = dice?.closest(".field").querySelector("[data-raw]") ?? (magic && form().querySelector("textarea[data-raw], input[type=text][data-raw]"));
    const unset = event.target.closest("[data-to-default]");
    if (unset) {
      toDefault(unset.closest(".field"));
      unset.closest(".field").querySelector("[data-raw]").focus({ preventScroll: true });
      keepSoon();
      if (form().dataset.live === "yes") change({ do: "redraw" });
    }
    if (edit) change(JSON.parse(edit.dataset.edit));
    if (more) more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") === "false"));
    if (dice) target.value = randomSeed(dice);
    if (magic) target.value = `${target.value.trimEnd()} ${magic.dataset.magic}`.trim();
    if (dice || magic) target.dispatchEvent(new Event("input", { bubbles: true }));
    if (magic) target.focus();
  });
}
