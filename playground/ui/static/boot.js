// Where the page begins: Gradio's events call `playground.*`; everything else listens on the document, so that
// nothing has to be wired again when a form is drawn anew.
import { collect, drawn, showIssues, startForm } from "./form.js";
import { follow, startLive } from "./live.js";
import { startPicker } from "./picker.js";
import { startUploads } from "./uploads.js";
import { post, say, startWords, word } from "./words.js";

const page = (crypto.randomUUID?.() ?? String(Math.random())).slice(0, 36);
let pending = {};

function state(edit) {
  return JSON.stringify({ ...collect(), page, edit });
}

window.playground = {
  edit: () => state(pending),
  press: () => state(),
  broke() {
    document.getElementById("generate").removeAttribute("aria-busy");
    say(word("broke"));
  },
  answered(text) {
    document.getElementById("generate").removeAttribute("aria-busy");
    const answer = JSON.parse(text);
    showIssues(answer.issues ?? [], answer.problem ?? "");
    if (answer.run) follow(answer.run, true);
  },
};

// Ask the server to draw the form anew after a click in it.
function change(edit) {
  pending = edit;
  document.getElementById("edit").click();
}

async function keep() {
  const form = document.getElementById("playground-form");
  if (!form?.dataset.model) return;
  const answer = await post("draft", state());
  if (answer?.cost !== undefined) document.querySelector("#cost span").textContent = answer.cost;
}

let keeping;
function keepSoon(delay = 500) {
  clearTimeout(keeping);
  keeping = setTimeout(keep, delay);
}

startWords();
startForm({ change, keepSoon });
startUploads({ keepSoon });
startPicker({ change });
startLive({ change });

document.addEventListener("click", (event) => {
  if (event.target.closest("#generate")) {
    document.getElementById("generate").setAttribute("aria-busy", "true");
    setTimeout(() => document.getElementById("generate").removeAttribute("aria-busy"), 8000);
  }
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
  event.preventDefault();
  document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
  document.getElementById("generate").click();
});

window.addEventListener("pagehide", () => {
  if (document.getElementById("playground-form")?.dataset.model) navigator.sendBeacon("draft", state());
});

// The form is one component of Gradio's: when its HTML changes, it was drawn anew.
let last = null;
new MutationObserver(() => {
  const form = document.getElementById("playground-form");
  if (!form || form === last) return;
  const first = last === null;
  last = form;
  drawn(form);
  document.body.classList.add("ready");
  document.querySelector("[data-model-title]").textContent = form.querySelector("h1").textContent;
  document.querySelector("[data-model-media]").textContent = form.dataset.media ?? "";
  document.querySelector("#cost kbd").textContent = navigator.platform.startsWith("Mac") ? "⌘ ↵" : "Ctrl ↵";
  if (!first && form.dataset.model) {
    const url = new URL(location.href);
    url.searchParams.set("model", form.dataset.model);
    history.replaceState(null, "", url);
  }
  if (first) follow(new URL(location.href).searchParams.get("run") ?? "", false);
  keepSoon(50);
  say("");
}).observe(document.documentElement, { childList: true, subtree: true });
