// Settings travel: whether downloads carry them, and files dropped on the page that bring them back.
import { takeFiles } from "./uploads.js";
import { post, say, word } from "./words.js";

const KEPT = "playground-settings-inside";
const isInside = () => localStorage.getItem(KEPT) !== "no";

// The result's actions are drawn anew with every change of the run.
function reflect() {
  for (const box of document.querySelectorAll("[data-settings-inside]")) box.checked = isInside();
  document.querySelectorAll("a[data-inside]").forEach((link) => {
    const address = isInside() ? link.dataset.inside : link.dataset.bare;
    if (link.getAttribute("href") !== address) link.setAttribute("href", address);
  });
}

function hint(isShown) {
  let overlay = document.getElementById("drop-hint");
  if (!overlay && !isShown) return;
  if (!overlay) {
    overlay = document.body.appendChild(document.createElement("div"));
    overlay.id = "drop-hint";
    overlay.append(document.createElement("p"));
  }
  overlay.firstChild.textContent = word(takesFiles() ? "travel.drop" : "travel.drop_settings");
  overlay.hidden = !isShown;
}

// A file with settings in it brings them back; any other is a reference, where the form takes such.
async function bringBack(file, change) {
  say(word("travel.reading"), { stays: true });
  const body = new FormData();
  body.append("file", file, file.name || "settings");
  body.append("model", document.getElementById("playground-form").dataset.model);
  const answer = await post("settings", body);
  if (answer?.edit) change({ ...answer.edit, note: answer.note });
  else if (answer?.is_bare && takeFiles([file])) say("");
  else if (answer?.is_bare) say(word(takesFiles() ? "no_use" : "no_reference", { name: file.name }));
  else say(answer?.problem ?? word("broke"));
}

const takesFiles = () => document.querySelector("[data-uploads]") !== null;

export function startTravel({ change }) {
  document.addEventListener("drawn", reflect);
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-settings-inside]")) return;
    localStorage.setItem(KEPT, event.target.checked ? "yes" : "no");
    reflect();
  });
  // What is dragged from the page itself may hold a file too, but brings nothing that is not here.
  let isOwn = false;
  const isForUs = (event) =>
    !isOwn && [...(event.dataTransfer?.types ?? [])].includes("Files") && !event.target.closest?.("[data-uploads]");
  document.addEventListener("dragstart", () => (isOwn = true));
  document.addEventListener("dragend", () => (isOwn = false));
  document.addEventListener("dragover", (event) => {
    hint(isForUs(event));
    if (isForUs(event)) event.preventDefault();
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) hint(false);
  });
  document.addEventListener("drop", (event) => {
    hint(false);
    const files = isForUs(event) ? [...event.dataTransfer.files] : [];
    if (!files.length) return;
    event.preventDefault();
    if (!document.getElementById("playground-form")?.dataset.model) return;
    if (files.length === 1) bringBack(files[0], change);
    else if (!takeFiles(files)) say(word("no_reference"));
  });
}
