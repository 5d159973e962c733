// What is wrong with a form, said beside its fields.
import { all, find, get } from "./dom.js";
import { addMore, mark } from "./fields.js";
import { idOf } from "./ids.js";
import { joinSentences } from "./sentences.js";
import { bring } from "./sight.js";

/** @typedef {import("./host.js").More} More */
/** @typedef {[path: import("./host.js").Path, sentence: string]} Issue */

/**
 * The nearest block there is: what is wrong with a whole list or object stands at its head.
 * @param {HTMLElement} root
 * @param {import("./host.js").Path} path
 */
function blockOf(root, path) {
  for (let length = path.length; length > 0; length--) {
    const block = document.getElementById((root.dataset.prefix ?? "") + idOf(path.slice(0, length)));
    if (block) return block;
  }
  return null;
}

/**
 * Say what is wrong beside each field, and `problem` over them all; the first comes into sight and has the keyboard.
 * @param {HTMLElement} root
 * @param {Issue[]} issues
 * @param {string} [problem]
 * @param {{ focus?: boolean, more?: More | undefined }} [how] `more`: where something can be done about the problem
 */
export function showIssues(root, issues, problem = "", { focus = true, more = undefined } = {}) {
  for (const field of all(root, ".wrong")) mark(field, "");
  const general = [problem].filter(Boolean);
  /** @type {HTMLElement | null} */
  let first = null;
  for (const [path, sentence] of issues) {
    const block = blockOf(root, path);
    if (!block) {
      general.push(sentence);
      continue;
    }
    mark(block, sentence);
    open(block);
    if (!first || first.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_PRECEDING) first = block;
  }
  const whole = get(root, "[data-general]");
  whole.textContent = joinSentences(general);
  if (problem) addMore(whole, more);
  if (!focus) return;
  const target = first ?? (general.length ? whole : null);
  if (target) bring(target, "center");
  if (first) find(first, "[data-raw], input, select")?.focus({ preventScroll: true });
}

/**
 * Open the closed section that something stands in.
 * @param {Element | null} element
 */
export function open(element) {
  const closed = /** @type {HTMLDetailsElement | null} */ (element?.closest("details:not([open])") ?? null);
  if (closed) closed.open = true;
}
