// Bring what is on the page to what was drawn, changing only what differs: a picture that is there is not loaded
// anew, a clip plays on, the keyboard and what is scrolled keep their place.

// What a person opened stays as it is.
const OWN = { DETAILS: ["open"], INPUT: ["checked"] };
const isOwn = (node, name) =>
  OWN[node.tagName]?.includes(name) ||
  (name === "hidden" && node.matches("[data-pane], .sheet")) ||
  (name === "aria-expanded" && node.matches("[data-toggle], [data-menu]")) ||
  (name === "href" && node.matches("[data-inside]"));

const isAlike = (one, other) =>
  one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.dataset?.morph === other.dataset?.morph;

function adopt(node, drawn) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== drawn.data) node.data = drawn.data;
    return;
  }
  for (const { name } of [...node.attributes])
    if (!drawn.hasAttribute(name) && !isOwn(node, name)) node.removeAttribute(name);
  for (const { name, value } of [...drawn.attributes])
    if (node.getAttribute(name) !== value && !isOwn(node, name)) node.setAttribute(name, value);
  morph(node, drawn);
}

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

// `html` as the content of a place.
export function redraw(place, html) {
  const drawn = document.createElement("template");
  drawn.innerHTML = html;
  morph(place, drawn.content);
}
