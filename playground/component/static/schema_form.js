// One form in one element: listeners are the element's own, so a page may hold several, and nothing has to be wired
// again when a form is drawn anew. What is outside of the form is its host's (`host.js`).
import { all, around, attribute, control, data, find, get } from "./dom.js";
import { checkJson, count, grow, mark, offerOther, put, raw, slide, standAtDefault, toDefault } from "./fields.js";
import { filesOf } from "./files.js";
import { keyboardOf } from "./focus.js";
import { carriedOver, isEmpty } from "./held.js";
import { showIssues } from "./issues.js";
import { pressesIn } from "./presses.js";
import { runScripts, servedAt } from "./widgets.js";

/** @typedef {import("./host.js").Edit} Edit */
/** @typedef {import("./host.js").Held} Held */
/** @typedef {import("./host.js").Host} Host */
/** @typedef {import("./host.js").State} State */
/** @typedef {ReturnType<typeof mount>} MountedForm */

/** @param {HTMLElement} field */
const slotOf = (field) => data(field, "slot");

/** @param {HTMLElement} button */
const fieldOf = (button) => /** @type {HTMLElement} */ (button.closest(".field"));

/**
 * A section that a person opened stays open while it is the same model's.
 * @param {HTMLElement} before
 * @param {HTMLElement} now
 */
function keepOpen(before, now) {
  for (const section of all(before, "details[open]")) {
    const same = find(now, section.id ? `#${CSS.escape(section.id)}` : `details.${section.className}`);
    if (same instanceof HTMLDetailsElement) same.open = true;
  }
}

/**
 * @param {HTMLElement} element is filled with the form
 * @param {Host} host
 */
