// Reference files: dropped, picked, pasted or linked; sent to this server at once, kept as tokens in the form.
import { findCamera, takePhoto } from "./camera.js";
import { collect } from "./form.js";
import { bring, say, word } from "./words.js";

const inputEvent = () => new Event("input", { bubbles: true });
let underWay = 0;
let whenSettled = () => {};

export const isUploading = () => underWay > 0;

// The form may be drawn anew while a file is on its way.
const now = (box) => document.querySelector(`[data-uploads][data-path="${CSS.escape(box.dataset.path)}"]`);

// What its owner calls a file is told to nobody: this browser remembers it, so that it is there again after a reload.
const NAMES = "playground-file-names";
const MOST_NAMES = 200;
const MOST_SHOWN = 5;
export const RESULT = "application/x-playground-result";
const names = new Map(remembered());

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(NAMES)) ?? [];
  } catch {
    return [];
  }
}

function remember(token, name) {
  names.delete(token);
  names.set(token, name);
  try {
    localStorage.setItem(NAMES, JSON.stringify([...names].slice(-MOST_NAMES)));
  } catch {
    // A browser that keeps nothing shows the token instead.
  }
}

function nameOf(token) {
  if (names.has(token)) return names.get(token);
  return token.startsWith("upload:") ? token.slice(7) : token.split("/").pop().split("?")[0] || token;
}

// A link may have come with a stranger's picture: it is loaded when a person asks for it, in a page of its own.
const HERE = /^(upload:|data:image\/)/i;

const addressOf = (token) => (token.startsWith("upload:") ? `uploads/${token.slice(7)}?thumbnail=1` : token);

function picture(token, name) {
  if (!HERE.test(token)) return linked(token, name);
  const image = document.createElement("img");
  image.alt = name;
  image.src = addressOf(token);
  image.addEventListener("error", () => image.replaceWith(Object.assign(document.createElement("span"), { textContent: name })));
  return image;
}

function linked(token, name) {
  const text = Object.assign(document.createElement("span"), { textContent: name });
  if (!/^https?:/i.test(token)) return text;
  const show = Object.assign(document.createElement("a"), { href: token, target: "_blank", rel: "noopener noreferrer", textContent: word("file_show") });
  show.setAttribute("aria-label", `${word("file_show")}: ${name}`);
  const both = document.createElement("div");
  both.append(text, show);
  return both;
}

function face(item) {
  if (item.dataset.faced) return;
  item.dataset.faced = "yes";
  const token = item.dataset.token;
  const name = nameOf(token);
  item.title = name;
  const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×", title: word("file_remove", { name }) });
  remove.setAttribute("aria-label", word("file_remove", { name }));
  remove.dataset.fileRemove = "";
  const forward = Object.assign(document.createElement("button"), { type: "button", textContent: "‹", title: word("file_earlier", { name }) });
  forward.setAttribute("aria-label", word("file_earlier", { name }));
  forward.dataset.fileForward = "";
  item.draggable = true;
  item.append(picture(token, name), remove, forward);
}

// Files stand in the order in which they were chosen, in whichever order they come, though the form is drawn anew.
const order = new Map();
let chosen = 0;

function add(box, token, name, ordinal = ++chosen) {
  const list = box.querySelector(".files");
  const item = document.createElement("li");
  item.dataset.token = token;
  if (name) remember(token, name);
  order.set(token, ordinal);
  const later = [...list.querySelectorAll("li[data-token]")].find((one) => order.get(one.dataset.token) > ordinal);
  list.insertBefore(item, later ?? list.querySelector(".coming"));
  if (box.dataset.many === "no") list.replaceChildren(item);
  face(item);
  noteChange(list);
}

const held = (box) => box.querySelectorAll("li[data-token]").length;
const most = (box) => (box.dataset.many === "no" ? 1 : Number(box.dataset.most) || Infinity);

function noteChange(list) {
  list.dispatchEvent(inputEvent());
  const box = list.closest("[data-uploads]");
  if (held(box) > most(box)) complain(box, word("too_many_files", { limit: most(box), count: held(box) }));
}

// Give the files of a form that was just drawn their faces.
export const showFiles = (root) => root.querySelectorAll(".files li[data-token]").forEach(face);

