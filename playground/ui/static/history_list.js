// The list of runs: searched as one types, and longer the further one scrolls.

import { all, byId, find } from "./form/dom.js";
import { addressOf, narrowedBy, pieceOf } from "./history_address.js";
import { redraw } from "./morph.js";
import { post } from "./server.js";
import { soon } from "./timing.js";
import { say } from "./toast.js";
import { word } from "./words.js";

const PAUSE = 200; // milliseconds after the last letter
const AHEAD = "1200px";
const OFTEN = 2500; // milliseconds between looks at what is at work
const ASKED = 500; // runs and batches that are asked about at once

const OPEN = "[data-tile], [data-batch-tile]"; // what stands above the rest

/** @param {HTMLElement} tile of a run or a batch */
const nameOf = ({ dataset }) => dataset.tile ?? dataset.batchTile;

/** @type {AbortController | null} */
let underWay = null;

/** What changes whenever the list does, for whoever shows more of it. */
const changed = () => document.dispatchEvent(new Event("runs-drawn"));

/**
 * A piece of the page; null where it does not come, which is said, or where something else is wanted by now.
 * @param {string} address
 * @param {AbortSignal} [signal]
 */
export async function piece(address, signal) {
  try {
    const answer = await fetch(address, { signal: signal ?? null, headers: { "X-Playground": "1" } });
    if (answer.ok) return await answer.text();
    say(await answer.text());
  } catch {
    if (!signal?.aborted) say(word("offline"));
  }
  return null;
}

/** The form, as an address says it. */
function asked() {
  const form = byId("find");
  return form instanceof HTMLFormElement
    ? narrowedBy(new URLSearchParams(/** @type {any} */ (new FormData(form))).toString())
    : new URLSearchParams();
}

/** Say how much is there, to who listens. */
function tell() {
  const count = all(document, "#runs .tile").length;
  const isAll = !find(document, "a[data-older]");
  byId("found").textContent = count
    ? word(isAll ? "history.count" : "history.first", { count })
    : word("history.none_found");
}

/**
 * Show what the form asks for.
 * @param {{ isStep?: boolean }} [how] a step that Back goes back from
 */
async function search({ isStep = false } = {}) {
  const params = asked();
  const address = addressOf("history", params);
  underWay?.abort();
  const own = new AbortController();
  underWay = own;
  byId("runs").setAttribute("aria-busy", "true");
  const html = await piece(addressOf("history/runs", params), own.signal);
  if (underWay !== own) return;
  underWay = null;
  byId("runs").removeAttribute("aria-busy");
  if (html === null) return;
  if (isStep) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  byId("runs").innerHTML = html;
  const clear = find(document, "#find .clear");
  if (clear) clear.hidden = !params.size;
  scrollTo({ top: 0 });
  tell();
  changed();
  watch();
}

/** Bring the form to what an address asks for. */
function fillForm() {
  const params = narrowedBy(location.search);
  for (const control of all(byId("find"), "[name]")) {
    if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = params.has(control.name);
    else if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement)
      control.value = params.get(control.name) ?? "";
  }
  markFiner();
}

/** That something is asked for below the fold. */
function markFiner() {
  const finer = find(document, ".finer");
  const isRefined = [...asked().keys()].some((name) => finer && find(finer, `[name="${name}"]`));
  finer?.toggleAttribute("data-refined", isRefined);
}

/**
 * The days of the next page below those that are there; a day that goes on keeps its heading.
 * @param {string} html
 */
export function append(html) {
  const drawn = document.createElement("template");
  drawn.innerHTML = html;
  find(document, "#runs > .older")?.remove();
  const first = drawn.content.querySelector("[data-day]");
  const last = all(document, "#runs > [data-day]").at(-1);
  if (first instanceof HTMLElement && last && first.dataset.day === last.dataset.day) {
    find(last, ".tiles")?.append(...all(first, ".tile"));
    first.remove();
  }
  byId("runs").append(drawn.content);
  changed();
}

let isLoading = false;

/** The next page, where there is one; whether it came. */
export async function older() {
  const link = find(document, "a[data-older]");
  if (isLoading || !(link instanceof HTMLAnchorElement)) return false;
  isLoading = true;
  const html = await piece(pieceOf(link.href, document.baseURI));
  isLoading = false;
  if (html === null || !link.isConnected) return false;
  append(html);
  watch();
  return true;
}

const observer = new IntersectionObserver(
  (entries) => {
    if (entries.some((entry) => entry.isIntersecting)) older();
  },
  { rootMargin: `${AHEAD} 0px` },
);

/** The next page comes before one has scrolled to the end of this one. */
function watch() {
  observer.disconnect();
  const link = find(document, "a[data-older]");
  if (link) observer.observe(link);
}

