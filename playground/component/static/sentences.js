/**
 * A sentence with its blanks filled in: `{name}` gives way to the parameter of that name, or to nothing.
 * @param {string | undefined} text
 * @param {Record<string, unknown>} [params]
 * @returns {string}
 */
export const fillIn = (text, params = {}) =>
  (text ?? "").replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));

/**
 * Sentences one after the other: a space between two, but where a full-width mark has one in it already.
 * @param {Iterable<string>} sentences
 * @returns {string}
 */
export function joinSentences(sentences) {
  let said = "";
  for (const sentence of sentences) said += (said && !/[。！？；：）]$/.test(said) ? " " : "") + sentence;
  return said;
}
