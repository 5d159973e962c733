// Bring what is on the page to what was drawn, changing only what differs: a picture that is there is not loaded
// anew, a clip plays on, the keyboard and what is scrolled keep their place.

/**
 * What a person opened stays as it is.
 * @type {[selector: string, attribute: string][]}
 */
const OWN = [
  ["details", "open"],
  ["input", "checked"],
  ["[data-pane], .sheet", "hidden"],
  ["[data-toggle], [data-menu]", "aria-expanded"],
  ["[data-inside]", "href"],
  ["[data-progress]", "aria-valuenow"],
  ["[data-progress]", "style"],
  ["[data-notify-offer]", "hidden"],
  [":has(> [data-notify])", "hidden"],
];

/**
 * @param {Element} element
 * @param {string} name of an attribute
 */
const isOwn = (element, name) => OWN.some(([selector, own]) => name === own && element.matches(selector));

/** @param {Node} node */
const keyOf = (node) => (node instanceof HTMLElement ? node.dataset.morph : undefined);

/**
 * @param {Node} one
 * @param {Node} other
 */
const isAlike = (one, other) =>
  one.nodeType === other.nodeType && one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

/**
 * @param {Node} node
 * @param {Node} drawn
 */
function adopt(node, drawn) {
  if (!(node instanceof Element && drawn instanceof Element)) {
    if (node.nodeValue !== drawn.nodeValue) node.nodeValue = drawn.nodeValue;
    return;
  }
  for (const { name } of [...node.attributes])
    if (!drawn.hasAttribute(name) && !isOwn(node, name)) node.removeAttribute(name);
  for (const { name, value } of [...drawn.attributes])
    if (node.getAttribute(name) !== value && !isOwn(node, name)) node.setAttribute(name, value);
  morph(node, drawn);
}

/**
 * @param {Node} place
 * @param {Node} drawn
 */
function morph(place, drawn) {
  const left = new Set(place.childNodes);
  let at = place.firstChild;
  for (const wanted of [...drawn.childNodes]) {
    const same = [...left].find((node) => isAlike(node, wanted));
    if (!same) {
      place.insertBefore(wanted, at);
      continue;
    }
    left.delete(same);
    if (same === at) at = at.nextSibling;
    else place.insertBefore(same, at);
    adopt(same, wanted);
  }
  for (const node of left) node.remove();
}

/**
 * @param {HTMLElement} place
 * @param {string} html its content from now on
 */
export function redraw(place, html) {
  const drawn = document.createElement("template");
  drawn.innerHTML = html;
  morph(place, drawn.content);
}
