// One form in one element: listeners are the element's own, so a page may hold several, and nothing has to be wired again
// when a form is drawn anew. What is outside of the form is its host's:
//   draw(sent, edit)  the server's answer to an edit, `{form}`; null where none came, which the host has said then
//   drawn(root, edit) the form was drawn anew
//   input()           what it holds has changed
//   settled(isWhole)  no edit and no file is on its way any more; whether all came
//   busy(on)          an edit is on its way
//   upload(file, box, progress)  `{token, note}` or `{problem}`
//   dropped(transfer)  a promise of the file, or of what is wrong with it, for what is no file by itself; else null
//   picture(token)    where the picture of a token is; null where there is none to show
//   say(text), word(code, figures)
import {
  attribute,
  checkJson,
  count,
  grow,
  idOf,
  isEmpty,
  mark,
  offerOther,
  put,
  randomSeed,
  raw,
  slide,
  standAtDefault,
  toDefault,
} from "./fields.js";
import { filesOf } from "./files.js";
import { bring } from "./sight.js";

const FOCUSABLE = "a[href], button, input, select, textarea, summary";
const within = (root, selector) => (root.matches(selector) ? root : root.querySelector(selector));

// Finds the same control in another drawing: by a name of its own, else by its place in the block around it.
function finder(control) {
  const own = ["id", "data-edit", "data-variant"].find((name) => control.getAttribute(name));
  if (own) {
    const selector = attribute(own, control.getAttribute(own));
    return (root) => within(root, selector);
  }
  const block = control.closest("[data-slot], [id]");
  const name = block.dataset.slot ? "data-slot" : "id";
  const selector = attribute(name, block.getAttribute(name));
  const place = [...block.querySelectorAll(FOCUSABLE)].indexOf(control);
  return (root) => within(root, selector)?.querySelectorAll(FOCUSABLE)[place];
}

