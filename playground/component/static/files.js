// The reference files of one form: dropped, picked, pasted or linked; handed to its host at once, kept as tokens.
import { hasCamera, takePhoto } from "./camera.js";
import { attribute, mark, pendingLinks } from "./fields.js";
import { nameOf, remember } from "./names.js";
import { bring } from "./sight.js";

const MOST_SHOWN = 5; // small pictures on the head of a closed section

const held = (box) => box.querySelectorAll("li[data-token]").length;
const most = (box) => (box.dataset.many === "no" ? 1 : Number(box.dataset.most) || Infinity);
const made = (tag, properties) => Object.assign(document.createElement(tag), properties);

export function filesOf(element, host) {
  const { word } = host;
  const order = new Map(); // in which files were chosen, by token
  let chosen = 0;
  let underWay = 0;
  let dragged = null;

  // The form may be drawn anew while a file is on its way.
  const now = (box) => element.querySelector(`[data-uploads]${attribute("data-path", box.dataset.path)}`);

  function picture(token, name) {
    const address = host.picture(token);
    if (!address) return linked(token, name);
    const image = made("img", { alt: name, src: address });
    image.addEventListener("error", () => image.replaceWith(made("span", { textContent: name })));
    return image;
  }

  // A link may have come with a stranger's picture: it is loaded when a person asks for it, in a page of its own.
  function linked(token, name) {
    const text = made("span", { textContent: name });
    if (!/^https?:/i.test(token)) return text;
    const show = made("a", {
      href: token,
      target: "_blank",
      rel: "noopener noreferrer",
      textContent: word("file_show"),
    });
    show.setAttribute("aria-label", `${word("file_show")}: ${name}`);
    const both = made("div", {});
    both.append(text, show);
    return both;
  }

  function act(sign, code, name, mark) {
    const button = made("button", { type: "button", textContent: sign, title: word(code, { name }) });
    button.setAttribute("aria-label", word(code, { name }));
    button.dataset[mark] = "";
    return button;
  }

  function face(item) {
    if (item.dataset.faced) return;
    item.dataset.faced = "yes";
    const token = item.dataset.token;
    const name = nameOf(token);
    item.title = name;
    item.draggable = true;
    item.append(
      picture(token, name),
      act("×", "file_remove", name, "fileRemove"),
      act("‹", "file_earlier", name, "fileForward"),
    );
  }

  // Files stand in the order in which they were chosen, in whichever order they come, though the form is drawn anew.
  function add(box, token, name, ordinal = ++chosen) {
    const list = box.querySelector(".files");
    const item = made("li", {});
    item.dataset.token = token;
    if (name) remember(token, name);
    order.set(token, ordinal);
    const later = [...list.querySelectorAll("li[data-token]")].find((one) => order.get(one.dataset.token) > ordinal);
    list.insertBefore(item, later ?? list.querySelector(".coming"));
    if (box.dataset.many === "no") list.replaceChildren(item);
    face(item);
    noteChange(list);
  }

  function noteChange(list) {
    list.dispatchEvent(new Event("input", { bubbles: true }));
    const box = list.closest("[data-uploads]");
    showUse();
    if (held(box) > most(box)) complain(box, word("too_many_files", { limit: most(box), count: held(box) }));
  }

  // What a closed section holds is sent all the same, so it is to be seen on its head.
  function showUse() {
    element.querySelectorAll("details:has(> summary)").forEach((section) => {
      const head = section.querySelector(":scope > summary");
      const tokens = [...section.querySelectorAll(".files li[data-token]")].map(({ dataset }) => dataset.token);
      let line = head.querySelector(".in-use");
      if ((line?.dataset.tokens ?? "") === tokens.join(" ")) return;
      line?.remove();
      if (!tokens.length) return;
      line = head.appendChild(made("span", { className: "in-use" }));
      line.dataset.tokens = tokens.join(" ");
      for (const token of tokens.filter(host.picture).slice(0, MOST_SHOWN)) {
        const small = line.appendChild(made("img", { alt: "", src: host.picture(token) }));
        small.addEventListener("error", () => small.remove());
      }
      line.append(word("in_use", { count: tokens.length }));
    });
  }

  const complain = (box, text) => mark(box.closest(".field"), text);

  function enterLinks(box) {
    const links = pendingLinks(box);
    const odd = links.find((link) => !/^[a-z][a-z0-9+.-]*:/i.test(link));
    if (odd) return complain(box, word("not_a_link", { name: odd }));
    box.querySelector("[data-url]").value = "";
    for (const link of links) add(box, link);
  }

  // Hand a file to the host; what went wrong, or nothing.
  async function send(box, file) {
    const ordinal = ++chosen;
    const waiting = made("li", { className: "coming", title: word("uploading") });
    const bar = waiting.appendChild(document.createElement("progress"));
    box.querySelector(".files").append(waiting);
    const answer = await host.upload(file, box, (share) => (bar.value = share));
    waiting.remove();
    const here = now(box);
    if (here && answer.token) add(here, answer.token, file.name, ordinal);
    if (here && answer.note) complain(here, answer.note);
    return answer.problem ?? "";
  }

  async function takeInto(box, files) {
    complain(box, "");
    const list = box.dataset.many === "no" ? files.slice(0, 1) : files;
    underWay += 1;
    const problems = (await Promise.all(list.map((file) => send(box, file)))).filter(Boolean);
    underWay -= 1;
    const here = now(box);
    const left = list.length < files.length ? [word("one_file", { name: list[0].name })] : [];
    if (here && problems.length + left.length) complain(here, [...problems, ...left].join(" "));
    host.settled(!problems.length);
  }

  // The field for files of a media type: one that has room, where there are several. The section that it is in opens.
  function boxFor(type) {
    const kinds = [type.split("/")[0], "file"];
    const boxes = [...element.querySelectorAll("[data-uploads]")].filter((one) => kinds.includes(one.dataset.kind));
    const box = boxes.find((one) => held(one) < most(one)) ?? boxes[0];
    const closed = box?.closest("details");
    if (closed) closed.open = true;
    return box;
  }

  // Files that belong to no field yet; null where no field takes them, else a promise that ends once they are here.
  function take(files) {
    const box = boxFor(files[0].type);
    if (!box) return null;
    const taken = takeInto(box, files);
    bring(box, "center");
    return taken;
  }

  // Put these files and links into a field that was drawn anew.
  function put(field, tokens) {
    const box = field.querySelector("[data-uploads]");
    box.querySelector(".files").replaceChildren();
    for (const token of tokens) add(box, token);
  }

  async function photograph(button) {
    const photo = await takePhoto(button, host);
    if (photo) takeInto(button.closest("[data-uploads]"), [photo]);
  }

  function arrange(target) {
    const item = target.closest(".files li[data-token]");
    if (!item) return;
    const list = item.parentElement;
    const [remove, forward] = ["[data-file-remove]", "[data-file-forward]"].map((one) => target.closest(one));
    const next =
      remove && (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("[data-file-remove]");
    if (remove) item.remove();
    else if (forward && item.previousElementSibling) list.insertBefore(item, item.previousElementSibling);
    else return;
    (forward ?? next ?? list.parentElement.querySelector("input")).focus({ preventScroll: true });
    noteChange(list);
  }

  function dragOver(event) {
    const over = event.target.closest(".files li[data-token]");
    if (dragged && over && over !== dragged && over.parentElement === dragged.parentElement) {
      const after = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
      over.parentElement.insertBefore(dragged, after ? over.nextElementSibling : over);
    }
    const box = event.target.closest("[data-uploads]");
    if (box || dragged) event.preventDefault();
    light(dragged || !mayTake(event.dataTransfer) ? null : box);
  }

  const mayTake = ({ types }) =>
    [...types].some((type) => type === "Files" || type === "text/uri-list" || type.startsWith("application/x-"));

  function light(box) {
    for (const one of element.querySelectorAll("[data-uploads]")) one.classList.toggle("over-drop", one === box);
  }

  async function drop(event) {
    const box = event.target.closest("[data-uploads]");
    const sorted = dragged;
    dragged = null;
    light(null);
    if (sorted || box) event.preventDefault();
    if (sorted) return noteChange(sorted.parentElement);
    if (!box) return;
    const files = [...event.dataTransfer.files];
    const file = await host.dropped(event.dataTransfer);
    if (typeof file === "string") host.say(file);
    else if (file) takeInto(now(box), [file]);
    else if (files.length) takeInto(box, files);
  }

  element.addEventListener("change", ({ target }) => {
    if (target.matches("[data-uploads] input[type=file]")) {
      takeInto(target.closest("[data-uploads]"), [...target.files]);
      target.value = "";
    }
    // A moment later: a thumbnail that comes between pressing and releasing the mouse moves Generate from under it.
    if (target.matches("[data-url]")) setTimeout(enterLinks, 300, target.closest("[data-uploads]"));
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-url]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    enterLinks(event.target.closest("[data-uploads]"));
  });
  element.addEventListener("click", ({ target }) => {
    const camera = target.closest("[data-camera]");
    if (camera) photograph(camera);
    else arrange(target);
  });
  element.addEventListener("paste", (event) => {
    const box = event.target.closest("[data-uploads]");
    const files = [...event.clipboardData.files];
    if (!box || !files.length || isPastedAsText(event)) return;
    event.preventDefault();
    event.stopPropagation();
    takeInto(box, files);
  });
  element.addEventListener("dragstart", ({ target }) => (dragged = target.closest?.(".files li[data-token]") ?? null));
  element.addEventListener("dragend", () => (dragged = null));
  element.addEventListener("dragover", dragOver);
  element.addEventListener("dragleave", ({ relatedTarget }) => element.contains(relatedTarget) || light(null));
  element.addEventListener("drop", drop);
  hasCamera().then((itHas) => element.classList.toggle("has-camera", itHas));

  return {
    isUnderWay: () => underWay > 0,
    put,
    show() {
      element.querySelectorAll(".files li[data-token]").forEach(face);
      showUse();
    },
    take,
    takeInto,
  };
}

// Office programs copy a picture of the text beside the text: into a text box goes the text.
export const isPastedAsText = ({ target, clipboardData }) =>
  Boolean(target.matches?.("input, textarea") && clipboardData.types.includes("text/plain"));
