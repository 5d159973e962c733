// How closely pictures are looked at, and where: one view for all of them, in shares of their frames.

/**
 * `scale`: 1 shows all of it. `x`, `y`: where the picture's corner is, in frames: from `1 - scale` to 0.
 * @typedef {{ scale: number, x: number, y: number }} View
 */

/** @typedef {{ x: number, y: number }} Point a place in the frame, from 0 to 1 */

export const CLOSEST = 32;

/** @type {View} */
export const WHOLE = { scale: 1, x: 0, y: 0 };

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
export const within = (value, least, most) => Math.min(Math.max(value, least), most) + 0; // + 0: never -0

/**
 * The same view without anything of the frame left empty.
 * @param {View} view
 * @returns {View}
 */
export function settled({ scale, x, y }) {
  const kept = within(scale, 1, CLOSEST);
  return { scale: kept, x: within(x, 1 - kept, 0), y: within(y, 1 - kept, 0) };
}

/**
 * Closer by a factor; what was at that place stays there.
 * @param {View} view
 * @param {number} factor
 * @param {Point} at
 */
export function zoomed(view, factor, at = { x: 0.5, y: 0.5 }) {
  const scale = within(view.scale * factor, 1, CLOSEST);
  const by = scale / view.scale;
  return settled({ scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by });
}

/**
 * Moved by shares of the frame.
 * @param {View} view
 * @param {number} x
 * @param {number} y
 */
export const moved = (view, x, y) => settled({ ...view, x: view.x + x, y: view.y + y });

/**
 * What two fingers do that went from their first places to these.
 * @param {View} view
 * @param {[Point, Point]} from
 * @param {[Point, Point]} to
 */
export function pinched(view, from, to) {
  const middle = (/** @type {[Point, Point]} */ [one, other]) => ({
    x: (one.x + other.x) / 2,
    y: (one.y + other.y) / 2,
  });
  const apart = (/** @type {[Point, Point]} */ [one, other]) => Math.hypot(one.x - other.x, one.y - other.y);
  const [before, after] = [middle(from), middle(to)];
  return moved(zoomed(view, apart(to) / Math.max(apart(from), 0.001), before), after.x - before.x, after.y - before.y);
}

/**
 * Where a key takes what stands at `share` (0 to 1) of a line; null for any other key.
 * @param {string} key
 * @param {number} share
 * @param {boolean} isFar with Shift
 */
export function slid(key, share, isFar) {
  const step = isFar ? 0.1 : 0.01;
  /** @type {Record<string, number>} */
  const places = {
    ...{ ArrowLeft: share - step, ArrowDown: share - step, ArrowRight: share + step, ArrowUp: share + step },
    ...{ PageDown: share - 0.1, PageUp: share + 0.1, Home: 0, End: 1 },
  };
  const place = places[key];
  return place === undefined ? null : Math.round(within(place, 0, 1) * 1000) / 1000;
}
