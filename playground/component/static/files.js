// The reference files of one form: dropped, picked, pasted or linked; handed to its host at once, kept as tokens.
import { hasCamera, takePhoto } from "./camera.js";
import { all, around, attribute, control, data, find, get, made } from "./dom.js";
import { dragsOf } from "./drags.js";
import { mark, tokensIn, typedIn } from "./fields.js";
import { boxFor, isLink, linksIn, placeAmong } from "./links.js";
import { remember } from "./names.js";
import { joinSentences } from "./sentences.js";
import { bring } from "./sight.js";
import { face, showUse } from "./thumbnails.js";

/** @typedef {import("./host.js").Host} Host */

/** @param {HTMLElement} box */
const held = (box) => tokensIn(box).length;

/** @param {HTMLElement} box */
const most = (box) => (box.dataset.many === "no" ? 1 : Number(box.dataset.most) || Number.POSITIVE_INFINITY);

/**
 * @param {HTMLElement} element holds the form
 * @param {Host & { settled(isWhole: boolean): void }} host
 */
export function filesOf(element, host) {
  const { word } = host;
  /** @type {Map<string, number>} */
  const order = new Map(); // in which files were chosen, by token
  let chosen = 0;
  let underWay = 0;
  /** @type {{ model: string, box: HTMLElement, token: string, name: string, ordinal: number }[]} */
  const late = []; // files that came while another model's form was there

  const shownModel = () => find(element, "[data-form-root]")?.dataset.model ?? "";

  /**
   * The form may be drawn anew while a file is on its way; that of another model is not where it was meant to go.
   * @param {HTMLElement} box
   * @param {string} model
   */
  const now = (box, model) =>
    model === shownModel() ? find(element, `[data-uploads]${attribute("data-path", data(box, "path"))}`) : null;

  /**
   * @param {HTMLElement} box
   * @param {string} token
   * @param {string} [name]
   */
  function add(box, token, name, ordinal = ++chosen) {
    const list = get(box, ".files");
    const item = made("li", {}, { "data-token": token });
    if (name) remember(token, name);
    order.set(token, ordinal);
    const later = all(list, "li[data-token]")[placeAmong(tokensIn(list), order, ordinal)];
    list.insertBefore(item, later ?? list.querySelector(".coming"));
    if (box.dataset.many === "no") list.replaceChildren(item);
    face(item, host);
    noteChange(list);
  }

  /** @param {HTMLElement} list */
  function noteChange(list) {
    list.dispatchEvent(new Event("input", { bubbles: true }));
    showUse(element, host);
    /** @type {HTMLElement | null} */
    const box = list.closest("[data-uploads]");
    if (box && held(box) > most(box)) complain(box, word("too_many_files", { limit: most(box), count: held(box) }));
  }

  /**
   * @param {HTMLElement} box
   * @param {string} text
   * @param {import("./host.js").More} [more]
   */
  function complain(box, text, more) {
    /** @type {HTMLElement | null} */
    const field = box.closest(".field");
    if (field) mark(field, text, more);
  }

  /** @param {HTMLElement} box */
  function enterLinks(box) {
    const links = linksIn(typedIn(box));
    const odd = links.find((link) => !isLink(link));
    if (odd) return complain(box, word("not_a_link", { name: odd }));
    control(box, "[data-url]").value = "";
    for (const link of links) add(box, link);
  }

  /**
   * Hand a file to the host; what came of it.
   * @param {HTMLElement} box
   * @param {File} file
   */
  async function send(box, file) {
    const ordinal = ++chosen;
    const model = shownModel();
    const waiting = made("li", { className: "coming", title: word("uploading") });
    const bar = waiting.appendChild(document.createElement("progress"));
    get(box, ".files").append(waiting);
    const answer = await host.upload(file, box, (share) => {
      bar.value = share;
    });
    waiting.remove();
    const here = now(box, model);
    if (here && answer.token) add(here, answer.token, file.name, ordinal);
    else if (answer.token && model !== shownModel())
      late.push({ model, box, token: answer.token, name: file.name, ordinal });
    if (here && answer.note) complain(here, answer.note);
    return answer;
  }

  /**
   * @param {HTMLElement} box
   * @param {File[]} files
   */
  async function takeInto(box, files) {
    complain(box, "");
    const model = shownModel();
    const list = box.dataset.many === "no" ? files.slice(0, 1) : files;
    underWay += 1;
    const answers = await Promise.all(list.map((file) => send(box, file)));
    const problems = answers.map(({ problem }) => problem ?? "").filter(Boolean);
    underWay -= 1;
    const here = now(box, model);
    const left = list.length < files.length ? [word("one_file", { name: list[0]?.name })] : [];
    const more = answers.find((answer) => answer.more)?.more;
    if (here && problems.length + left.length) complain(here, joinSentences([...problems, ...left]), more);
    if (!here && problems.length) host.say(joinSentences(problems));
    host.settled(!problems.length || model !== shownModel());
  }

  /** Once a model's form is back, what came for it meanwhile is put in. */
  function putLate() {
    for (const one of late.splice(0)) {
      const here = now(one.box, one.model);
      if (here) add(here, one.token, one.name, one.ordinal);
      else if (one.model !== shownModel()) late.push(one);
    }
  }

  /**
   * Files that belong to no field yet; null where no field takes them, else a promise that ends once they are here. The
   * section that the field is in opens.
   * @param {File[]} files
   */
  function take(files) {
    const boxes = all(element, "[data-uploads]").map((box) => ({
      box,
      kind: data(box, "kind"),
      held: held(box),
      most: most(box),
    }));
    const fitting = boxFor(boxes, files[0]?.type ?? "");
    if (!fitting) return null;
    const closed = fitting.box.closest("details");
    if (closed) closed.open = true;
    const taken = takeInto(fitting.box, files);
    bring(fitting.box, "center");
    return taken;
  }

  /**
   * Put these files and links into a field that was drawn anew.
   * @param {HTMLElement} field
   * @param {string[]} tokens
   */
  function put(field, tokens) {
    const box = get(field, "[data-uploads]");
    get(box, ".files").replaceChildren();
    for (const token of tokens) add(box, token);
  }

  /** @param {HTMLElement} button */
  async function photograph(button) {
    const photo = await takePhoto(button, host);
    /** @type {HTMLElement | null} */
    const box = button.closest("[data-uploads]");
    if (photo && box) takeInto(box, [photo]);
  }

  /** @param {Event} event */
  function arrange(event) {
    const item = around(event, ".files li[data-token]");
    const list = item?.parentElement;
    if (!item || !list) return;
    const [remove, forward] = [around(event, "[data-file-remove]"), around(event, "[data-file-forward]")];
    const beside = item.nextElementSibling ?? item.previousElementSibling;
    const next = remove && beside && find(beside, "[data-file-remove]");
    if (remove) item.remove();
    else if (forward && item.previousElementSibling) list.insertBefore(item, item.previousElementSibling);
    else return;
    (forward ?? next ?? list.parentElement?.querySelector("input"))?.focus({ preventScroll: true });
    noteChange(list);
  }

  element.addEventListener("change", (event) => {
    const box = around(event, "[data-uploads]");
    const { target } = event;
    if (!box || !(target instanceof HTMLInputElement)) return;
    if (target.type === "file") {
      takeInto(box, [...(target.files ?? [])]);
      target.value = "";
    }
    // A moment later: a thumbnail that comes between pressing and releasing the mouse moves Generate from under it.
    if (target.matches("[data-url]")) setTimeout(enterLinks, 300, box);
  });
  element.addEventListener("keydown", (event) => {
    const box = around(event, "[data-url]")?.closest("[data-uploads]");
    if (event.key !== "Enter" || !box || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    enterLinks(/** @type {HTMLElement} */ (box));
  });
  element.addEventListener("click", (event) => {
    const camera = around(event, "[data-camera]");
    if (camera) photograph(camera);
    else arrange(event);
  });
  element.addEventListener("paste", (event) => {
    const box = around(event, "[data-uploads]");
    const files = [...(event.clipboardData?.files ?? [])];
    if (!box || !files.length || isPastedAsText(event)) return;
    event.preventDefault();
    event.stopPropagation();
    takeInto(box, files);
  });
  dragsOf(element, {
    sorted: noteChange,
    async dropped(box, transfer) {
      const [files, model] = [[...transfer.files], shownModel()];
      const file = await host.dropped?.(transfer);
      if (typeof file === "string") host.say(file);
      else if (file) takeInto(now(box, model) ?? box, [file]);
      else if (files.length) takeInto(box, files);
    },
  });
  hasCamera().then((itHas) => element.classList.toggle("has-camera", itHas));

  return {
    isUnderWay: () => underWay > 0,
    put,
    putLate,
    show() {
      for (const item of all(element, ".files li[data-token]")) face(item, host);
      showUse(element, host);
    },
    take,
    takeInto,
  };
}

/**
 * Office programs copy a picture of the text beside the text: into a text box goes the text.
 * @param {ClipboardEvent} event
 */
export const isPastedAsText = (event) =>
  around(event, "input, textarea") === event.target && Boolean(event.clipboardData?.types.includes("text/plain"));
