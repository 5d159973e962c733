// Where the page begins: Gradio's events call `playground.*`; everything else listens on the document, so that
// nothing has to be wired again when a form is drawn anew.
import { carryOver, collect, drawn, noteChanges, showIssues, startForm } from "./form.js";
import { follow, startLive } from "./live.js";
import { startPicker } from "./picker.js";
import { startTravel } from "./travel.js";
import { isUploading, startUploads } from "./uploads.js";
import { bring, post, say, startWords, unsay, whenDrawn, word } from "./words.js";

const page = (crypto.randomUUID?.() ?? String(Math.random())).slice(0, 36);
const edits = [];
let editing = null;
let isPressed = false; // Generate waits for edits and for files on their way
let taken = null; // what the form held before it was replaced

// These replace what the form holds: a person may want that back.
const SWEEPING = new Set(["example", "settings", "record"]);

function state(edit) {
  const { held = collect(), ...rest } = edit ?? {};
  return JSON.stringify({ ...held, page, edit: edit && rest });
}

function busy(id, on) {
  const element = document.getElementById(id);
  if (on) element.setAttribute("aria-busy", "true");
  else element.removeAttribute("aria-busy");
}

// Edits are drawn one after the other, each from what came of the one before; a press of Generate waits for them, and
// for files on their way: what is sent is what the person who pressed it has asked for.
function goOn() {
  if (editing) return;
  busy("form", edits.length > 0);
  if (edits.length) {
    editing = edits.shift();
    if (SWEEPING.has(editing.do)) taken = collect();
    noteChanges();
    document.getElementById("edit").click();
  } else if (isPressed && !isUploading()) {
    isPressed = false;
    document.getElementById("generate").click();
  }
}

function giveUpPress() {
  isPressed = false;
  busy("generate", false);
}

function giveUp(text, how) {
  editing = null;
  edits.length = 0;
  busy("form", false);
  giveUpPress();
  say(text, how);
}

// Gradio tells nobody of an event that does not reach the server; it takes no more of them, and reloads the page as soon
// as the server is back. Whether a run has begun only the server can tell: until then, and then, that is what is said.
const CUT = "playground-cut";
const reach = window.fetch;
let isCut = false;
let isLeaving = false; // the browser breaks off what is under way

window.fetch = async (...asked) => {
  try {
    return await reach(...asked);
  } catch (error) {
    if (!isLeaving && String(asked[0]?.url ?? asked[0]).includes("/gradio_api/run/")) {
      isCut = true;
      sessionStorage.setItem(CUT, "yes");
      giveUp(word("unreached"), { stays: true });
    }
    throw error;
  }
};

function tellOfCut() {
  if (sessionStorage.getItem(CUT)) say(word("unreached"), { stays: true });
  sessionStorage.removeItem(CUT);
}

window.playground = {
  edit: () => state(editing),
  edited() {
    editing = null;
    goOn();
  },
  press: () => state(),
  broke: () => giveUp(word("broke")),
  answered(text) {
    giveUpPress();
    const answer = JSON.parse(text);
    if (answer.changed) change({ do: "redraw", note: answer.changed });
    else showIssues(answer.issues ?? [], answer.problem ?? "");
    if (answer.run) follow(answer.run, true);
  },
};

// Ask the server to draw the form anew after a click in it.
function change(edit) {
  // Another form is not what Generate was pressed for.
  if (edit.do === "model" || SWEEPING.has(edit.do) || edit.held) giveUpPress();
  edits.push(edit);
  goOn();
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
startUploads({
  keepSoon,
  settled(isWhole) {
    if (!isWhole) giveUpPress();
    goOn();
  },
});
startPicker({ change });
startLive({ change, keepSoon });
startTravel({ change });

document.addEventListener("click", (event) => {
  if (!event.target.closest("#generate")) return;
  if (isCut) {
    event.stopPropagation();
    say(word("unreached"), { stays: true });
    return;
  }
  unsay("");
  unsay(word("unreached"));
  busy("generate", true);
  if (editing || isUploading()) {
    isPressed = true;
    event.stopPropagation();
  } else {
    setTimeout(() => busy("generate", false), 8000);
  }
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
  event.preventDefault();
  document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
  document.getElementById("generate").click();
});

window.addEventListener("beforeunload", () => (isLeaving = true));
window.addEventListener("pageshow", () => (isLeaving = false));
window.addEventListener("pagehide", () => {
  if (document.getElementById("playground-form")?.dataset.model) navigator.sendBeacon("draft", state());
});

// A section that a person opened stays open while it is the same model's.
function keepOpen(before, form) {
  if (before?.dataset.model !== form.dataset.model) return;
  before.querySelectorAll("details[open]").forEach((section) => {
    const same = section.id ? document.getElementById(section.id) : form.querySelector(`details.${section.className}`);
    if (same) same.open = true;
  });
}

// What an edit did, with a way back where it replaced what the form held; the page shows the form then.
function tell(edit) {
  const isSweeping = SWEEPING.has(edit?.do);
  const held = taken;
  const note = edit?.note ?? (isSweeping ? word("example_in") : "");
  say(note, { back: isSweeping && held ? () => change({ do: "redraw", held }) : null });
  if (isSweeping && edit.do !== "example") bring(document.getElementById("form"));
}

// The form is one component of Gradio's, which patches what is there node by node and leaves in a control what was
// typed into it, even into the form of another model. A comment before the form moves the nodes out of step, so that
// each drawing comes as new nodes.
let last = null;
whenDrawn(() => {
  const form = document.getElementById("playground-form");
  if (!form || form === last) return;
  const first = last === null;
  drawn(form);
  if (last && editing) carryOver(last, form);
  keepOpen(last, form);
  last = form;
  form.before(document.createComment("drawn"));
  document.body.classList.add("ready");
  const title = form.querySelector("h1").textContent;
  const picker = document.getElementById("model");
  picker.setAttribute("aria-label", `${picker.dataset.label}: ${title}`);
  document.querySelector("[data-model-title]").textContent = title;
  document.querySelector("[data-model-media]").textContent = form.dataset.media ?? "";
  document.querySelector("#cost kbd").textContent = navigator.platform.startsWith("Mac") ? "⌘ ↵" : "Ctrl ↵";
  if (!first && form.dataset.model) {
    const url = new URL(location.href);
    url.searchParams.set("model", form.dataset.model);
    history.replaceState(null, "", url);
  }
  if (first) follow(new URL(location.href).searchParams.get("run") ?? "", false);
  document.body.classList.toggle("takes-files", Boolean(form.querySelector("[data-uploads]")));
  keepSoon(50);
  if (first) tellOfCut();
  else tell(editing);
});
