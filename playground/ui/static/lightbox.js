// One picture of the result, as large as the window or as large as it is; the others are an arrow key, a swipe or a
// click away.
import { all, data, find, made } from "./form/dom.js";
import { centred, swipeOf, wrapped } from "./geometry.js";
import { word } from "./words.js";

const pictures = () => all(document, "#stage [data-open]");

/**
 * @param {string} className
 * @param {string} text
 * @param {string} label
 * @param {() => void} onClick
 */
function button(className, text, label, onClick) {
  const properties = { type: /** @type {const} */ ("button"), className, textContent: text, title: label };
  const element = made("button", properties, { "aria-label": label });
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    onClick();
  });
  return element;
}

function downloadLink() {
  const label = word("download");
  return made("a", { className: "save", textContent: "↓", download: "", title: label }, { "aria-label": label });
}

/**
 * Sideways is to the next picture, down is away; a picture that is larger than the window is moved about instead.
 * @param {HTMLDialogElement} dialog
 * @param {(step: number) => void} turn
 */
function swipes(dialog, turn) {
  /** @type {PointerEvent | null} */
  let from = null;
  dialog.addEventListener("pointerdown", (event) => {
    from = event.isPrimary ? event : null;
  });
  dialog.addEventListener("pointerup", (event) => {
    if (!from || dialog.classList.contains("zoomed") || event.pointerType === "mouse") return;
    const way = swipeOf(event.clientX - from.clientX, event.clientY - from.clientY);
    from = null;
    if (way === "away") dialog.close();
    else if (way) turn(way === "next" ? 1 : -1);
  });
  dialog.addEventListener("pointercancel", () => {
    from = null;
  });
}

/** @param {HTMLElement} opened */
export function openPicture(opened) {
  let from = opened;
  const dialog = made("dialog", { className: "lightbox" }, { "aria-label": word("large") });
  document.body.append(dialog);
  const frame = dialog.appendChild(made("div", { className: "frame" }));
  const picture = frame.appendChild(made("img", { draggable: false }));
  const counter = made("p", { className: "counter" }, { "aria-live": "polite" });
  const save = downloadLink();
  const zoomer = button("zoom", "+", word("zoom"), () => zoom());

  /**
   * Closer, with what was pointed at in the middle, or back.
   * @param {boolean} [isIn]
   * @param {MouseEvent | null} [event]
   */
  function zoom(isIn = !dialog.classList.contains("zoomed"), event = null) {
    const { left, top, width, height } = picture.getBoundingClientRect();
    // As large as it is, and at least twice as large as it was.
    picture.style.width = isIn ? `${Math.max(picture.naturalWidth, 2 * width)}px` : "";
    const x = event ? (event.clientX - left) / width : 0.5;
    const y = event ? (event.clientY - top) / height : 0.5;
    dialog.classList.toggle("zoomed", isIn);
    zoomer.textContent = isIn ? "−" : "+";
    zoomer.title = word(isIn ? "zoom_out" : "zoom");
    zoomer.setAttribute("aria-label", zoomer.title);
    if (!isIn) return;
    frame.scrollTo(
      centred(x, picture.offsetWidth, frame.clientWidth),
      centred(y, picture.offsetHeight, frame.clientHeight),
    );
  }

  /** @param {HTMLElement} thumbnail */
  function show(thumbnail) {
    from = thumbnail;
    zoom(false);
    picture.src = data(from, "open");
    picture.alt = find(from, "img")?.getAttribute("alt") ?? "";
    save.href = `${data(from, "open")}?download=1`;
    const shown = pictures();
    const params = { number: shown.indexOf(from) + 1, count: shown.length };
    counter.textContent = shown.length > 1 ? word("counter", params) : "";
  }

  /** @param {number} step */
  function turn(step) {
    const shown = pictures();
    const next = shown[wrapped(shown.indexOf(from) + step, shown.length)];
    if (next && shown.length > 1) show(next);
  }

  dialog.append(
    counter,
    zoomer,
    save,
    button("close", "×", word("close"), () => dialog.close()),
  );
  if (pictures().length > 1) {
    dialog.append(
      button("previous", "‹", word("previous"), () => turn(-1)),
      button("next", "›", word("next"), () => turn(1)),
    );
  }
  swipes(dialog, turn);
  picture.addEventListener("click", (event) => zoom(undefined, event));
  frame.addEventListener("click", (event) => event.target === frame && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    (from.isConnected ? from : pictures()[0])?.focus();
  });
  dialog.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step && !dialog.classList.contains("zoomed")) turn(step);
    if (["+", "=", "-"].includes(key)) zoom(key !== "-");
  });
  show(opened);
  dialog.showModal();
}
