// One field of a form: what its control holds, what it is made to hold, and the figures beside it. Nothing here knows of
// a page, of a server, or of any other field.

const rawOf = {
  checkbox: (_field, control) => control.checked,
  radio: (field) => field.querySelector("[data-raw]:checked")?.value ?? "",
};

// What the control holds, as the server reads it: text, a switch, or a list of texts.
export function raw(field) {
  if (field.hasAttribute("data-unset")) return "";
  const files = field.querySelector("[data-uploads]");
  if (files)
    return [...field.querySelectorAll("li[data-token]")].map((item) => item.dataset.token).concat(pendingLinks(files));
  const many = field.querySelector("[data-many]");
  if (many) return [...many.querySelectorAll(":checked")].map((control) => control.value);
  const other = field.querySelector("[data-other]");
  const control = field.querySelector("[data-raw]");
  if (other && control.value === "=") return `=${other.value}`;
  return (rawOf[control.type] ?? (() => control.value))(field, control);
}

export const isEmpty = (held) => held === "" || (Array.isArray(held) && !held.length);

// Links that were typed but not entered count too: what a person sees is what is sent.
export function pendingLinks(box) {
  const text = box.querySelector("[data-url]").value.trim();
  return text ? text.split(/\s+/) : [];
}

// Make the control hold what another drawing of it held; files are put by who keeps them.
export function put(field, held) {
  const controls = [...field.querySelectorAll("[data-raw]")];
  if (Array.isArray(held)) check(controls, held);
  else if (controls[0].type === "checkbox") controls[0].checked = held;
  else if (controls[0].type === "radio") check(controls, [held]);
  else putText(field, controls[0], held);
  controls[0].dispatchEvent(new Event("input", { bubbles: true }));
}

function check(controls, values) {
  for (const control of controls) control.checked = values.includes(control.value);
}

// A choice that is open holds `=` and a text of one's own.
function putText(field, control, held) {
  const other = field.querySelector("[data-other]");
  control.value = other && held.startsWith("=") ? "=" : held;
  if (other) other.value = control.value === "=" ? held.slice(1) : "";
  offerOther(field);
}

export function offerOther(field) {
  const other = field.querySelector("[data-other]");
  if (other) other.hidden = field.querySelector("[data-raw]").value !== "=";
}

// Said in words beside a slider or switch, which looks much the same either way.
export function standAtDefault(field, itDoes) {
  const words = field.querySelector(".as-default");
  if (!words) return;
  field.toggleAttribute("data-unset", itDoes);
  words.textContent = itDoes ? words.dataset.words : "";
}

// A slider or switch back at its default, which is then not sent.
export function toDefault(field) {
  const control = field.querySelector("[data-raw]");
  const { toDefault: value } = field.querySelector("[data-to-default]").dataset;
  if (control.type === "checkbox") control.checked = value === "yes";
  else control.value = value;
  standAtDefault(field, true);
  slide(control);
}

// Lengths are counted in code points, as the schema does.
export function count(field) {
  const meta = field.querySelector(".meta[data-count]");
  if (!meta) return;
  const length = [...field.querySelector("[data-raw]").value].length;
  const most = Number(meta.dataset.max);
  meta.textContent = length === 0 && meta.dataset.optional ? meta.dataset.optional : `${length} / ${most}`;
  meta.classList.toggle("over", length > most);
}

export function grow(area) {
  if (area?.tagName !== "TEXTAREA") return;
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 480)}px`;
}

export function slide(control) {
  if (control.type !== "range") return;
  const share = (control.value - control.min) / (control.max - control.min || 1);
  control.style.setProperty("--share", `${share * 100}%`);
  const value = control.closest(".field").querySelector("[data-value]");
  if (value) value.textContent = control.value;
}

export function checkJson(field) {
  const control = field.querySelector("[data-json]");
  if (!control) return;
  const note = field.querySelector("[data-json-note]");
  let isBad = false;
  try {
    if (control.value.trim()) JSON.parse(control.value);
  } catch {
    isBad = true;
  }
  note.textContent = isBad ? note.dataset.bad : "";
}

// Say what is wrong with a field or a part; nothing, where the sentence is empty.
export function mark(field, sentence) {
  const line = field.querySelector(":scope > .issue, :scope > .part-line > .issue");
  if (line) line.textContent = sentence;
  field.classList.toggle("wrong", Boolean(sentence));
  if (field.matches(".part")) return;
  field.querySelectorAll("[data-raw], [role=radiogroup], [role=group]").forEach((control) => {
    if (sentence) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  });
}

// The id of a field's block, without the prefix of its form.
export const idOf = (path) => `field-${path.map(escaped).join("-")}`;

const escaped = (step) => String(step).replace(/[^A-Za-z0-9_]/gu, (c) => `_${c.codePointAt(0).toString(16)}_`);

export const attribute = (name, value) => `[${name}="${CSS.escape(value)}"]`;

// One of the values that the schema allows, each as likely: draws past the last whole round are drawn again.
export function randomSeed({ dataset }) {
  const count = BigInt(dataset.count);
  const most = 2n ** 64n - (2n ** 64n % count);
  let drawn;
  do drawn = crypto.getRandomValues(new BigUint64Array(1))[0];
  while (drawn >= most);
  return String(BigInt(dataset.first) + (drawn % count) * BigInt(dataset.step));
}