// Put these files and links into a field that was drawn anew.
export function putFiles(field, tokens) {
  const box = field.querySelector("[data-uploads]");
  box.querySelector(".files").replaceChildren();
  tokens.forEach((token) => add(box, token));
}

// Links that were typed but not entered count too: what a person sees is what is sent.
export function pendingLinks(box) {
  const text = box.querySelector("[data-url]").value.trim();
  return text ? text.split(/\s+/) : [];
}

function enterLinks(box) {
  const links = pendingLinks(box);
  const odd = links.find((link) => !/^[a-z][a-z0-9+.-]*:/i.test(link));
  if (odd) return complain(box, word("not_a_link", { name: odd }));
  box.querySelector("[data-url]").value = "";
  links.forEach((link) => add(box, link));
}

function complain(box, text) {
  const field = box.closest(".field");
  field.querySelector(".issue").textContent = text;
  field.classList.toggle("wrong", Boolean(text));
}

function send(box, file) {
  const ordinal = ++chosen;
  const waiting = Object.assign(document.createElement("li"), { className: "coming", title: word("uploading") });
  const bar = waiting.appendChild(document.createElement("progress"));
  box.querySelector(".files").append(waiting);
  const body = new FormData();
  body.append("file", file, file.name || "picture.png");
  body.append("sent", JSON.stringify(collect()));
  body.append("path", box.dataset.path);
  const request = new XMLHttpRequest();
  request.open("POST", "uploads");
  request.setRequestHeader("X-Playground", "1");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  return new Promise((resolve) => {
    request.addEventListener("loadend", () => {
      const answer = request.response;
      const here = now(box);
      if (here && answer?.token) add(here, answer.token, file.name, ordinal);
      waiting.remove();
      if (here && answer?.note) complain(here, answer.note);
      resolve(answer?.token ? "" : (answer?.problem ?? word("upload_lost", { name: file.name })));
    });
    request.send(body);
  });
}

// What becomes of a file that was dropped or picked: nothing to say, or what went wrong.
let take = send;

async function sendAll(box, files) {
  complain(box, "");
  const list = box.dataset.many === "no" ? files.slice(0, 1) : files;
  underWay += 1;
  const problems = (await Promise.all(list.map((file) => take(box, file)))).filter(Boolean);
  underWay -= 1;
  const here = now(box);
  const left = list.length < files.length ? [word("one_file", { name: list[0].name })] : [];
  if (here && problems.length + left.length) complain(here, [...problems, ...left].join(" "));
  whenSettled(!problems.length);
}

// The field for files of a media type: one that has room, where there are several. The section that it is in opens.
function boxFor(type) {
  const kinds = [type.split("/")[0], "file"];
  const boxes = [...document.querySelectorAll("[data-uploads]")].filter((one) => kinds.includes(one.dataset.kind));
  const box = boxes.find((one) => held(one) < most(one)) ?? boxes[0];
  const closed = box?.closest("details");
  if (closed) closed.open = true;
  return box;
}

// Files that were dropped or pasted anywhere on the page; whether there is a field for them.
export function takeFiles(files) {
  const box = boxFor(files[0].type);
  if (!box) return false;
  sendAll(box, files);
  bring(box, "center");
  return true;
}

// Take a result in as a reference, in the field it was dropped on if it was: fetched from this server, sent back as an
// upload. What to say where that fails.
export async function useAsReference(address, target) {
  const answer = await fetch(`results/${address}`).catch(() => null);
  if (!answer?.ok) return word(answer ? "reference_gone" : "offline");
  const blob = await answer.blob();
  const box = target ? now(target) : boxFor(blob.type);
  if (!box) return word("no_reference");
  await sendAll(box, [new File([blob], address.split("/").pop(), { type: blob.type })]);
  bring(box, "center");
  return "";
}

// A result of this page, or of another tab of it, that is dragged: a browser hands over its address and not its bytes.
function draggedResult(transfer) {
  const own = transfer.getData(RESULT);
  if (own) return own;
  const link = transfer.getData("text/uri-list");
  if (!link.startsWith(new URL("results/", document.baseURI).href)) return "";
  return new URL(link).pathname.split("/results/")[1];
}

const mayTake = (transfer) => [...transfer.types].some((type) => ["Files", RESULT, "text/uri-list"].includes(type));

