const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** A person wants nothing to move. */
export const isCalm = () => calm.matches;

/**
 * Scroll something into sight, at once for a person who wants nothing to move.
 * @param {Element} element
 * @param {ScrollLogicalPosition} [block]
 */
export function bring(element, block = "start") {
  element.scrollIntoView({ block, behavior: isCalm() ? "auto" : "smooth" });
}
