/**
 * A sentence with its blanks filled in: `{name}` gives way to the parameter of that name, or to nothing.
 * @param {string | undefined} text
 * @param {Record<string, unknown>} [params]
 * @returns {string}
 */
export const fillIn = (text, params = {}) =>
  (text ?? "").replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));