/** What is at work goes on above the rest; once it has ended, it stands on its day. */
async function lookAtWork() {
  const place = find(document, "#unfinished");
  if (!place || document.hidden || !find(place, OPEN) || asked().size) return;
  const before = all(place, OPEN).map(nameOf);
  const html = await piece("history/unfinished");
  if (html === null || !place.isConnected) return;
  redraw(place, html);
  const now = new Set(all(place, OPEN).map(nameOf));
  if (before.some((run) => !now.has(run))) await refresh();
}

/** The first page anew, in place: what is the same stays as it is, and so do the pages below it. */
export async function refresh() {
  const html = await piece(addressOf("history/runs", asked()));
  if (html === null || underWay) return;
  const drawn = document.createElement("template");
  drawn.innerHTML = html;
  const place = byId("runs");
  const below = lengthen(drawn.content, place);
  redraw(place, drawn.innerHTML);
  changed();
  watch();
  await lookBelow(place, below);
}

/**
 * What stands below a first page is put below a newly drawn one; the names of these runs and batches.
 * @param {DocumentFragment} drawn
 * @param {HTMLElement} place
 */
function lengthen(drawn, place) {
  const last = [...drawn.querySelectorAll("[data-day]")].at(-1);
  if (!(last instanceof HTMLElement && drawn.querySelector(".older"))) return [];
  const days = all(place, "[data-day]");
  const on = days.findIndex(({ dataset }) => dataset.day === last.dataset.day);
  const end = all(last, ".tile").at(-1); // none, where its day has batches only
  const tiles = all(days[on] ?? place, ".tile");
  const at = tiles.findIndex(({ dataset }) => dataset.tile === end?.dataset.tile);
  const below = on < 0 || (end && at < 0) ? [] : [...tiles.slice(at + 1), ...days.slice(on + 1)];
  if (!below.length) return [];
  drawn.querySelector(".older")?.remove();
  const list = find(last, ".tiles");
  for (const one of below) (one.matches(".tile") ? list : drawn)?.append(one.cloneNode(true));
  const older = find(place, ".older");
  if (older) drawn.append(older.cloneNode(true));
  return below.flatMap((one) => (one.matches(".tile") ? [one] : all(one, OPEN))).map((one) => nameOf(one) ?? "");
}

/**
 * Hide what another device has deleted of what is not drawn anew, and show what it has had back.
 * @param {HTMLElement} place
 * @param {string[]} names
 */
async function lookBelow(place, names) {
  for (let start = 0; start < names.length; start += ASKED) {
    const some = new Set(names.slice(start, start + ASKED));
    const tiles = all(place, OPEN).filter((tile) => some.has(nameOf(tile) ?? ""));
    const runs = tiles.flatMap(({ dataset }) => dataset.tile ?? []);
    const batches = tiles.flatMap(({ dataset }) => dataset.batchTile ?? []);
    const before = tiles.map(({ hidden }) => hidden);
    const gone = await post("history/gone", JSON.stringify({ runs, batches }));
    if (!gone || gone.problem) return; // the next look tells
    const isGone = new Set([...gone.runs, ...gone.batches]);
    for (const [number, tile] of tiles.entries()) // what was deleted or had back meanwhile is known better here
      if (tile.hidden === before[number]) tile.hidden = isGone.has(nameOf(tile));
  }
}

export function startList() {
  const searchSoon = soon(() => search(), PAUSE);
  const form = byId("find");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search({ isStep: true });
  });
  form.addEventListener("input", (event) => {
    if (event instanceof InputEvent && event.isComposing) return; // a word in the making, as in Chinese
    markFiner();
    searchSoon();
  });
  form.addEventListener("compositionend", () => searchSoon());
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("a[data-older]")) {
      event.preventDefault();
      older();
    }
    if (target?.closest("#find .clear, [data-clear]")) {
      event.preventDefault();
      history.pushState(null, "", "history");
      fillForm();
      search();
      find(form, "[name=q]")?.focus();
    }
    const finer = find(form, ".finer");
    if (finer instanceof HTMLDetailsElement && finer.open && !target?.closest(".finer")) finer.open = false;
  });
  form.addEventListener("keydown", (event) => {
    const finer = find(form, ".finer");
    if (event.key !== "Escape" || !(finer instanceof HTMLDetailsElement) || !finer.open) return;
    event.preventDefault(); // nothing else is left by it
    finer.open = false;
    find(finer, "summary")?.focus();
  });
  setInterval(lookAtWork, OFTEN);
  watch();
  tell();
}

/** Go where the address goes: to what it asks for, if that is not what is shown. */
export function follow() {
  if (narrowedBy(location.search).toString() === asked().toString()) return;
  fillForm();
  search();
}
