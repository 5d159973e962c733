// The few sentences that are said in the browser, theme and language, and the one way to call the server.
export { bring } from "./form/sight.js";

const LASTS = 8000; // milliseconds
let words = {};

export function word(code, figures = {}) {
  const text = words[code] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, name) => figures[name] ?? "");
}

let leaving;

// Whether that is what is said now.
export function isSaid(text) {
  const line = document.getElementById("toast");
  return Boolean(line && !line.hidden && line.dataset.said === text);
}

// Take away what was said, if it is still what is said; without a text, whatever would go by itself.
export function unsay(text) {
  const line = document.getElementById("toast");
  if (line && (text ? line.dataset.said === text : !line.dataset.stays)) say("");
}

// A line at the foot of the page for what concerns the whole page; empty takes it away. It goes by itself unless it
// `stays`; `back` is a button in it that takes back what was just done.
export function say(text, { stays = false, back = null } = {}) {
  let line = document.getElementById("toast");
  if (!line) {
    line = document.body.appendChild(document.createElement("div"));
    line.id = "toast";
    line.setAttribute("aria-live", "polite");
  }
  line.textContent = `${text} `;
  line.dataset.said = text;
  if (stays) line.dataset.stays = "yes";
  else delete line.dataset.stays;
  line.hidden = !text;
  clearTimeout(leaving);
  if (text && !stays) leaving = setTimeout(() => (line.hidden = true), LASTS);
  if (!text || !back) return;
  const button = line.appendChild(
    Object.assign(document.createElement("button"), { type: "button", textContent: word("undo") }),
  );
  button.addEventListener("click", () => {
    say("");
    back();
  });
}

// POST text or a form; the answer's JSON, or null where it is none. Throws where there is no whole answer.
export async function send(address, body) {
  const answer = await fetch(address, { method: "POST", body, headers: { "X-Playground": "1" } });
  return answer.headers.get("content-type")?.includes("json") ? answer.json() : null;
}

// The same for what may fail: null then too. Never throws.
export const post = (address, body) => send(address, body).catch(() => null);

const wish = matchMedia("(prefers-color-scheme: dark)");

function applyTheme() {
  const chosen = localStorage.getItem("playground-theme");
  const isDark = chosen ? chosen === "dark" : wish.matches;
  document.body.classList.toggle("dark", isDark);
  document.documentElement.style.colorScheme = isDark ? "dark" : "light";
}

// Over plain http, from another machine, a page has no clipboard of its own: there it copies as people do.
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("not copied");
}

// The sentences come with the header; so does the language. By then Gradio has set a theme of its own.
export function readWords() {
  applyTheme();
  const bar = document.getElementById("bar");
  if (!bar) return;
  words = JSON.parse(bar.dataset.words);
  document.documentElement.lang = bar.dataset.lang;
}

function chooseLanguage(language) {
  document.cookie = `playground_language=${language};path=/;max-age=31536000;samesite=lax`;
  location.reload();
}

export function startWords() {
  readWords();
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-languages]")) chooseLanguage(target.value);
  });
  wish.addEventListener("change", applyTheme);
  document.addEventListener("click", (event) => {
    const theme = event.target.closest("[data-theme]");
    const other = event.target.closest("[data-language]");
    const copy = event.target.closest("[data-copy]");
    if (theme) {
      localStorage.setItem("playground-theme", document.body.classList.contains("dark") ? "light" : "dark");
      applyTheme();
    }
    if (other) chooseLanguage(other.dataset.language);
    if (copy) {
      copyText(copy.dataset.copy).then(
        () => {
          const before = copy.textContent;
          copy.textContent = word("copied");
          setTimeout(() => (copy.textContent = before), 1200);
        },
        () => say(word("not_copied")),
      );
    }
  });
}
