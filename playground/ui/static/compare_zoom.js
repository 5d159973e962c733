// All pictures are looked at equally closely, at the same place: by wheel, fingers, dragging, double click, buttons,
// keys.
import { all, around, byId, data, find, get } from "./form/dom.js";
import { moved, pinched, WHOLE, within, zoomed } from "./zooming.js";

const STEP = 1.5;
const FAR = 0.1; // of the frame, for a key
const CLOSE = 2.5; // a double click
const SHARP = 8; // from here on pixels are seen as such

/** @typedef {import("./zooming.js").Point} Point */

let view = WHOLE;
/** @type {Map<number, Point>} */
const fingers = new Map();

/** @param {import("./zooming.js").View} next */
function show(next) {
  view = next;
  const panes = byId("panes");
  panes.style.setProperty("--scale", String(view.scale));
  panes.style.setProperty("--x", `${view.x * 100}%`);
  panes.style.setProperty("--y", `${view.y * 100}%`);
  panes.classList.toggle("closer", view.scale > 1);
  panes.classList.toggle("sharp", view.scale >= SHARP);
  get(document, "[data-scale]").textContent = `${Number(view.scale.toFixed(1))}×`;
}

/**
 * The frame that an event happened in.
 * @param {Event} event
 */
const frameOf = (event) => around(event, '#panes [data-kind="image"] .view, #panes [data-kind="video"] .view');

/**
 * @param {{ clientX: number, clientY: number }} event
 * @param {HTMLElement} frame
 */
function placeIn({ clientX, clientY }, frame) {
  const { left, top, width, height } = frame.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}

/** @param {WheelEvent} event */
function wheeled(event) {
  const frame = frameOf(event);
  // Where all is seen already, away from it is down the page.
  if (!frame || (view.scale === 1 && event.deltaY > 0)) return;
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
  show(zoomed(view, Math.exp(-within(event.deltaY * lines, -200, 200) / 300), placeIn(event, frame)));
}

/** @param {PointerEvent} event */
function pressed(event) {
  const frame = frameOf(event);
  if (!frame || event.button) return;
  fingers.set(event.pointerId, placeIn(event, frame));
  frame.setPointerCapture(event.pointerId);
}

/** @param {PointerEvent} event */
function dragged(event) {
  const frame = frameOf(event);
  const from = fingers.get(event.pointerId);
  if (!frame || !from) return;
  const to = placeIn(event, frame);
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  if (other) show(pinched(view, [from, other], [to, other]));
  else show(moved(view, to.x - from.x, to.y - from.y));
  fingers.set(event.pointerId, to);
}

/** @type {Record<string, () => import("./zooming.js").View>} */
const ZOOMS = { in: () => zoomed(view, STEP), out: () => zoomed(view, 1 / STEP), whole: () => WHOLE };

/** @type {Record<string, keyof typeof ZOOMS>} */
const KEYS = { "+": "in", "=": "in", "-": "out", 0: "whole" };

/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowLeft: [FAR, 0], ArrowRight: [-FAR, 0], ArrowUp: [0, FAR], ArrowDown: [0, -FAR] };

/** @param {KeyboardEvent} event */
function typed(event) {
  const isElsewhere = event.target instanceof Element && event.target.matches("input[type=text], textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere) return;
  const zoom = ZOOMS[KEYS[event.key] ?? ""];
  const move = event.target === byId("panes") && view.scale > 1 ? MOVES[event.key] : undefined;
  if (!zoom && !move) return;
  event.preventDefault();
  show(zoom ? zoom() : moved(view, ...(move ?? [0, 0])));
}

export function startZoom() {
  if (!find(document, "[data-zoom]")) return;
  const panes = byId("panes");
  panes.addEventListener("wheel", wheeled, { passive: false });
  panes.addEventListener("pointerdown", pressed);
  panes.addEventListener("pointermove", dragged);
  for (const kind of /** @type {const} */ (["pointerup", "pointercancel"]))
    panes.addEventListener(kind, ({ pointerId }) => fingers.delete(pointerId));
  panes.addEventListener("dblclick", (event) => {
    const frame = frameOf(event);
    if (frame) show(view.scale > 1 ? WHOLE : zoomed(view, CLOSE, placeIn(event, frame)));
  });
  for (const button of all(document, "[data-zoom]"))
    button.addEventListener("click", () => show(ZOOMS[data(button, "zoom")]?.() ?? view));
  document.addEventListener("keydown", typed);
}
