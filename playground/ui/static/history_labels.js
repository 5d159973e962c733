// Favourites, ratings, tags and notes: said of the run that is looked at, of those selected, or of the one with the
// keyboard.

import { all, around, attribute, data, find } from "./form/dom.js";
import { redrawRun } from "./history_viewer.js";
import { send } from "./server.js";
import { soon } from "./timing.js";
import { say } from "./toast.js";
import { word } from "./words.js";

/**
 * @typedef {{ favourite?: boolean, rating?: number | null, add?: string[], remove?: string[], note?: string }} Change
 */

/**
 * Ask the server for something to be done with runs; its answer, or null where it was not done, which is said.
 * @param {string} what
 * @param {object} body
 */
export async function ask(what, body) {
  const answer = await send(`history/${what}`, JSON.stringify(body)).catch(() => null);
  if (!answer) say(word("offline"));
  else if (answer.problem) say(answer.problem);
  return answer && !answer.problem ? answer : null;
}

/**
 * @param {string[]} runs
 * @param {Change} change
 * @param {string} said
 */
async function label(runs, change, said) {
  const answer = runs.length ? await ask("labels", { runs, ...change }) : null;
  if (!answer) return false;
  for (const run of answer.changed) show(run, change);
  say(said);
  await redrawRun();
  return true;
}

/**
 * What a tile shows of it.
 * @param {string} run
 * @param {Change} change
 */
function show(run, { favourite, rating }) {
  if (favourite !== undefined)
    for (const star of all(document, attribute("data-star", run))) star.setAttribute("aria-pressed", String(favourite));
  const rated = find(document, `${attribute("data-tile", run)} [data-rated]`);
  if (rating === undefined || !rated) return;
  rated.hidden = rating === null;
  rated.textContent = rating === null ? "" : word("history.rating_of", { rating });
}

/** @param {string} run */
const isFavourite = (run) => find(document, attribute("data-star", run))?.getAttribute("aria-pressed") === "true";

/**
 * Make them favourites; none of them, where all are.
 * @param {string[]} runs
 */
export function favour(runs) {
  const favourite = !runs.every(isFavourite);
  return label(runs, { favourite }, word(favourite ? "history.favourite_on" : "history.favourite_off"));
}

/**
 * @param {string[]} runs
 * @param {number} rating 0 takes it back
 */
export function rate(runs, rating) {
  const said = rating ? word("history.rating_given", { rating }) : word("history.rated_off");
  return label(runs, { rating: rating || null }, said);
}

/** @param {Element | null | undefined} element */
const runIn = (element) => (element instanceof HTMLElement ? data(element, "labels") : "");

/** The tags that begin as what is typed: a browser offers them. */
const offerTags = soon(async () => {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement) || !field.matches("[data-tag-input]")) return;
  const answer = await fetch(`history/tags?q=${encodeURIComponent(field.value)}`).catch(() => null);
  const { tags = [] } = answer?.ok ? await answer.json() : {};
  field.list?.replaceChildren(...tags.map((/** @type {string} */ value) => Object.assign(new Option(), { value })));
}, 120);

/** @param {{ selected: () => string[] }} list */
export function startLabels({ selected }) {
  document.addEventListener("click", (event) => {
    const star = around(event, "[data-star]");
    if (star) favour([data(star, "star")]);
    const rating = around(event, "[data-rate]");
    if (rating) {
      const isTakenBack = rating.getAttribute("aria-pressed") === "true";
      rate([runIn(rating.closest("[data-labels]"))], isTakenBack ? 0 : Number(data(rating, "rate")));
    }
    const tag = around(event, "[data-untag]");
    if (tag) {
      const run = runIn(tag.closest("[data-labels]"));
      label([run], { remove: [data(tag, "untag")] }, "").then(() =>
        find(document, "#viewer [data-tag-input]")?.focus(),
      );
    }
  });
  document.addEventListener("submit", async (event) => {
    const form = around(event, "[data-tagging]");
    if (!form) return;
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (find(form, "input"));
    const run = runIn(form.closest("[data-labels]"));
    const runs = run ? [run] : selected();
    if (!field.value.trim()) return;
    const isDone = await label(runs, { add: [field.value] }, word("history.tagged", { count: runs.length }));
    if (!isDone) return;
    field.value = "";
    (field.isConnected ? field : find(document, "#viewer [data-tag-input]"))?.focus();
  });
  document.addEventListener("change", (event) => {
    const note = around(event, "[data-note]");
    if (note instanceof HTMLTextAreaElement)
      label([runIn(note.closest("[data-labels]"))], { note: note.value }, word("history.note_kept"));
  });
  for (const kind of ["focusin", "input"])
    document.addEventListener(kind, (event) => {
      if (around(event, "[data-tag-input]")) offerTags();
    });
}
