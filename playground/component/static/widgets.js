// What a widget does that its template of inputs cannot do by itself: its script is called with each of its fields.
import { all, data } from "./dom.js";
import color from "./widgets/color.js";
import seed from "./widgets/seed.js";

/** @typedef {(field: HTMLElement) => void} Script */

/**
 * Of the widgets that every form can have: they come with the form's own script, so that no click is too early.
 * @type {Record<string, Script>}
 */
const OURS = { color, seed };

/**
 * Call the scripts of a form that was just drawn; it names the widgets that bring one along.
 * @param {HTMLElement} root
 * @param {(widget: string) => string} addressOf the script of a widget that brings one along
 */
export function runScripts(root, addressOf) {
  const brought = new Set(data(root, "scripts").split(" "));
  for (const field of all(root, "[data-widget]")) {
    const widget = data(field, "widget");
    if (brought.has(widget)) import(addressOf(widget)).then((script) => script.default(field));
    else OURS[widget]?.(field);
  }
}

/**
 * Where a page serves the script of a widget.
 * @param {string} widget
 */
export const servedAt = (widget) => new URL(`widgets/${widget}.js`, import.meta.url).href;
