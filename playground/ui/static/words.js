// The sentences that are said in the browser: they come with the header, and so does the language.
import { fillIn } from "./form/sentences.js";

/** @type {Record<string, string>} */
let words = {};

/**
 * @param {string} code
 * @param {Record<string, unknown>} [params] for its blanks
 */
export const word = (code, params) => fillIn(words[code], params);

/** Take them from the header, once it is there. */
export function readWords() {
  const bar = document.getElementById("bar");
  if (!bar) return;
  words = JSON.parse(bar.dataset.words ?? "{}");
  document.documentElement.lang = bar.dataset.lang ?? "";
}
