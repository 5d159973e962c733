// Clips that go together: all at the same moment, each at its end where it is shorter than that.

const APART = 0.15; // seconds that nobody notices

/**
 * How long all of them take: as long as the longest.
 * @param {number[]} durations of each in seconds; NaN where it is not known yet
 */
export const longest = (durations) => Math.max(0, ...durations.filter(Number.isFinite));

/**
 * Where a clip of that length stands at a moment of all.
 * @param {number} moment
 * @param {number} duration
 */
export const placeAt = (moment, duration) => (Number.isFinite(duration) ? Math.min(moment, duration) : moment);

/**
 * Whether a clip is so far from where the others are that it has to be set there.
 * @param {number} place
 * @param {number} moment
 * @param {number} duration
 */
export const isAstray = (place, moment, duration) => Math.abs(place - placeAt(moment, duration)) > APART;
