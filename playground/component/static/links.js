// The texts that stand for a reference file: a token of an upload, a link, an inline picture.

/**
 * The links in a box into which several may be typed.
 * @param {string} typed
 */
export const linksIn = (typed) => typed.split(/\s+/).filter(Boolean);

/** @param {string} text */
export const isLink = (text) => /^[a-z][a-z0-9+.-]*:/i.test(text);

/** @param {string} token */
export const isOnWeb = (token) => /^https?:/i.test(token);

/** @param {string} token */
export const isInlinePicture = (token) => /^data:image\//i.test(token);

/**
 * What a token says of the name of its file; `token` itself where that says nothing.
 * @param {string} token
 */
export function nameIn(token) {
  if (token.startsWith("upload:")) return token.slice("upload:".length);
  return token.split("/").pop()?.split("?")[0] || token;
}

/**
 * The token of a file that Gradio keeps at a path, of either system.
 * @param {string} path
 */
export const tokenOf = (path) => `upload:${path.split(/[\\/]/).pop()}`;

/**
 * Files stand in the order in which they were chosen, in whichever order they come: where among these one comes. -1
 * where it is the last.
 * @param {string[]} tokens that are there
 * @param {Map<string, number>} order by token; one that is not in it was there before
 * @param {number} ordinal
 */
export const placeAmong = (tokens, order, ordinal) => tokens.findIndex((token) => (order.get(token) ?? 0) > ordinal);

/**
 * Of several fields for files, the first that takes files of a media type and has room, else the first that takes them.
 * @template {{ kind: string, held: number, most: number }} Box
 * @param {Box[]} boxes
 * @param {string} type such as image/png
 * @returns {Box | undefined}
 */
export function boxFor(boxes, type) {
  const fitting = boxes.filter(({ kind }) => kind === type.split("/")[0] || kind === "file");
  return fitting.find(({ held, most }) => held < most) ?? fitting[0];
}
