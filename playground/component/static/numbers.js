// Figures beside a control.

/**
 * How far along a slider is, from 0 to 1. One that has no way to go is at its beginning.
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
export const shareOf = (value, least, most) => (value - least) / (most - least || 1);

/**
 * Lengths are counted in code points, as the schema does.
 * @param {string} text
 */
export const lengthOf = (text) => [...text].length;

const drawn = () => crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;

/**
 * One of the values that the schema allows, each as likely: draws past the last whole round are drawn again.
 * @param {{ first: bigint, step: bigint, count: bigint }} allowed
 * @param {() => bigint} [random] 64 random bits
 */
export function randomSeed({ first, step, count }, random = drawn) {
  const most = 2n ** 64n - (2n ** 64n % count);
  let bits;
  do bits = random();
  while (bits >= most);
  return String(first + (bits % count) * step);
}
