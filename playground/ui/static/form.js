// The form in the browser: what it holds, counters, dice, what is wrong, and edits that need the server.
import { pendingLinks } from "./uploads.js";

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
    form: JSON.parse(root.dataset.form),
    raws: fields.map((field) => [JSON.parse(field.dataset.slot), raw(field)]),
    emptied: fields.map((field) => field.dataset.slot).filter((slot) => emptied.has(slot)).map((slot) => JSON.parse(slot)),
  };
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
  target?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  first?.querySelector("[data-raw], input, select")?.focus({ preventScroll: true });
}

let focused = null;

// After the form was drawn: figures beside the fields, and the caret where it was.
export function drawn(root) {
  emptied.clear();
  root.querySelectorAll(".field").forEach((field) => {
    count(field);
    checkJson(field);
  });
  root.querySelectorAll("[data-raw]").forEach((control) => {
    slide(control);
    grow(control);
  });
  const back = focused && document.getElementById(focused.id);
  if (back) {
    back.focus({ preventScroll: true });
    if (focused.at !== null) back.setSelectionRange?.(focused.at, focused.at);
  }
  focused = null;
}

function remember() {
  const now = document.activeElement;
  focused = now?.id && form().contains(now) ? { id: now.id, at: now.type === "textarea" || now.type === "text" ? now.selectionStart : null } : null;
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
  document.addEventListener("input", (event) => {
    const field = event.target.closest(".field[data-slot]");
    if (!field) return;
    if (event.target.matches("[data-swatch]")) field.querySelector("[data-raw]").value = event.target.value;
    if (event.target.matches("[data-raw]") && field.querySelector("[data-swatch]") && /^#[0-9a-f]{6}$/i.test(event.target.value))
      field.querySelector("[data-swatch]").value = event.target.value;
    const held = raw(field);
    if (held === "" || (Array.isArray(held) && !held.length)) emptied.add(field.dataset.slot);
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
    } else if (form()?.dataset.live === "yes" && event.target.closest(".field[data-slot]")) {
      remember();
      change({ do: "redraw" });
    }
  });
  document.addEventListener("click", (event) => {
    const edit = event.target.closest("[data-edit]");
    const dice = event.target.closest("[data-dice]");
    const magic = event.target.closest("[data-magic]");
    const target = dice?.closest(".field").querySelector("[data-raw]") ?? (magic && form().querySelector("textarea[data-raw], input[type=text][data-raw]"));
    if (edit) change(JSON.parse(edit.dataset.edit));
    if (dice) target.value = randomSeed(dice);
    if (magic) target.value = `${target.value.trimEnd()} ${magic.dataset.magic}`.trim();
    if (dice || magic) target.dispatchEvent(new Event("input", { bubbles: true }));
    if (magic) target.focus();
  });
}
