// What a person sets for every page: light or dark, and the language. And the buttons that copy.
import { around, data } from "./form/dom.js";
import { say } from "./toast.js";
import { readWords, word } from "./words.js";

const wish = matchMedia("(prefers-color-scheme: dark)");
const KEPT = "playground-theme";
const YEAR = 31536000; // seconds
const SHOWN = 1200; // milliseconds that a button says "copied"

/** Gradio sets a theme of its own while it builds the page; this is to be called once more then. */
export function applyTheme() {
  const chosen = localStorage.getItem(KEPT);
  const isDark = chosen ? chosen === "dark" : wish.matches;
  document.body.classList.toggle("dark", isDark);
  document.documentElement.style.colorScheme = isDark ? "dark" : "light";
}

function changeTheme() {
  localStorage.setItem(KEPT, document.body.classList.contains("dark") ? "light" : "dark");
  applyTheme();
}

/** @param {string} language */
function changeLanguage(language) {
  document.cookie = `playground_language=${language};path=/;max-age=${YEAR};samesite=lax`;
  location.reload();
}

/**
 * Over plain http, from another machine, a page has no clipboard of its own: there it copies as people do.
 * @param {string} text
 */
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  if (!isDone) throw new Error("not copied");
}

/** @param {HTMLElement} button */
async function copy(button) {
  try {
    await copyText(data(button, "copy"));
  } catch {
    say(word("not_copied"));
    return;
  }
  const before = button.textContent;
  button.textContent = word("copied");
  setTimeout(() => {
    button.textContent = before;
  }, SHOWN);
}

/** The server counts days as the browser's clock does. */
function tellZone() {
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone);
  document.cookie = `playground_zone=${zone};path=/;max-age=${YEAR};samesite=lax`;
}

export function startSettings() {
  tellZone();
  applyTheme();
  readWords();
  wish.addEventListener("change", applyTheme);
  document.addEventListener("change", (event) => {
    const choice = around(event, "[data-languages]");
    if (choice instanceof HTMLSelectElement) changeLanguage(choice.value);
  });
  document.addEventListener("click", (event) => {
    const language = around(event, "[data-language]");
    const copies = around(event, "[data-copy]");
    if (around(event, "[data-theme]")) changeTheme();
    if (language) changeLanguage(data(language, "language"));
    if (copies) copy(copies);
  });
}
