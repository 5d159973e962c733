// Where the keyboard is in a form, while each drawing comes as new nodes.
import { all, attribute, find } from "./dom.js";

const FOCUSABLE = "a[href], button, input, select, textarea, summary";

/** @typedef {(root: HTMLElement) => HTMLElement | null | undefined} Finder */

/**
 * @param {HTMLElement} root
 * @param {string} selector
 */
const within = (root, selector) => (root.matches(selector) ? root : find(root, selector));

/**
 * Finds the same control in another drawing: by a name of its own, else by its place in the block around it. The id of
 * a value in a map changes with its name, its slot does not.
 * @param {Element} control
 * @returns {Finder}
 */
function finderOf(control) {
  const own = ["id", "data-edit", "data-variant"].find((name) => control.getAttribute(name));
  const itself = own && attribute(own, control.getAttribute(own) ?? "");
  const block = control.closest("[data-slot], [id]:not(input, select, textarea, button)");
  const name = block?.getAttribute("data-slot") ? "data-slot" : "id";
  const selector = block && attribute(name, block.getAttribute(name) ?? "");
  const place = block ? /** @type {Element[]} */ (all(block, FOCUSABLE)).indexOf(control) : -1;
  return (root) => {
    const found = itself && within(root, itself);
    if (found) return found;
    const around = selector && within(root, selector);
    return around ? all(around, FOCUSABLE)[place] : null;
  };
}

/**
 * Where the keyboard goes on when the button that was pressed is gone: the first control of the same part.
 * @param {HTMLElement} button
 * @param {HTMLElement} root
 */
function neighbour(button, root) {
  const part = button.closest(".part[id]");
  return part && find(root, `#${CSS.escape(part.id)} :is(button, input, select, textarea)`);
}

/**
 * What goes along of the keyboard: `keep(before, now)` puts it where it was, in the next drawing.
 * @param {HTMLElement} element holds the form
 */
export function keyboardOf(element) {
  /** @type {Finder | null} */
  let finder = null;
  element.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element) finder = finderOf(target);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof Node && element.contains(target))) finder = null;
  });

  return {
    /**
     * @param {HTMLElement} before
     * @param {HTMLElement} now
     */
    keep(before, now) {
      const held = finder?.(before);
      if (!finder || !held || document.activeElement !== document.body) return;
      const next = finder(now) ?? neighbour(held, now);
      next?.focus({ preventScroll: true });
      if (isText(held) && isText(next) && held.selectionStart !== null && next.type === held.type)
        next.setSelectionRange(held.selectionStart, held.selectionEnd);
    },
  };
}

/**
 * @param {HTMLElement | null | undefined} element
 * @returns {element is HTMLInputElement | HTMLTextAreaElement}
 */
const isText = (element) => element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
