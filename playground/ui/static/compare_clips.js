// Clips beside each other are played and wound together.
import { isAstray, longest, placeAt } from "./clip_times.js";
import { all, data, find, get } from "./form/dom.js";
import { word } from "./words.js";

const clips = () => /** @type {HTMLVideoElement[]} */ (all(document, "#panes video"));
const bar = () => find(document, ".clips:has([data-play])");
const line = () => /** @type {HTMLInputElement} */ (get(document, "[data-time]"));

/** The clip that the others follow: the longest. */
function leader() {
  const all = longest(clips().map((one) => one.duration));
  return clips().find((one) => one.duration === all) ?? clips()[0];
}

let isPlaying = false;

/** @param {HTMLVideoElement} clip */
const start = (clip) => clip.play().catch(() => undefined); // stopped before it began

function show() {
  const time = leader()?.currentTime ?? 0;
  line().max = String(longest(clips().map((one) => one.duration)) || 1);
  line().value = String(time);
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false };
  const clock = word("elapsed", { seconds: time.toLocaleString(document.documentElement.lang, digits) });
  line().setAttribute("aria-valuetext", clock);
  get(document, "[data-clock]").textContent = clock;
  get(document, "[data-play]").textContent = word(isPlaying ? "compare.pause" : "compare.play");
}

/** @param {number} moment */
function wind(moment) {
  for (const one of clips()) one.currentTime = placeAt(moment, one.duration);
  show();
}

/** While they play: those that fell behind are set right, and all begin anew once the longest is over. */
function follow() {
  const first = leader();
  if (!isPlaying || !first) return;
  if (first.ended) {
    wind(0);
    for (const one of clips()) start(one);
  }
  for (const one of clips())
    if (one !== first && isAstray(one.currentTime, first.currentTime, one.duration))
      one.currentTime = placeAt(first.currentTime, one.duration);
  show();
  requestAnimationFrame(follow);
}

/** @param {boolean} [isOn] */
function play(isOn = !isPlaying) {
  isPlaying = isOn;
  for (const one of clips()) {
    if (!isOn) one.pause();
    else if (one.currentTime < one.duration) start(one);
  }
  show();
  follow();
}

export function startClips() {
  const controls = bar();
  if (!controls) return;
  get(controls, "[data-play]").addEventListener("click", () => play());
  line().addEventListener("input", () => {
    const moment = Number(line().value);
    play(false);
    wind(moment);
  });
  get(controls, "[data-sound]").addEventListener("change", ({ target }) => {
    const heard = target instanceof HTMLSelectElement ? target.value : "";
    for (const one of clips()) {
      const pane = one.closest("[data-letter]");
      one.muted = !(pane instanceof HTMLElement && data(pane, "letter") === heard);
    }
  });
  for (const one of clips()) one.addEventListener("loadedmetadata", show);
  show();
}