// What a closed section holds is sent all the same, so it is to be seen on its head.
function showUse() {
  document.querySelectorAll("#playground-form details").forEach((section) => {
    const head = section.querySelector(":scope > summary");
    const files = [...section.querySelectorAll(".files li[data-token]")];
    const tokens = files.map((file) => file.dataset.token).join(" ");
    let line = head.querySelector(".in-use");
    if ((line?.dataset.tokens ?? "") === tokens) return;
    line?.remove();
    if (!files.length) return;
    line = head.appendChild(Object.assign(document.createElement("span"), { className: "in-use" }));
    line.dataset.tokens = tokens;
    for (const { token } of files.map((file) => file.dataset).filter((one) => HERE.test(one.token)).slice(0, MOST_SHOWN)) {
      const small = line.appendChild(Object.assign(document.createElement("img"), { alt: nameOf(token), src: addressOf(token) }));
      small.addEventListener("error", () => small.remove());
    }
    line.append(word("in_use", { count: files.length }));
  });
}

export function startUploads({ keepSoon, takeFile = send, settled = () => {} }) {
  whenSettled = settled;
  take = takeFile;
  findCamera();
  document.addEventListener("drawn", showUse);
  document.addEventListener("input", showUse);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-uploads] input[type=file]")) {
      sendAll(event.target.closest("[data-uploads]"), [...event.target.files]);
      event.target.value = "";
    }
    // A moment later: a thumbnail that comes between pressing and releasing the mouse moves Generate from under it.
    if (event.target.matches("[data-url]")) setTimeout(enterLinks, 300, event.target.closest("[data-uploads]"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("[data-url]") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      enterLinks(event.target.closest("[data-uploads]"));
    }
  });
  document.addEventListener("click", async (event) => {
    const camera = event.target.closest("[data-camera]");
    if (camera) {
      const photo = await takePhoto(camera);
      if (photo) sendAll(camera.closest("[data-uploads]"), [photo]);
      return;
    }
    const item = event.target.closest(".files li[data-token]");
    if (!item) return;
    const list = item.parentElement;
    const [remove, forward] = ["[data-file-remove]", "[data-file-forward]"].map((one) => event.target.closest(one));
    const next = remove && (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("[data-file-remove]");
    if (remove) item.remove();
    else if (forward && item.previousElementSibling) list.insertBefore(item, item.previousElementSibling);
    else return;
    (forward ?? next ?? list.parentElement.querySelector("input")).focus({ preventScroll: true });
    noteChange(list);
    keepSoon();
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // Office programs copy a picture of the text beside the text: into a text box goes the text.
    const isText = event.target.matches?.("input, textarea") && event.clipboardData.types.includes("text/plain");
    if (!files.length || isText) return;
    const box = event.target.closest?.("[data-uploads]");
    if (box) sendAll(box, files);
    else if (!takeFiles(files)) return say(word("no_reference"));
    event.preventDefault();
  });
  let dragged = null;
  document.addEventListener("dragstart", (event) => (dragged = event.target.closest?.(".files li[data-token]") ?? null));
  document.addEventListener("dragover", (event) => {
    const over = event.target.closest?.(".files li[data-token]");
    if (dragged && over && over !== dragged && over.parentElement === dragged.parentElement) {
      const after = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
      over.parentElement.insertBefore(dragged, after ? over.nextElementSibling : over);
    }
    const box = event.target.closest?.("[data-uploads]");
    if (box || dragged) event.preventDefault();
    document.querySelectorAll(".over-drop").forEach((one) => one !== box && one.classList.remove("over-drop"));
    if (box && !dragged && mayTake(event.dataTransfer)) box.classList.add("over-drop");
  });
  document.addEventListener("drop", async (event) => {
    const box = event.target.closest?.("[data-uploads]");
    document.querySelectorAll(".over-drop").forEach((one) => one.classList.remove("over-drop"));
    if (dragged) dragged.parentElement?.dispatchEvent(inputEvent());
    const isSorted = Boolean(dragged);
    dragged = null;
    if (isSorted || box) event.preventDefault();
    if (isSorted || !box) return;
    const result = draggedResult(event.dataTransfer);
    if (result) say(await useAsReference(result, box));
    else if (event.dataTransfer.files.length) sendAll(box, [...event.dataTransfer.files]);
  });
}
