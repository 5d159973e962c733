// Results of this server, as a browser hands them over when they are dragged.

export const RESULT = "application/x-playground-result";

/**
 * Which result was dragged, as `run/name`; empty where it is none of this server's.
 * @param {string} own what this page wrote down, when it was dragged from one
 * @param {string} link what the browser says
 * @param {string} base address of the page
 */
export function resultIn(own, link, base) {
  if (own) return own;
  if (!link.startsWith(new URL("results/", base).href)) return "";
  return new URL(link).pathname.split("/results/")[1] ?? "";
}

/**
 * Where the small picture of a token is; a link to elsewhere is nothing to load by itself.
 * @param {string} token
 */
export const thumbnailOf = (token) =>
  token.startsWith("upload:") ? `uploads/${token.slice("upload:".length)}?thumbnail=1` : null;