export function mount(element, host) {
  const emptied = new Set(); // slots emptied by hand
  const changed = new Map(); // what was changed since the server was asked to draw the form anew, by slot
  const edits = [];
  let isDrawing = false;
  let focused = null; // finds what has the keyboard, in the next drawing too

  const root = () => element.querySelector("[data-form-root]");
  const fields = () => [...root().querySelectorAll(".field[data-slot]")];
  const isLive = () => root()?.dataset.live === "yes"; // fields come and go with what others hold
  const files = filesOf(element, { ...host, settled: (isWhole) => settle(isWhole), sent: collect });

  // Everything that the server needs to know of the form: what it was drawn from, and what its controls hold.
  function collect() {
    const { model, version, form } = root().dataset; // `form` as text: a number of many digits would lose some here
    return {
      model,
      version,
      form,
      raws: fields().map((field) => [JSON.parse(field.dataset.slot), raw(field)]),
      emptied: fields()
        .map((field) => field.dataset.slot)
        .filter((slot) => emptied.has(slot))
        .map((slot) => JSON.parse(slot)),
    };
  }

  // Ask the server to draw the form anew after a click in it. Edits are drawn one after the other, each from what came
  // of the one before. `held` in an edit stands for what the form holds.
  async function change(edit) {
    edits.push(edit);
    if (isDrawing) return;
    isDrawing = true;
    host.busy(true);
    while (edits.length) {
      const { held = root() && collect(), ...rest } = edits[0];
      changed.clear();
      const answer = await host.draw(held && { ...held, edit: rest }, edits[0]);
      const drawn = edits.shift();
      if (answer) show(answer.form, drawn);
      else edits.length = 0;
    }
    isDrawing = false;
    host.busy(false);
    settle(true);
  }

  function settle(isWhole) {
    if (!isWhole || !(isDrawing || files.isUnderWay())) host.settled(isWhole);
  }

  // Each drawing comes as new nodes; what was typed and where the keyboard was meanwhile goes along.
  function show(html, edit) {
    const before = root();
    element.innerHTML = html;
    const now = root();
    emptied.clear();
    files.show();
    now.querySelectorAll(".field").forEach((field) => {
      count(field);
      checkJson(field);
    });
    now.querySelectorAll("[data-raw]").forEach((control) => {
      slide(control);
      grow(control);
    });
    if (before) carryOver(before, now);
    if (before?.dataset.model === now.dataset.model) keepOpen(before, now);
    host.drawn(now, edit);
  }

  // Show a form that comes from elsewhere: nothing of what was typed goes along.
  function replace(html) {
    changed.clear();
    show(html);
  }

  function carryOver(before, now) {
    for (const [slot, held] of before.dataset.model === now.dataset.model ? changed : []) {
      const field = now.querySelector(`.field${attribute("data-slot", slot)}`);
      if (!field) continue;
      if (field.querySelector("[data-uploads]")) files.put(field, held);
      else if (held === "" && field.querySelector("[data-to-default]")) unset(field);
      else put(field, held);
    }
    const caret = focused?.(before);
    if (!caret || document.activeElement !== document.body) return;
    const next = focused(now) ?? neighbour(caret, now);
    next?.focus({ preventScroll: true });
    if (next && caret.selectionStart != null && next.type === caret.type)
      next.setSelectionRange(caret.selectionStart, caret.selectionEnd);
  }

  // Where the keyboard goes on when the button that was pressed is gone: the first control of the same part.
  function neighbour(button, now) {
    const part = button.closest(".part[id]");
    return part && now.querySelector(`#${CSS.escape(part.id)} :is(button, input, select, textarea)`);
  }

  // A section that a person opened stays open while it is the same model's.
  function keepOpen(before, now) {
    before.querySelectorAll("details[open]").forEach((section) => {
      const same = section.id
        ? now.querySelector(`#${CSS.escape(section.id)}`)
        : now.querySelector(`details.${section.className}`);
      if (same) same.open = true;
    });
  }

  // The nearest block there is: what is wrong with a whole list or object stands at its head.
  function blockOf(path) {
    for (let length = path.length; length > 0; length--) {
      const block = document.getElementById(root().dataset.prefix + idOf(path.slice(0, length)));
      if (block) return block;
    }
    return null;
  }

  // Say what is wrong beside each field, and `problem` over them all; the first comes into sight and has the keyboard.
  function showIssues(issues, problem = "", { focus = true } = {}) {
    for (const field of root().querySelectorAll(".wrong")) mark(field, "");
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
    const whole = root().querySelector("[data-general]");
    whole.textContent = general.join(" ");
    if (!focus) return;
    const target = first ?? (general.length ? whole : null);
    if (target) bring(target, "center");
    first?.querySelector("[data-raw], input, select")?.focus({ preventScroll: true });
  }

  function unset(field) {
    toDefault(field);
    changed.set(field.dataset.slot, "");
    emptied.add(field.dataset.slot);
  }

  function noteInput({ target }) {
    const field = target.closest(".field[data-slot]");
    if (!field) return;
    if (target.matches("[data-swatch]")) field.querySelector("[data-raw]").value = target.value;
    if (target.matches("[data-raw]") && field.querySelector("[data-swatch]") && /^#[0-9a-f]{6}$/i.test(target.value))
      field.querySelector("[data-swatch]").value = target.value;
    offerOther(field);
    if (target.matches("[data-raw]")) standAtDefault(field, false);
    const now = raw(field);
    changed.set(field.dataset.slot, now);
    if (isEmpty(now)) emptied.add(field.dataset.slot);
    count(field);
    grow(target);
    slide(target);
    checkJson(field);
    if (field.classList.contains("wrong")) mark(field, "");
    host.input();
  }

  function noteChange({ target }) {
    const variant = target.closest("[data-variant]");
    if (variant) {
      const chosen = variant.value === "" ? null : Number(variant.value);
      change({ do: "choose_variant", slot: JSON.parse(variant.dataset.variant), chosen });
    } else if (target.closest("[data-key]") || (isLive() && target.closest(".field[data-slot]"))) {
      change({ do: "redraw" });
    }
  }

  const typed = (box, text) => {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // What a click on a thing with that attribute does.
  const CLICKS = {
    "data-edit": (button) => change(JSON.parse(button.dataset.edit)),
    "data-more": (button) =>
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") === "false")),
    "data-dice": (button) => typed(button.closest(".field").querySelector("[data-raw]"), randomSeed(button)),
    "data-magic": ({ dataset }) => {
      const box = root().querySelector("textarea[data-raw], input[type=text][data-raw]");
      typed(box, `${box.value.trimEnd()} ${dataset.magic}`.trim());
      box.focus();
    },
    "data-to-default": (button) => {
      const field = button.closest(".field");
      unset(field);
      field.querySelector("[data-raw]").focus({ preventScroll: true });
      host.input();
      if (isLive()) change({ do: "redraw" });
    },
  };

  element.addEventListener("focusin", ({ target }) => {
    focused = finder(target);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (!element.contains(target)) focused = null;
  });
  element.addEventListener("input", noteInput);
  element.addEventListener("change", noteChange);
  element.addEventListener("click", ({ target }) => {
    for (const [name, act] of Object.entries(CLICKS)) {
      const clicked = target.closest(`[${name}]`);
      if (clicked) act(clicked);
    }
  });

  return { change, collect, files, isBusy: () => isDrawing || files.isUnderWay(), replace, root, showIssues };
}
