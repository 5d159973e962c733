// Where tiles are, and which of them lie between two.

/** @typedef {{ left: number, top: number, width: number }} Place in pixels */

/** @param {Place} place */
const middle = ({ left, width }) => left + width / 2;

/**
 * The tile that an arrow key goes to: beside it, or in the next row the one that is nearest. The same where there is
 * none.
 * @param {Place[]} places in the order of the page
 * @param {number} at
 * @param {string} key
 */
export function goneTo(places, at, key) {
  const from = places[at];
  if (!from) return at;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const next = at + (key === "ArrowRight" ? 1 : -1);
    return places[next] ? next : at;
  }
  const isDown = key === "ArrowDown";
  const beyond = places.filter(({ top }) => (isDown ? top > from.top + 1 : top < from.top - 1)).map(({ top }) => top);
  if (!beyond.length) return at;
  const row = isDown ? Math.min(...beyond) : Math.max(...beyond);
  let best = at;
  for (const [number, place] of places.entries()) {
    if (Math.abs(place.top - row) > 1) continue;
    const known = places[best];
    const isFirst = best === at;
    if (isFirst || (known && Math.abs(middle(place) - middle(from)) < Math.abs(middle(known) - middle(from))))
      best = number;
  }
  return best;
}

/**
 * All from one to another, both with them, in whichever direction; only the last, where the first is not there.
 * @param {string[]} list
 * @param {string} from
 * @param {string} to
 */
export function between(list, from, to) {
  const [first, last] = [list.indexOf(from), list.indexOf(to)].sort((one, other) => one - other);
  return first === undefined || last === undefined || first < 0 ? [to] : list.slice(first, last + 1);
}
