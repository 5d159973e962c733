// The address of the history: what is searched for, and which run is looked at closely.

/** @param {string} search of an address; what it asks for of the list, without where a page begins or what is opened */
export function narrowedBy(search) {
  const params = new URLSearchParams(search);
  for (const name of ["run", "after"]) params.delete(name);
  for (const [name, value] of [...params]) if (!value) params.delete(name, value);
  return params;
}

/**
 * An address of the history, or of a piece of it, relative to the playground.
 * @param {string} path `history` and what follows
 * @param {URLSearchParams} params
 * @param {Record<string, string>} [more]
 */
export function addressOf(path, params, more = {}) {
  const all = new URLSearchParams(params);
  for (const [name, value] of Object.entries(more)) all.set(name, value);
  return all.size ? `${path}?${all}` : path;
}

/**
 * The address of the next page as a piece of this one.
 * @param {string} href of the link to it
 * @param {string} base
 */
export function pieceOf(href, base) {
  const url = new URL(href, base);
  return `history/runs${url.search}`;
}

/**
 * The address that compares results, each as `run/name`.
 * @param {string[]} results
 */
export const compareAddress = (results) =>
  `compare?results=${results.map((one) => one.split("/").map(encodeURIComponent).join("/")).join(",")}`;
