// What a field holds, as the server reads it: text, a switch, or a list of texts.
import { linksIn } from "./links.js";

/** @typedef {string | boolean | string[]} Held */

/**
 * What the controls of a field show.
 * @typedef {object} Shown
 * @property {boolean} isUnset it stands at its default, which is not sent
 * @property {{ tokens: string[], typed: string } | null} files and the text in the box for links
 * @property {string[] | null} several where several values may be chosen
 * @property {string} type of its control
 * @property {string} value of its control
 * @property {boolean} isChecked
 * @property {string | null} chosen of its radio buttons
 * @property {string | null} other a text of one's own, where a choice is open
 */

/**
 * @param {Shown} shown
 * @returns {Held}
 */
export function heldBy({ isUnset, files, several, type, value, isChecked, chosen, other }) {
  if (isUnset) return "";
  // Links that were typed but not entered count too: what a person sees is what is sent.
  if (files) return [...files.tokens, ...linksIn(files.typed)];
  if (several) return several;
  if (other !== null && value === "=") return `=${other}`;
  if (type === "checkbox") return isChecked;
  if (type === "radio") return chosen ?? "";
  return value;
}

/** @param {Held} held */
export const isEmpty = (held) => held === "" || (Array.isArray(held) && !held.length);

/**
 * What an open choice and its text box show for what is held: `=` and a text of one's own, or one of the choices.
 * @param {string} held
 * @param {boolean} isOpen
 */
export function choiceOf(held, isOpen) {
  const isOwn = isOpen && held.startsWith("=");
  return { choice: isOwn ? "=" : held, other: isOwn ? held.slice(1) : "" };
}

/**
 * What was typed since the server was asked for a drawing goes into it, where it is of the same model and has the
 * field.
 * @param {Iterable<[string, Held]>} changed by slot
 * @param {{ model: string, slots: Iterable<string> }} drawing
 * @param {string} model of the drawing before
 * @returns {[string, Held][]}
 */
export function carriedOver(changed, drawing, model) {
  if (drawing.model !== model) return [];
  const slots = new Set(drawing.slots);
  return [...changed].filter(([slot]) => slots.has(slot));
}
