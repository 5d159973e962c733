const calm = matchMedia("(prefers-reduced-motion: reduce)");

// Scroll something into sight, at once for a person who wants nothing to move.
export function bring(element, block = "start") {
  element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });
}
