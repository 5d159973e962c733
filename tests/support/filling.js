// Fills in a form from within its page: a call for each field from without costs more than all that the page does with
// it. What is typed goes through the browser's own editing, so that the form hears `input` and `change` as from a
// keyboard; nothing is touched that a person could not touch.

/**
 * What a place of the form should hold, as `filling.py` writes it.
 * @typedef {object} Wish
 * @property {string} id of the block, without the form's prefix
 * @property {boolean} [given] the form sends it by itself
 * @property {string} [pick] the variant, or the choice, that is picked first
 * @property {Wish | null} [inside] what the picked variant holds
 * @property {boolean} [none]
 * @property {boolean} [yes]
 * @property {string} [label] the value as people read it
 * @property {string} [choice] the value as a choice reads
 * @property {string} [json]
 * @property {[name: string, wish: Wish][]} [members]
 * @property {Wish[]} [rows]
 */

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | HTMLButtonElement} Control */
/** @typedef {() => HTMLElement} Block found anew whenever it is asked for: drawings bring new nodes */

(() => {
  const PATIENCE = 120_000; // milliseconds
  const BUTTONS = ":scope > button, :scope > :is(.head, .part-line) > button, :scope > .row > .row-acts > button";
  const ROWS = ":scope > .row";
  const VARIANTS = ":scope > select, :scope > .inside > .variants:not([id]) > select";
  const TYPED = "input:not([type=radio], [type=checkbox], [type=range], [type=date], [type=datetime-local]), textarea";

  /**
   * @template T
   * @param {T | null | undefined} found
   * @param {string} what
   */
  function need(found, what) {
    if (found === null || found === undefined) throw new Error(`the form has no ${what}`);
    return found;
  }

  /** @param {string} selector */
  const seen = (selector) => [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());

  /** Until the form is drawn, and nothing is on its way that draws it anew. */
  async function atRest() {
    const end = performance.now() + PATIENCE;
    while (seen("#form, div.schema-form")?.hasAttribute("aria-busy") !== false) {
      if (performance.now() > end) throw new Error("the form is being drawn for ever");
      await new Promise((go) => setTimeout(go, 4));
    }
  }

  /** @param {string} id */
  function partOf(id) {
    const root = /** @type {HTMLElement} */ (need(seen("[data-form-root]"), "root"));
    return document.getElementById((root.dataset.prefix ?? "") + id);
  }

  /**
   * @param {ParentNode} block
   * @param {string} selector
   */
  const all = (block, selector) => /** @type {HTMLElement[]} */ ([...block.querySelectorAll(selector)]);

  /**
   * @param {HTMLElement} block
   * @param {string} name its beginning
   */
  const button = (block, name) => all(block, BUTTONS).find((one) => one.ariaLabel?.startsWith(name));

  /**
   * Go to a control, which leaves the one before; it is to be seen there, and to be used.
   * @param {() => HTMLElement | null | undefined} find
   */
  async function reach(find) {
    for (const _ of "12") {
      const control = /** @type {Control} */ (need(find(), `control: ${find}`));
      if (!control.checkVisibility({ visibilityProperty: true }) || control.disabled || control.closest("[inert]"))
        throw new Error(`nobody can use ${control.outerHTML.slice(0, 200)}`);
      if (document.activeElement !== control) control.focus();
      await atRest(); // what was left may have the form drawn anew
    }
    return /** @type {Control} */ (need(find(), "such control any more"));
  }

  /** @param {() => HTMLElement | null | undefined} find */
  async function press(find) {
    (await reach(find)).click();
    await atRest();
  }

  /**
   * @param {() => HTMLElement | null | undefined} find
   * @param {string} text
   */
  async function type(find, text) {
    const control = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (await reach(find));
    if (control.readOnly) throw new Error(`nobody can write into ${control.outerHTML.slice(0, 200)}`);
    if (control.matches(TYPED)) {
      control.select();
      document.execCommand(text ? "insertText" : "delete", false, text);
    } else {
      control.value = text;
      for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    await atRest();
  }

  /**
   * @param {() => HTMLElement | null | undefined} find the select
   * @param {(option: HTMLOptionElement) => boolean} isMeant
   */
  async function select(find, isMeant) {
    const control = /** @type {HTMLSelectElement} */ (await reach(find));
    const option = need([...control.options].find(isMeant), `such option in ${control.outerHTML.slice(0, 400)}`);
    if (option.selected) return;
    option.selected = true;
    for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
    await atRest();
  }

  /**
   * A name by its letters and digits: classes of a schema are called in words on the page.
   * @param {string} name
   */
  const lettersOf = (name) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

  /**
   * @param {Block} at
   * @param {string} variant
   */
  const choose = (at, variant) =>
    select(
      () => at().querySelector(VARIANTS),
      ({ text }) => lettersOf(text) === lettersOf(variant),
    );

  /** @param {Block} at */
  async function open(at) {
    if (at().querySelector(":scope > .part-line > button[aria-label^='Add']")) await press(() => button(at(), "Add"));
  }

  /** @param {Wish} wish */
  async function fill(wish) {
    if (wish.given) return;
    if (!partOf(wish.id)) await leave(); // it may come with what the last one holds
    if (partOf(wish.id)) await fillBlock(() => need(partOf(wish.id), wish.id), wish);
  }

  /**
   * @param {Block} at
   * @param {Wish} asked
   */
  async function fillBlock(at, asked) {
    let wish = asked;
    if (wish.pick !== undefined && !at().classList.contains("field")) {
      await open(at);
      await choose(at, wish.pick);
      if (!wish.inside) return;
      wish = wish.inside;
    }
    const looks = [...at().classList];
    const none = button(at(), "Set ");
    if (wish.none && (none || !at().querySelector("[data-variant], [type=radio], select"))) {
      if (none) await press(() => button(at(), "Set "));
    } else if (looks.includes("variants")) {
      const inside = () => all(at(), ":scope > .inside > *");
      if (inside().length > 1) throw new Error(`more than one part inside of ${wish.id}`);
      if (inside().length) await fillBlock(() => need(inside()[0], wish.id), wish);
      else await choose(at, wish.label ?? ""); // the variant says it all: there is nothing inside
    } else if (looks.includes("rows")) await fillRows(at, wish.rows ?? []);
    else if (looks.includes("entries")) await fillEntries(at, wish.members ?? []);
    else if (looks.includes("group")) {
      await open(at);
      for (const [, member] of wish.members ?? []) await fill(member);
    } else await fillField(at, looks.find((look) => look.startsWith("look-")) ?? "", wish);
  }

  /**
   * @param {Block} at
   * @param {Wish[]} wishes
   */
  async function fillRows(at, wishes) {
    await open(at);
    const count = () => all(at(), ROWS).length;
    while (count() > wishes.length) await press(() => button(at(), `Remove number ${count()}`));
    for (const [number, wish] of wishes.entries()) {
      if (count() <= number) await press(() => button(at(), "Add to"));
      await fill(wish);
    }
  }

  /**
   * @param {Block} at
   * @param {[name: string, wish: Wish][]} wishes
   */
  async function fillEntries(at, wishes) {
    await open(at);
    for (const [number, [name, wish]] of wishes.entries()) {
      if (all(at(), ROWS).length <= number) await press(() => button(at(), "Add to"));
      await type(() => all(at(), ROWS)[number]?.querySelector("input"), name);
      await leave();
      await fill(wish);
    }
  }

  /**
   * @param {Block} at
   * @param {string} kind of input
   * @param {string} name
   */
  const option = (at, kind, name) => () =>
    all(at(), `[type=${kind}]`).find((one) => one.closest("label")?.textContent?.trim() === name);

  /**
   * @param {Block} at
   * @param {string} look
   * @param {Wish} wish
   */
  async function fillField(at, look, wish) {
    const { label = "", choice = "" } = wish;
    const control = () => at().querySelector("[data-raw]");
    const found = /** @type {() => HTMLInputElement} */ (control);
    /** @param {() => HTMLElement | undefined} box */
    const check = async (box) => {
      const one = /** @type {HTMLInputElement} */ (await reach(box));
      if (!one.checked) await press(box);
    };
    switch (look) {
      case "look-checkbox":
        if (found().checked !== Boolean(wish.yes)) await press(found);
        break;
      case "look-tiles":
      case "look-segments":
      case "look-chips":
        await check(option(at, "radio", choice));
        break;
      case "look-open":
      case "look-select":
        if (at().querySelector("[data-other]") && !all(found(), "option").some((one) => one.textContent === choice)) {
          await select(found, ({ value }) => value === "=");
          await type(() => at().querySelector("[data-other]"), label);
        } else await select(found, (one) => one.label === choice);
        break;
      case "look-multiselect":
        for (const one of wish.rows ?? []) await check(option(at, "checkbox", one.choice ?? ""));
        break;
      case "look-uploads":
        for (const one of wish.rows ?? [wish]) {
          const box = () => at().querySelector("[data-url]");
          await type(/** @type {() => HTMLElement | null} */ (box), one.label ?? "");
          box()?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
          await atRest();
        }
        break;
      default:
        await type(found, look === "look-json" ? (wish.json ?? "") : label);
    }
  }

  /** As a click beside the form does. */
  async function leave() {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    await atRest();
  }

  Object.assign(window, {
    /**
     * Open all that is folded, fill in each place, and leave the form.
     * @param {{ pick: string | null, wishes: Wish[] }} plan the variant at the form's root, and its places
     */
    async fillForm({ pick, wishes }) {
      for (const folded of document.querySelectorAll("[data-form-root] details")) folded.setAttribute("open", "");
      if (pick !== null) await choose(() => need(partOf("field"), "choice at its root"), pick);
      for (const wish of wishes) await fill(wish);
      await leave();
    },
  });
})();
