// How far a run has come, against how long such a run usually takes.

const MOST = 95; // per cent: nobody knows the end before it is there
const CALM_STEP = 5;

/**
 * Per cent of the usual time; it never goes back, and never further than 95.
 * @param {number} seconds since the run began
 * @param {number} usual seconds
 * @param {number} [before] what was shown last
 */
export function shareOf(seconds, usual, before = 0) {
  const share = usual > 0 ? Math.floor((100 * seconds) / usual) : MOST;
  return Math.max(before, Math.min(MOST, Math.max(0, share)));
}

/**
 * Per cent to show: in steps where little should move, and never less than is shown, which at first the server drew.
 * @param {number} share
 * @param {number} shown
 * @param {boolean} isCalm
 */
export const nextOf = (share, shown, isCalm) => Math.max(shown, isCalm ? share - (share % CALM_STEP) : share);

/**
 * @param {HTMLElement} bar
 * @param {number} seconds since its run began
 */
export function advance(bar, seconds) {
  const kept = `playground-progress-${bar.dataset.progress}`; // a reload goes on from there
  const before = Number(sessionStorage.getItem(kept));
  const share = shareOf(seconds, Number(bar.dataset.usual), before);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const shown = String(nextOf(share, Number(bar.getAttribute("aria-valuenow")), isCalm));
  if (share > before) sessionStorage.setItem(kept, String(share));
  if (bar.getAttribute("aria-valuenow") === shown && bar.style.getPropertyValue("--share") === shown) return;
  bar.setAttribute("aria-valuenow", shown);
  bar.style.setProperty("--share", shown);
}
