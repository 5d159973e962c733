// The schema workbench: what is written on the left becomes the form on the right, and what the form holds becomes the
// payload below it. The server draws both and keeps nothing; the text lives in this tab.
import { startEditor } from "./editor.js";
import { mount } from "./form/schema_form.js";
import { pack, unpack } from "./sharing.js";
import { post, say, startWords, word } from "./words.js";

const KEPT = "playground-workbench";
const SHARED = "#schema=";
const element = (id) => document.getElementById(id);
const limit = Number(element("bench").dataset.limit);
const isTooLarge = (text) => new Blob([text]).size > limit;

let shown = null; // the text whose form is drawn
let given = null; // the title of the schema that came with a name, from a file or a model; null while nobody can tell
const touched = new Set(); // slots that a person filled in: the others follow the schema's defaults

function soon(action, delay) {
  let timer;
  return (after = delay) => {
    clearTimeout(timer);
    timer = setTimeout(action, after);
  };
}

const editor = startEditor(element("editor"), () => {
  keepSoon();
  drawSoon();
});
const keepSoon = soon(keep, 300);
const drawSoon = soon(drawText, 250);
const weighSoon = soon(weigh, 150);

function keep() {
  const { value, dataset } = element("name");
  sessionStorage.setItem(KEPT, JSON.stringify({ text: editor.text(), name: value, own: dataset.own, given }));
}

function stop({ message, line, column }) {
  const slip = element("slip");
  slip.replaceChildren(message);
  if (line) {
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "issue",
      textContent: message,
    });
    Object.assign(button.dataset, { line, column: column ?? "" });
    slip.replaceChildren(button);
  }
  editor.mark(line ? [{ line, look: "bad" }] : []);
  element("findings").replaceChildren();
  setStale(shown !== null);
}

// Each line that something was found in, once: problems are listed before warnings.
function foundLines() {
  const looks = new Map();
  for (const { dataset } of element("findings").querySelectorAll("[data-line]")) {
    if (!looks.has(dataset.line)) looks.set(dataset.line, dataset.look);
  }
  return [...looks].map(([line, look]) => ({ line: Number(line), look }));
}

function setStale(isStale) {
  element("stale").hidden = !isStale;
  element("form").classList.toggle("stale", isStale);
}

const form = mount(element("form"), {
  draw,
  drawn() {},
  input: () => weighSoon(),
  settled() {},
  busy() {},
  dropped: () => null,
  upload: async () => ({ problem: word("no_uploads") }),
  picture: (token) => (/^data:image\//i.test(token) ? token : null),
  say,
  word,
});
let isWanted = false; // a form for what the editor holds now, once the one under way is drawn

// A form for what the editor holds; one drawing at a time, and only the newest text waits.
function drawText() {
  if (form.isBusy()) isWanted = true;
  else form.change({ do: "redraw", text: editor.text() });
}

async function draw(sent, { text = shown, ...edit }) {
  const answer = await drawing(text, sent && held(sent, edit));
  if (!isWanted) return answer;
  isWanted = false;
  setTimeout(drawText);
  return answer;
}

async function drawing(text, sent) {
  if (isTooLarge(text)) return stop({ message: word("too_large") });
  const answer = await post("workbench/draw", JSON.stringify({ text, sent }));
  if (!answer) {
    stop({ message: word("no_answer") });
    return drawSoon(3000);
  }
  if (answer.problem) return stop({ message: answer.problem });
  if (answer.slip) {
    stop(answer.slip);
    return answer.again && drawSoon(3000);
  }
  if (sent?.edit.do === "reset" || sent?.edit.do === "example") touched.clear();
  shown = text;
  element("slip").replaceChildren();
  setStale(false);
  document.querySelector(".cap [data-edit]").hidden = false;
  element("findings").innerHTML = answer.findings;
  editor.mark(foundLines());
  proposeName(answer.name);
  document.body.classList.add("ready");
  setTimeout(weigh); // once the form is there
  if (editor.text() !== shown) drawSoon(0);
  return answer;
}

// What a form for another text takes over: what a person filled in, not the defaults that it showed.
function held(sent, edit) {
  return { ...sent, raws: sent.raws.filter(([slot]) => touched.has(JSON.stringify(slot))), edit };
}

let weighing = 0;

async function weigh() {
  const turn = ++weighing;
  const answer = await post("workbench/payload", JSON.stringify({ text: shown, sent: form.collect() }));
  if (turn !== weighing) return;
  if (!answer) return weighSoon(3000);
  if (answer.again) return weighSoon(3000);
  if (answer.problem || answer.slip) return say(answer.problem ?? answer.slip.message);
  say("");
  for (const piece of ["payload", "issues", "why"]) {
    const pane = element(piece);
    if (pane.drawnFrom !== answer[piece]) pane.innerHTML = pane.drawnFrom = answer[piece];
    pane.hidden = false;
  }
}

async function takeFile(file) {
  if (file.size > limit) return stop({ message: word("too_large") });
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    setName(file.name.replace(/\.json$/i, ""), text);
    editor.replace(text);
  } catch {
    stop({ message: word("not_text", { name: file.name }) });
  }
}

