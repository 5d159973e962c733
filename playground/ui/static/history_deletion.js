// Runs are deleted once a person has said so, and can be had back for ten seconds.

import { all, attribute, byId, find } from "./form/dom.js";
import { ask } from "./history_labels.js";
import { refresh } from "./history_list.js";
import { leave } from "./history_viewer.js";
import { answerTo } from "./sure.js";
import { hearTabs, tellTabs } from "./tabs.js";
import { say } from "./toast.js";
import { word } from "./words.js";

const LASTS = 10_000; // milliseconds, as the server keeps what was deleted

/**
 * Show that they are gone, or back.
 * @param {import("./tabs.js").Deletion} deletion
 */
function mark({ runs, batches, isBack }) {
  for (const run of runs) tileOf(run)?.toggleAttribute("hidden", !isBack);
  for (const batch of batches)
    for (const tile of all(document, attribute("data-batch-tile", batch))) tile.hidden = !isBack;
}

/**
 * Here, and in the other tabs.
 * @param {string[]} runs
 * @param {string[]} batches
 * @param {boolean} [isBack]
 */
function show(runs, batches, isBack = false) {
  mark({ runs, batches, isBack });
  tellTabs({ runs, batches, isBack });
}

/** Follow what other tabs delete and have back. */
export const followTabs = () =>
  hearTabs(async (deletion) => {
    mark(deletion);
    if (!deletion.isBack) leave(deletion.runs, "");
    if (!document.hidden) await refresh();
  });

/** @param {string} run */
const tileOf = (run) => find(document, `#runs ${attribute("data-tile", run)}`);

/** @param {number} count */
async function isSure(count) {
  byId("sure-how-many").textContent = count === 1 ? word("history.sure_one") : word("history.sure_several", { count });
  return (await answerTo("sure")) === "delete";
}

/** @param {string[]} runs */
async function restore(runs) {
  const answer = await ask("restore", { runs });
  if (!answer) return;
  show(answer.restored, [], true);
  await refresh();
  say(answer.said);
  tileOf(answer.restored[0] ?? "")
    ?.querySelector("a")
    ?.focus();
}

/**
 * What goes on with the keyboard where a tile was: the next that is there, else the one before.
 * @param {string} run
 */
function beside(run) {
  const tiles = all(document, "#runs [data-tile]");
  const at = tiles.findIndex((tile) => tile.dataset.tile === run);
  const isThere = (/** @type {HTMLElement} */ tile) => !tile.hidden;
  return tiles.slice(at + 1).find(isThere) ?? tiles.slice(0, Math.max(at, 0)).findLast(isThere);
}

/**
 * @param {string[]} runs
 * @param {() => void} done
 */
export async function remove(runs, done) {
  if (!runs.length || !(await isSure(runs.length))) return;
  const answer = await ask("delete", { runs });
  if (!answer) return;
  /** @type {string[]} */
  const deleted = answer.deleted;
  const gone = [...deleted, ...answer.gone];
  show(gone, []);
  const next = gone.length ? beside(gone.at(-1) ?? "") : null;
  if (gone.length) done();
  leave(gone, next?.dataset.tile ?? "");
  say(answer.said, deleted.length ? { back: () => restore(deleted), lasts: LASTS } : {});
  if (!byId("viewer").hasAttribute("open")) next?.querySelector("a")?.focus();
}

/**
 * Delete a batch, with its runs or without: a person says which.
 * @param {string} batch
 */
export async function removeBatch(batch) {
  const how = await answerTo("sure-of-batch");
  if (!how) return;
  const answer = await ask("batches/delete", { batch, with_runs: how === "all" });
  if (!answer) return refresh(); // perhaps another device was first
  show(answer.runs, answer.batch ? [batch] : []);
  say(answer.said, answer.batch ? { back: () => restoreBatch(batch, answer.runs), lasts: LASTS } : {});
}

/**
 * @param {string} batch
 * @param {string[]} runs
 */
async function restoreBatch(batch, runs) {
  const answer = await ask("batches/restore", { batch, runs });
  if (!answer) return;
  show(answer.runs, answer.batch ? [batch] : [], true);
  await refresh();
  say(answer.said);
  find(document, `${attribute("data-batch-tile", batch)} .face-of-batch`)?.focus();
}
