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
  const files = field.querySelector("[data-uploads]");
  if (files) return [...field.querySelectorAll("li[data-token]")].map((item) => item.dataset.token).concat(pendingLinks(files));
  const many = field.querySelector("[data-many]");
  if (many) return [...many.querySelectorAll(":checked")].map((control) => control.value);
  const control = field.querySelector("[data-raw]");
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
  if (Array.isArray(value)) controls.forEach((control) => (control.checked = value.includes(control.value)));
  else if (controls[0].type === "checkbox") controls[0].checked = value;
  else if (controls[0].type === "radio") controls.forEach((control) => (control.checked = control.value === value));
  else controls[0].value = value;
  controls[0].dispatchEvent(new Event("input", { bubbles: true }));
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
}

function randomSeed(button) {
  const low = BigInt(button.dataset.low) < 0n ? 0n : BigInt(button.dataset.low);
  const high = BigInt(button.dataset.high);
  const dice = crypto.getRandomValues(new BigUint64Array(1))[0];
  const span = high - low + 1n > 0n ? high - low + 1n : 1n;
  const small = span > 9007199254740991n ? 4294967296n : span;
  return String(low + (dice % small));
}

export function startForm({ change, keepSoon }) {
  document.addEventListener("focusin", noteFocus);
  document.addEventListener("input", (event) => {
    const field = event.target.closest(".field[data-slot]");
    if (!field) return;
    if (event.target.matches("[data-swatch]")) field.querySelector("[data-raw]").value = event.target.value;
    if (event.target.matches("[data-raw]") && field.querySelector("[data-swatch]") && /^#[0-9a-f]{6}$/i.test(event.target.value))
      field.querySelector("[data-swatch]").value = event.target.value;
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
    if (edit) change(JSON.parse(edit.dataset.edit));
    if (more) more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") === "false"));
    if (dice) target.value = randomSeed(dice);
    if (magic) target.value = `${target.value.trimEnd()} ${magic.dataset.magic}`.trim();
    if (dice || magic) target.dispatchEvent(new Event("input", { bubbles: true }));
    if (magic) target.focus();
  });
}
