// What another page of the playground asks of the form: left in this tab, and taken once by the page that has the form.
// No address can do it: a link from elsewhere starts nothing that costs anything.
const KEPT = "playground-ask";

/**
 * `do`: put a run's `settings` into the form; those, and press Generate (`again`); or take a result in as `reference`.
 * @typedef {{ do: string, of: string, model?: string | undefined, newSeed?: boolean }} Ask
 */

/** @param {Ask} ask */
export function leaveAsk(ask) {
  sessionStorage.setItem(KEPT, JSON.stringify(ask));
}

/** @returns {Ask | null} */
export function takeAsk() {
  const text = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
