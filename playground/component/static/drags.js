// What is dragged in a form: its files to another place in their list, and files from elsewhere onto a field.
import { all, around } from "./dom.js";

/** @param {DataTransfer | null} transfer */
const mayTake = (transfer) => [...(transfer?.types ?? [])].some(isForUs);

/**
 * Files, a link, or something of this page.
 * @param {string} type
 */
export const isForUs = (type) => type === "Files" || type === "text/uri-list" || type.startsWith("application/x-");

/**
 * @param {HTMLElement} element holds the form
 * @param {object} told
 * @param {(list: HTMLElement) => void} told.sorted a list of files is in another order
 * @param {(box: HTMLElement, transfer: DataTransfer) => void} told.dropped something is for that field
 */
export function dragsOf(element, { sorted, dropped }) {
  /** @type {HTMLElement | null} */
  let dragged = null;

  /** @param {HTMLElement | null} box */
  function light(box) {
    for (const one of all(element, "[data-uploads]")) one.classList.toggle("over-drop", one === box);
  }

  element.addEventListener("dragstart", (event) => {
    dragged = around(event, ".files li[data-token]");
  });
  element.addEventListener("dragend", () => {
    dragged = null;
  });
  element.addEventListener("dragover", (event) => {
    const over = around(event, ".files li[data-token]");
    if (dragged && over && over !== dragged && over.parentElement === dragged.parentElement) {
      const isAfter = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
      over.parentElement?.insertBefore(dragged, isAfter ? over.nextElementSibling : over);
    }
    const box = around(event, "[data-uploads]");
    if (box || dragged) event.preventDefault();
    light(dragged || !mayTake(event.dataTransfer) ? null : box);
  });
  element.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && element.contains(relatedTarget))) light(null);
  });
  element.addEventListener("drop", (event) => {
    const box = around(event, "[data-uploads]");
    const list = dragged?.parentElement;
    dragged = null;
    light(null);
    if (list || box) event.preventDefault();
    if (list) sorted(list);
    else if (box && event.dataTransfer) dropped(box, event.dataTransfer);
  });
}
