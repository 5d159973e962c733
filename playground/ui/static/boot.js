// Where the page begins. Gradio builds the shell; what stands in it comes from this server's own routes: the form as the
// page opens with it, each drawing of it after an edit, and the answer to a press of Generate.
import { namedRun } from "./address.js";
import { startBack } from "./back.js";
import { mount } from "./form/schema_form.js";
import { follow, startLive } from "./live.js";
import { startPicker } from "./picker.js";
import { label } from "./press.js";
import { startTravel } from "./travel.js";
import { dropped, picture, startUploads, upload } from "./uploads.js";
import { bring, post, readWords, say, send, startWords, unsay, word } from "./words.js";

const RETRY = 1500; // milliseconds
const FRAME = 16;

const page = (crypto.randomUUID?.() ?? String(Math.random())).slice(0, 36);
let form = null; // mounted once the shell is there
let pressed = null; // what a press sent that is not answered yet
let begun = null; // the run that the last press began
let isPressed = false; // Generate waits for edits and for files on their way
let taken = null; // what the form held before it was replaced
let isLeaving = false; // the browser breaks off what is under way

// These replace what the form holds: a person may want that back.
const SWEEPING = new Set(["example", "settings", "record"]);

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const place = (name) => document.querySelector(`[data-place="${name}"]`);

const state = (sent = form.collect()) => JSON.stringify({ ...sent, page });

function busy(id, on) {
  const element = document.getElementById(id);
  if (on) element.setAttribute("aria-busy", "true");
  else element.removeAttribute("aria-busy");
  label();
}

// A press of Generate waits for edits and for files on their way: what is sent is what the person has asked for.
function pressWhenSettled() {
  if (isPressed && pressed === null && !form.isBusy()) press();
}

function giveUpPress() {
  isPressed = false;
  if (pressed === null) busy("generate", false);
}

function giveUp(text, how) {
  giveUpPress();
  say(text, how);
}

// What the server answers; null where it does not, which is said then. Whether a run has begun only the server can
// tell, so that is what is said of a press whose answer does not come.
async function ask(address, body) {
  try {
    const answer = await send(address, body);
    if (!answer) giveUp(word("broke"));
    return answer;
  } catch {
    if (!isLeaving) giveUp(word("unreached"), { stays: true });
    return null;
  }
}

async function draw(sent, edit) {
  // Another form is not what Generate was pressed for.
  if (edit.do === "model" || SWEEPING.has(edit.do) || edit.held) giveUpPress();
  if (SWEEPING.has(edit.do)) taken = form.collect();
  const answer = await ask("form", state(sent));
  if (answer && !answer.form) giveUp(answer.problem ?? word("broke"));
  return answer?.form ? answer : null;
}

async function press() {
  isPressed = false;
  pressed = state();
  const answer = await ask("generate", pressed);
  pressed = null;
  if (!isPressed || answer?.changed) giveUpPress();
  if (answer?.changed) change({ do: "redraw", note: answer.changed });
  else if (answer) form.showIssues(answer.issues ?? [], answer.problem ?? "");
  if (answer?.run && answer.run === begun) say(word("same_press"));
  if (answer?.run) {
    begun = answer.run;
    follow(begun, true);
  }
  pressWhenSettled();
}

const change = (edit) => form.change(edit);

async function keep() {
  if (!form.root().dataset.model) return;
  const answer = await post("draft", state());
  if (answer?.cost !== undefined) document.querySelector("#cost span").textContent = answer.cost;
}

let keeping;
function keepSoon(delay = 500) {
  clearTimeout(keeping);
  keeping = setTimeout(keep, delay);
}

document.body.classList.add("schema-form");
startWords();
startPicker({ change });
startLive({ change, keepSoon });
startTravel({ change });

document.addEventListener("click", (event) => {
  if (!event.target.closest("#generate") || !form) return;
  unsay("");
  unsay(word("unreached"));
  if (pressed === state()) return say(word("same_press")); // the same again, before the first is answered
  busy("generate", true);
  isPressed = true;
  pressWhenSettled();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
  event.preventDefault();
  document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
  document.getElementById("generate")?.click();
});

window.addEventListener("beforeunload", () => (isLeaving = true));
window.addEventListener("pageshow", () => (isLeaving = false));
window.addEventListener("pagehide", () => {
  if (form?.root().dataset.model) navigator.sendBeacon("draft", state());
});

// What an edit did, with a way back where it replaced what the form held; the page shows the form then.
function tell(edit) {
  const isSweeping = SWEEPING.has(edit?.do);
  const held = taken;
  const note = edit?.note ?? (isSweeping ? word("example_in") : "");
  say(note, { back: isSweeping && held ? () => change({ do: "redraw", held }) : null });
  if (isSweeping && edit.do !== "example" && !edit.then) bring(document.getElementById("form"));
}

// What the page says of the form that is drawn.
function drawn(root, edit) {
  root.dispatchEvent(new Event("drawn", { bubbles: true }));
  const title = root.querySelector("h1").textContent;
  const picker = document.getElementById("model");
  picker.setAttribute("aria-label", `${picker.dataset.label}: ${title} ${root.dataset.media ?? ""}`.trim());
  document.querySelector("[data-model-title]").textContent = title;
  document.querySelector("[data-model-media]").textContent = root.dataset.media ?? "";
  document.body.classList.toggle("takes-files", Boolean(root.querySelector("[data-uploads]")));
  keepSoon(50);
  if (!edit) return;
  if (root.dataset.model) {
    const url = new URL(location.href);
    url.searchParams.set("model", root.dataset.model);
    history.replaceState(null, "", url);
  }
  tell(edit);
  edit.then?.();
}

// What the page opens with; asked for until the server answers.
async function opening() {
  const wanted = new URL(location.href).searchParams.get("model") ?? "";
  for (;;) {
    try {
      const answer = await fetch(`form?model=${encodeURIComponent(wanted)}`);
      if (answer.ok) return await answer.json();
    } catch {
      // Once more, below.
    }
    await pause(RETRY);
  }
}

// Gradio builds the shell in its own time.
async function shell() {
  while (!["header", "form", "foot"].every(place) || !document.getElementById("generate")) await pause(FRAME);
}

async function begin() {
  const [pieces] = await Promise.all([opening(), shell()]);
  place("header").innerHTML = pieces.header;
  place("foot").innerHTML = pieces.foot;
  document.querySelector("#cost kbd").textContent = navigator.platform.startsWith("Mac") ? "⌘ ↵" : "Ctrl ↵";
  readWords();
  label();
  form = mount(place("form"), {
    draw,
    drawn,
    input: keepSoon,
    settled(isWhole) {
      if (!isWhole) giveUpPress();
      pressWhenSettled();
    },
    busy: (on) => busy("form", on),
    upload,
    dropped,
    picture,
    say,
    word,
  });
  startUploads(form);
  form.replace(pieces.form);
  document.getElementById("result").setAttribute("aria-label", word("result"));
  startBack();
  document.body.classList.add("ready");
  follow(namedRun(), false);
}

begin();
