// The name under which a schema is saved: typed, or that of the file or model it came from, or what the server
// proposes.
import { byId } from "./form/dom.js";
import { titleOf } from "./schema_text.js";

/**
 * What of it lasts over a reload.
 * @typedef {{ name: string, own?: string, given?: { title: string | null } | null }} KeptName
 */

/**
 * The title of the schema that came with a name, from a file or a model; null in it while nobody can tell.
 * @type {{ title: string | null } | null}
 */
let given = null;

const box = () => /** @type {HTMLInputElement} */ (byId("name"));

/**
 * @param {string} name
 * @param {string} text
 */
export function setName(name, text) {
  box().value = name;
  box().dataset.own = "";
  given = { title: titleOf(text) };
}

/**
 * A typed name stays. That of a file or a model stays as long as the schema is that one: another title is another
 * model.
 * @param {string} name
 * @param {string} text of the schema that is shown
 */
export function proposeName(name, text) {
  if (box().dataset.own) return;
  if (given) given.title ??= titleOf(text);
  if (given?.title === titleOf(text)) return;
  given = null;
  box().value = name;
}

/** @returns {KeptName} */
export const keptName = () => ({ name: box().value, own: box().dataset.own ?? "", given });

/** @param {KeptName} kept */
export function restoreName(kept) {
  if (!kept.own && !kept.given) return;
  box().value = kept.name;
  box().dataset.own = kept.own ?? "";
  given = kept.given ?? null;
}

export const fileName = () => `${box().value.trim() || box().placeholder}.json`;

/** @param {() => void} changed */
export function startName(changed) {
  box().addEventListener("input", () => {
    box().dataset.own = box().value ? "yes" : "";
    changed();
  });
}
