// Settings in files: whether downloads have them inside, and files dropped on the page that bring them back.
import { all, around, data, find, inputs, made } from "./form/dom.js";
import { takeListFile } from "./list.js";
import { isList } from "./list_file.js";
import { post } from "./server.js";
import { say } from "./toast.js";
import { takeFiles } from "./uploads.js";
import { word } from "./words.js";

/** @typedef {(edit: import("./form/host.js").Edit) => void} Change */

const KEPT = "playground-settings-inside";
const isInside = () => localStorage.getItem(KEPT) !== "no";
const takesFiles = () => find(document, "[data-uploads]") !== null;
const model = () => find(document, "#playground-form")?.dataset.model ?? "";

/** The result's actions are drawn anew with every change of the run. */
function reflect() {
  for (const box of inputs(document, "[data-settings-inside]")) box.checked = isInside();
  for (const link of all(document, "a[data-inside]")) {
    const address = data(link, isInside() ? "inside" : "bare");
    if (link.getAttribute("href") !== address) link.setAttribute("href", address);
  }
}

/** @param {boolean} isShown */
function hint(isShown) {
  const before = document.getElementById("drop-hint");
  if (!before && !isShown) return;
  const shown = before ?? document.body.appendChild(made("div", { id: "drop-hint" }));
  shown.replaceChildren(made("p", { textContent: word(takesFiles() ? "import.drop" : "import.drop_settings") }));
  shown.hidden = !isShown;
}

/**
 * A file with settings in it brings them back; any other is a reference, where the form takes such.
 * @param {File} file
 * @param {Change} change
 */
async function bringBack(file, change) {
  say(word("import.reading"), { stays: true });
  const body = new FormData();
  body.append("file", file, file.name || "settings");
  body.append("model", model());
  const answer = await post("settings", body);
  if (answer?.edit) change({ ...answer.edit, note: answer.note });
  else if (answer?.is_bare && takeFiles([file])) say("");
  else if (answer?.is_bare) say(word(takesFiles() ? "no_use" : "no_reference", { name: file.name }));
  else say(answer?.problem ?? word("broke"));
}

/** @param {{ change: Change }} page */
export function startImporting({ change }) {
  document.addEventListener("drawn", reflect);
  document.addEventListener("change", (event) => {
    const box = around(event, "[data-settings-inside]");
    if (!(box instanceof HTMLInputElement)) return;
    localStorage.setItem(KEPT, box.checked ? "yes" : "no");
    reflect();
  });
  // What is dragged from the page itself may hold a file too, but brings nothing that is not here.
  let isOwn = false;
  /** @param {DragEvent} event */
  const isForUs = (event) =>
    !isOwn && [...(event.dataTransfer?.types ?? [])].includes("Files") && !around(event, "[data-uploads]");
  document.addEventListener("dragstart", () => {
    isOwn = true;
  });
  document.addEventListener("dragend", () => {
    isOwn = false;
  });
  document.addEventListener("dragover", (event) => {
    hint(isForUs(event));
    if (isForUs(event)) event.preventDefault();
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) hint(false);
  });
  document.addEventListener("drop", (event) => {
    hint(false);
    const files = isForUs(event) ? [...(event.dataTransfer?.files ?? [])] : [];
    const [first] = files;
    if (!first) return;
    event.preventDefault();
    if (!model()) return;
    if (files.length === 1 && isList(first)) takeListFile(first);
    else if (files.length === 1) bringBack(first, change);
    else if (!takeFiles(files)) say(word("no_reference"));
  });
}
