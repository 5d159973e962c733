// How large the cells of a sheet may be: what is too large no browser paints, and nobody opens.

const LARGEST_SIDE = 12_000; // pixels
const MOST_PIXELS = 40_000_000;
const LARGEST_CELL = 768;
const LABELS = 1.6; // cells' worth of room for the labels of a block, at most

/**
 * Width and height of a cell in pixels.
 * @param {number} across cells beside each other
 * @param {number} down cells below each other, of all blocks
 * @param {number} blocks
 * @param {number} ratio width by height
 */
export function fittingCell(across, down, blocks, ratio) {
  const longest = Math.max(0.25, Math.min(4, ratio));
  const wide = across + LABELS;
  const high = down + blocks * LABELS;
  const width = Math.min(
    longest >= 1 ? LARGEST_CELL : LARGEST_CELL * longest,
    LARGEST_SIDE / wide,
    (LARGEST_SIDE / high) * longest,
    Math.sqrt((MOST_PIXELS / (wide * high)) * longest),
  );
  return { width: Math.max(16, Math.floor(width)), height: Math.max(16, Math.floor(width / longest)) };
}
