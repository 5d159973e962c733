// Sounds beside each other: one at a time, all together, or one after another.
import { longest, placeAt } from "./clip_times.js";
import { all, data } from "./form/dom.js";
import { word } from "./words.js";

/** @typedef {"" | "together" | "in_turn"} Way as a button asks for it; a sound's own controls ask for none */

/** @type {Way} */
let way = "";

const sounds = () => /** @type {HTMLAudioElement[]} */ (all(document, "#panes audio"));
const buttons = () => all(document, "[data-sounds]");
const isBegun = (/** @type {HTMLAudioElement} */ sound) => sound.currentTime > 0 && !sound.ended;

/** @param {HTMLAudioElement} sound */
const start = (sound) => sound.play().catch(() => undefined); // stopped before it began

function show() {
  if (sounds().every((one) => one.paused)) way = "";
  for (const button of buttons())
    button.textContent = word(data(button, "sounds") === way ? "compare.pause" : `compare.${data(button, "sounds")}`);
  for (const one of sounds()) one.closest("figure")?.classList.toggle("sounding", !one.paused);
}

/** All from the same moment on: where they were stopped, else from the beginning. */
function playTogether() {
  const moment = longest(sounds().map((one) => (isBegun(one) ? one.currentTime : 0)));
  for (const one of sounds()) {
    one.currentTime = placeAt(moment, one.duration);
    if (!(one.currentTime >= one.duration)) start(one);
  }
}

/** Goes on with the one that was stopped, else begins with the first. */
function playInTurn() {
  const first = sounds().find(isBegun) ?? sounds()[0];
  for (const one of sounds()) if (one !== first) one.currentTime = 0;
  if (first) start(first);
}

/** @param {Way} wanted */
function press(wanted) {
  const isOver = wanted === way;
  way = "";
  for (const one of sounds()) one.pause();
  if (isOver) return show();
  way = wanted;
  if (wanted === "together") playTogether();
  else playInTurn();
}

/** @param {HTMLAudioElement} sound */
function ended(sound) {
  const next = sounds()[sounds().indexOf(sound) + 1];
  if (way === "in_turn" && next) {
    next.currentTime = 0;
    start(next);
  } else show();
}

/** @param {HTMLAudioElement} sound */
function begun(sound) {
  if (way !== "together") for (const other of sounds()) if (other !== sound) other.pause();
  show();
}

export function startSounds() {
  for (const sound of sounds()) {
    sound.addEventListener("play", () => begun(sound));
    sound.addEventListener("ended", () => ended(sound));
    sound.addEventListener("pause", () => sound.ended || show());
  }
  for (const button of buttons())
    button.addEventListener("click", () => press(data(button, "sounds") === "together" ? "together" : "in_turn"));
}
