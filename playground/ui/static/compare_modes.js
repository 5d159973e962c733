// Two results in one frame: divided by a line that one drags, one in the other's place, or what differs between them.
import { all, byId, find, get, inputs } from "./form/dom.js";
import { differing, percent } from "./pixels.js";
import { word } from "./words.js";
import { slid, within } from "./zooming.js";

const MOST = 2048; // pixels of an edge that are looked at

const page = () => byId("compare");
const mode = () => page().dataset.mode;
const handle = () => get(document, "[role=slider].handle");
let share = 0.5;
let isCounted = false;

/** @param {number} next */
function divide(next) {
  share = next;
  byId("panes").style.setProperty("--share", `${share * 100}%`);
  handle().setAttribute("aria-valuenow", String(Math.round(share * 100)));
  handle().setAttribute("aria-valuetext", word("compare.at", { share: percent(share) }));
}

/** @param {boolean} isOther */
function flicker(isOther) {
  page().classList.toggle("other", isOther);
  get(document, "[data-flicker]").setAttribute("aria-pressed", String(isOther));
}

/**
 * Its pixels, drawn as large as asked for.
 * @param {HTMLImageElement} picture
 * @param {number} width
 * @param {number} height
 */
function pixelsOf(picture, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const brush = canvas.getContext("2d");
  brush?.drawImage(picture, 0, 0, width, height);
  return brush?.getImageData(0, 0, width, height).data;
}

/** Say how much differs, of two pictures of one size. */
async function count() {
  const pictures = /** @type {HTMLImageElement[]} */ (all(document, "#panes img"));
  const [one, other] = pictures;
  if (isCounted || !one || !other) return;
  isCounted = true;
  await Promise.all(pictures.map((picture) => picture.decode()));
  const { naturalWidth: width, naturalHeight: height } = one;
  if (width !== other.naturalWidth || height !== other.naturalHeight) return;
  const by = Math.min(1, MOST / Math.max(width, height));
  const size = /** @type {const} */ ([Math.max(1, Math.round(width * by)), Math.max(1, Math.round(height * by))]);
  const [mine, theirs] = [pixelsOf(one, ...size), pixelsOf(other, ...size)];
  if (!mine || !theirs) return;
  const found = differing(mine, theirs);
  get(document, "[data-finding]").textContent = found.isSame
    ? word("compare.identical")
    : word("compare.share_differs", { share: percent(found.share) });
}

/** @param {string} next */
function change(next) {
  page().dataset.mode = next;
  flicker(false);
  const address = new URL(location.href);
  address.searchParams.set("mode", next);
  // As it was written: commas and slashes of results stay readable.
  history.replaceState(null, "", address.href.replaceAll("%2C", ",").replaceAll("%2F", "/"));
  if (next === "difference") count();
}

function startDivide() {
  const line = handle();
  line.addEventListener("keydown", (event) => {
    const next = slid(event.key, share, event.shiftKey);
    if (next === null) return;
    event.preventDefault();
    divide(next);
  });
  line.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    line.setPointerCapture(event.pointerId);
    line.focus();
  });
  line.addEventListener("pointermove", (event) => {
    if (!line.hasPointerCapture(event.pointerId)) return;
    const { left, width } = get(document, ".divide").getBoundingClientRect();
    divide(within((event.clientX - left) / width, 0, 1));
  });
  divide(share);
}

function startFlicker() {
  const button = get(document, "[data-flicker]");
  button.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    button.setPointerCapture(event.pointerId);
    flicker(true);
  });
  for (const kind of ["pointerup", "pointercancel", "blur"]) button.addEventListener(kind, () => flicker(false));
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  const isElsewhere = (/** @type {EventTarget | null} */ target) =>
    target instanceof Element &&
    target !== button &&
    Boolean(target.closest("a, button, select, textarea, summary, input:not([type=radio])"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || mode() !== "flicker" || isElsewhere(event.target)) return;
    event.preventDefault();
    flicker(true);
  });
  document.addEventListener("keyup", ({ key }) => key === " " && flicker(false));
  window.addEventListener("blur", () => flicker(false));
}

export function startModes() {
  if (!find(document, "#modes")) return;
  for (const radio of inputs(document, "#modes input")) radio.addEventListener("change", () => change(radio.value));
  const stronger = get(document, "[data-stronger]");
  stronger.addEventListener("change", () =>
    page().classList.toggle("amplified", stronger instanceof HTMLInputElement && stronger.checked),
  );
  startDivide();
  startFlicker();
  if (mode() === "difference") count();
}
