// How far two pictures are the same, pixel by pixel.

const SEEN = 8; // of 255: less is not seen, and comes from how files are packed

/**
 * Which share of the pixels differs so that one can see it, from 0 to 1; and whether nothing differs at all.
 * @param {ArrayLike<number>} one red, green, blue and opacity of each pixel
 * @param {ArrayLike<number>} other as many
 */
export function differing(one, other) {
  let seen = 0;
  let isSame = true;
  for (let at = 0; at < one.length; at += 4) {
    let most = 0;
    for (let part = at; part < at + 4; part++) most = Math.max(most, Math.abs((one[part] ?? 0) - (other[part] ?? 0)));
    if (most) isSame = false;
    if (most > SEEN) seen++;
  }
  return { share: one.length ? (seen * 4) / one.length : 0, isSame };
}

/**
 * A share in per cent: 0 only for nothing, 100 only for all.
 * @param {number} share
 */
export function percent(share) {
  const whole = Math.round(share * 100);
  if (share > 0 && whole === 0) return "<1%";
  if (share < 1 && whole === 100) return ">99%";
  return `${whole}%`;
}
