// What its owner calls a file is told to nobody: this browser remembers it, so that it is there again after a reload.
import { nameIn } from "./links.js";

const KEPT = "playground-file-names";
const MOST = 200;

/** @type {Map<string, string>} */
const names = new Map(remembered());

/** @returns {[string, string][]} */
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]") ?? [];
  } catch {
    return [];
  }
}

/**
 * @param {string} token
 * @param {string} name
 */
export function remember(token, name) {
  names.delete(token);
  names.set(token, name);
  try {
    localStorage.setItem(KEPT, JSON.stringify([...names].slice(-MOST)));
  } catch {
    // A browser that keeps nothing shows the token instead.
  }
}

/** @param {string} token */
export const nameOf = (token) => names.get(token) ?? nameIn(token);