export function mount(element, host) {
  /** @type {Set<string>} */
  const emptied = new Set(); // slots emptied by hand
  /** @type {Map<string, Held>} */
  const changed = new Map(); // what was changed since the server was asked to draw the form anew, by slot
  /** @type {Edit[]} */
  const edits = [];
  let isDrawing = false;

  const shown = () => find(element, "[data-form-root]");
  const root = () => get(element, "[data-form-root]");
  const fields = () => all(root(), ".field[data-slot]");
  const isLive = () => shown()?.dataset.live === "yes"; // fields come and go with what others hold
  const keyboard = keyboardOf(element);
  const released = pressesIn(element);
  const files = filesOf(element, { ...host, settled: settle });

  /**
   * Everything that the server needs to know of the form.
   * @returns {State}
   */
  function collect() {
    const emptyOnes = fields()
      .map(slotOf)
      .filter((slot) => emptied.has(slot));
    return {
      model: data(root(), "model"),
      version: data(root(), "version"),
      form: data(root(), "form"),
      raws: fields().map((field) => [JSON.parse(slotOf(field)), raw(field)]),
      emptied: emptyOnes.map((slot) => JSON.parse(slot)),
    };
  }

  /**
   * Ask the server to draw the form anew after a click in it. Edits are drawn one after the other, each from what came
   * of the one before.
   * @param {Edit} edit
   */
  async function change(edit) {
    edits.push(edit);
    if (isDrawing) return;
    isDrawing = true;
    host.busy?.(true);
    for (let next = edits[0]; next; next = edits[0]) {
      const { held = shown() ? collect() : undefined, ...rest } = next;
      changed.clear();
      const answer = await host.draw(held && { ...held, edit: rest }, next);
      await released();
      edits.shift();
      if (answer) show(answer.form, next);
      else edits.length = 0;
    }
    isDrawing = false;
    host.busy?.(false);
    settle(true);
  }

  /** @param {boolean} isWhole */
  function settle(isWhole) {
    if (!isWhole || !(isDrawing || files.isUnderWay())) host.settled?.(isWhole);
  }

  /**
   * Each drawing comes as new nodes; what was typed and where the keyboard was meanwhile goes along.
   * @param {string} html
   * @param {Edit} [edit]
   */
  function show(html, edit) {
    const before = shown();
    element.innerHTML = html;
    const now = root();
    emptied.clear();
    files.show();
    for (const field of all(now, ".field")) {
      count(field);
      checkJson(field);
    }
    const boxes = all(now, "[data-raw]");
    boxes.forEach(slide);
    grow(boxes);
    if (before) {
      carryOver(before, now);
      keyboard.keep(before, now);
      if (before.dataset.model === now.dataset.model) keepOpen(before, now);
    }
    files.putLate();
    runScripts(now, host.script ?? servedAt);
    host.drawn(now, edit);
  }

  /**
   * Show a form that comes from elsewhere: nothing of what was typed goes along.
   * @param {string} html
   */
  function replace(html) {
    changed.clear();
    show(html);
  }

  /**
   * @param {HTMLElement} before
   * @param {HTMLElement} now
   */
  function carryOver(before, now) {
    const drawing = { model: data(now, "model"), slots: fields().map(slotOf) };
    for (const [slot, held] of carriedOver(changed, drawing, data(before, "model"))) {
      const field = get(now, `.field${attribute("data-slot", slot)}`);
      if (Array.isArray(held) && find(field, "[data-uploads]")) files.put(field, held);
      else if (held === "" && find(field, "[data-to-default]")) unset(field);
      else put(field, held);
    }
  }

  /** @param {HTMLElement} field */
  function unset(field) {
    toDefault(field);
    changed.set(slotOf(field), "");
    emptied.add(slotOf(field));
  }

  /** @param {Event} event */
  function noteInput(event) {
    const field = around(event, ".field[data-slot]");
    const { target } = event;
    if (!field || !(target instanceof HTMLElement)) return;
    offerOther(field);
    if (target.matches("[data-raw]")) standAtDefault(field, false);
    const now = raw(field);
    changed.set(slotOf(field), now);
    if (isEmpty(now)) emptied.add(slotOf(field));
    count(field);
    grow([target]);
    slide(target);
    checkJson(field);
    if (field.classList.contains("wrong")) mark(field, "");
    host.input();
  }

  /** @param {Event} event */
  function noteChange(event) {
    const variant = around(event, "[data-variant]");
    if (variant instanceof HTMLSelectElement) {
      const chosen = variant.value === "" ? null : Number(variant.value);
      change({ do: "choose_variant", slot: JSON.parse(data(variant, "variant")), chosen });
    } else if (around(event, "[data-key]") || (isLive() && around(event, ".field[data-slot]"))) {
      change({ do: "redraw" });
    }
  }

  /**
   * @param {import("./dom.js").Control} box
   * @param {string} text
   */
  function type(box, text) {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /**
   * What a click on a thing with that attribute does.
   * @type {Record<string, (clicked: HTMLElement) => void>}
   */
  const CLICKS = {
    "data-edit": (button) => change(JSON.parse(data(button, "edit"))),
    "data-more": (button) =>
      button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") === "false")),
    "data-magic": (button) => {
      const box = control(root(), "textarea[data-raw], input[type=text][data-raw]");
      type(box, `${box.value.trimEnd()} ${data(button, "magic")}`.trim());
      box.focus();
    },
    "data-to-default": (button) => {
      unset(fieldOf(button));
      control(fieldOf(button), "[data-raw]").focus({ preventScroll: true });
      host.input();
      if (isLive()) change({ do: "redraw" });
    },
  };

  element.addEventListener("input", noteInput);
  element.addEventListener("change", noteChange);
  element.addEventListener("click", (event) => {
    for (const [name, act] of Object.entries(CLICKS)) {
      const clicked = around(event, `[${name}]`);
      if (clicked) act(clicked);
    }
  });

  return {
    change,
    collect,
    files,
    isBusy: () => isDrawing || files.isUnderWay(),
    replace,
    root,
    shown,
    /**
     * @param {import("./issues.js").Issue[]} issues
     * @param {string} [problem]
     * @param {{ focus?: boolean, more?: import("./host.js").More | undefined }} [how]
     */
    showIssues: (issues, problem, how) => showIssues(root(), issues, problem, how),
  };
}
