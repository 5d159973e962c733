// What is asked in a dialog before something is done that cannot be taken back.

import { byId } from "./form/dom.js";

let settle = () => {}; // gives the answer to what was asked last

/**
 * What a person answers to a dialog; empty where they leave it. The browser tells of a closing later: perhaps once the
 * next question is open, which that does not answer.
 * @param {string} id
 * @returns {Promise<string>}
 */
export function answerTo(id) {
  const dialog = /** @type {HTMLDialogElement} */ (byId(id));
  settle();
  const held = document.activeElement;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const closed = () => {
      if (dialog.open) return;
      dialog.removeEventListener("close", closed);
      settle = () => {};
      if (held instanceof HTMLElement && held.isConnected) held.focus();
      resolve(dialog.returnValue);
    };
    settle = closed;
    dialog.addEventListener("close", closed);
  });
}