function titleOf(text) {
  try {
    return String(JSON.parse(text).title ?? "");
  } catch {
    return null;
  }
}

function setName(name, text) {
  element("name").value = name;
  element("name").dataset.own = "";
  given = { title: titleOf(text) };
}

// A typed name stays. That of a file or a model stays as long as the schema is that one: another title is another model.
function proposeName(name) {
  if (element("name").dataset.own) return;
  if (given) given.title ??= titleOf(shown);
  if (given?.title === titleOf(shown)) return;
  given = null;
  element("name").value = name;
}

async function installed(slug) {
  const answer = await fetch(`workbench/models/${encodeURIComponent(slug)}`).catch(() => null);
  if (!answer) return stop({ message: word("no_answer") });
  const text = await answer.text();
  if (!answer.ok) return stop({ message: text });
  setName(slug, text);
  return text;
}

async function share() {
  const panel = element("sharing");
  panel.hidden = !panel.hidden;
  element("share").setAttribute("aria-expanded", String(!panel.hidden));
  if (panel.hidden) return;
  const link = element("link");
  link.value = location.origin + location.pathname + SHARED + (await pack(editor.text()));
  link.select();
  await navigator.clipboard?.writeText(link.value).then(
    () => {
      say(word("share.copied"));
      setTimeout(() => say(""), 2000);
    },
    () => {}, // not allowed: the link is there, selected, to be copied by hand
  );
}

function save() {
  const name = element("name").value.trim() || element("name").placeholder;
  const address = URL.createObjectURL(new Blob([editor.text()], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href: address, download: `${name}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function goToField(id) {
  const field = element(id);
  const closed = field?.closest("details:not([open])");
  if (closed) closed.open = true;
  field?.scrollIntoView({ block: "center" });
  field?.querySelector("[data-raw], input, select")?.focus({ preventScroll: true });
}

// The text of the link, else what this tab held before it was reloaded, else the first installed model.
async function begin() {
  if (location.hash.startsWith(SHARED)) {
    const text = await unpack(location.hash.slice(SHARED.length), limit);
    history.replaceState(null, "", location.pathname);
    if (text === null) return stop({ message: word("bad_link") });
    return editor.text() ? editor.replace(text) : editor.fill(text);
  }
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (kept?.text && (kept.own || kept.given)) {
    element("name").value = kept.name;
    element("name").dataset.own = kept.own;
    given = kept.given;
  }
  const first = element("start").options[1]?.value;
  const text = kept?.text || (first && (await installed(first)));
  if (text && !editor.text()) editor.fill(text);
}

startWords();
document.addEventListener("input", (event) => {
  const field = event.target.closest("#form .field[data-slot]");
  if (field) touched.add(JSON.stringify(JSON.parse(field.dataset.slot)));
});
document.addEventListener("click", (event) => {
  const { line, column, issue, field, edit } =
    event.target.closest("[data-line], [data-issue], button[data-field], .cap [data-edit]")?.dataset ?? {};
  if (line) editor.goTo(Number(line), Number(column));
  if (issue) form.showIssues([[JSON.parse(issue), event.target.textContent]], "");
  if (field) goToField(field);
  if (edit) form.change(JSON.parse(edit));
});
element("start").addEventListener("change", async ({ target }) => {
  const text = target.value && (await installed(target.value));
  if (text) editor.replace(text);
  target.value = "";
});
element("open").addEventListener("change", ({ target }) => {
  takeFile(target.files[0]);
  target.value = "";
});
element("name").addEventListener("input", ({ target }) => {
  target.dataset.own = target.value ? "yes" : "";
  keepSoon();
});
element("share").addEventListener("click", share);
element("save").addEventListener("click", save);

// A file dropped anywhere but on a field is a schema; without this the browser would leave the page for it.
const hasFile = (event) => event.dataTransfer?.types.includes("Files") && !event.target.closest?.("[data-uploads]");
document.addEventListener("dragover", (event) => hasFile(event) && event.preventDefault());
document.addEventListener("drop", (event) => {
  if (!hasFile(event)) return;
  event.preventDefault();
  takeFile(event.dataTransfer.files[0]);
});
window.addEventListener("pagehide", keep);
window.addEventListener("hashchange", begin);
begin();
