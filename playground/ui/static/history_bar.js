// The bar of the selection stands last on the page; with the keyboard it comes next after the tile last selected.

import { all, byId, find } from "./form/dom.js";

const CONTROLS = "a[href], button, input";

/** @param {HTMLElement} control */
const isThere = (control) => control.getClientRects().length > 0;

/** @param {HTMLElement} root */
const controls = (root) => all(root, CONTROLS).filter(isThere);

/**
 * Where Tab goes instead of to the next of the page; null where that is right.
 * @param {{ target: EventTarget | null, shiftKey: boolean }} pressed
 * @param {HTMLElement | null} tile last selected
 */
function instead({ target, shiftKey }, tile) {
  const bar = byId("chosen");
  if (bar.hidden || !tile || !(target instanceof HTMLElement)) return null;
  const inBar = controls(bar);
  if (tile.contains(target)) return shiftKey ? null : inBar[0];
  if (target === inBar[0] && shiftKey) return find(tile, ".face");
  if (target !== inBar.at(-1) || shiftKey) return null;
  const inList = controls(byId("runs"));
  return inList.slice(inList.findLastIndex((one) => tile.contains(one)) + 1)[0];
}

/** @param {() => HTMLElement | null} lastTile that was selected and still is; null where none is there */
export function startBar(lastTile) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const next = instead(event, lastTile());
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
