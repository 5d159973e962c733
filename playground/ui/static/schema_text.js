// What the workbench tells of a schema from its text alone.

/**
 * The title in a schema; empty where it has none, null where the text is no JSON and nobody can tell.
 * @param {string} text
 */
export function titleOf(text) {
  try {
    return String(JSON.parse(text).title ?? "");
  } catch {
    return null;
  }
}

/**
 * @param {string} text
 * @param {number} limit bytes
 */
export const isTooLarge = (text, limit) => new Blob([text]).size > limit;

/**
 * Each line that something was found in, once, with the look of the first: problems are listed before warnings.
 * @param {{ line: string, look: string }[]} findings
 */
export function markedLines(findings) {
  const lines = new Set(findings.map(({ line }) => line));
  return [...lines].map((line) => ({
    line: Number(line),
    look: findings.find((finding) => finding.line === line)?.look ?? "",
  }));
}

/**
 * What a form for another text takes over: what a person filled in, not the defaults that it showed.
 * @template {{ raws: [path: (string | number)[], held: unknown][] }} State
 * @param {State} state
 * @param {Set<string>} touched slots that a person filled in
 * @returns {State}
 */
export const filledIn = (state, touched) => ({
  ...state,
  raws: state.raws.filter(([path]) => touched.has(JSON.stringify(path))),
});
