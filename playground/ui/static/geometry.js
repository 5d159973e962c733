// Moves and places on the screen, in pixels.

const SWIPE = 60;

/**
 * Which way a finger went: sideways is to the next or the one before, down is away; nothing where it hardly moved.
 * @param {number} x
 * @param {number} y
 * @returns {"next" | "previous" | "away" | ""}
 */
export function swipeOf(x, y) {
  if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) return x < 0 ? "next" : "previous";
  return y > SWIPE ? "away" : "";
}

/**
 * The place so many steps on in a list whose ends meet; -1 in an empty one.
 * @param {number} place
 * @param {number} count
 */
export const wrapped = (place, count) => (count ? ((place % count) + count) % count : -1);

/**
 * How far to scroll so that something from `low` to `high` is in sight between `from` and `to`.
 * @param {number} low
 * @param {number} high
 * @param {number} from
 * @param {number} to
 */
export const pastBy = (low, high, from, to) => (low < from ? low - from : Math.max(0, high - to));

/**
 * Where to scroll in a frame, so that the point of a picture that was pointed at is in its middle.
 * @param {number} share from 0 to 1 of the picture
 * @param {number} picture its size
 * @param {number} frame its size
 */
export const centred = (share, picture, frame) => share * picture - frame / 2;
