// A press that begins runs, and may be made again where its answer was lost: the server knows it by its name.

import { send, whyLost } from "./server.js";

const MOST = 20; // presses whose answers were lost

/** What may be said of a request without an answer, as long as it is so. */
export const LOSSES = ["unreached", "away", "broke"].flatMap((why) => [why, `press.${why}`]);

/** @type {Map<string, string>} */
const lost = new Map(); // by what was sent, the name that it was sent under

const fresh = () => (crypto.randomUUID?.() ?? `${Math.random()}`.replace(".", "-")).slice(0, 64);

/**
 * Send a press; the same again after a lost answer is the same press, and begins nothing twice. The answer's JSON.
 * Throws `LostAnswer`.
 * @param {string} address
 * @param {string} body
 */
export async function sendPress(address, body) {
  const what = `${address} ${body}`;
  const name = lost.get(what) ?? fresh();
  lost.set(what, name); // until it is answered: the page may be left
  for (const old of [...lost.keys()].slice(0, -MOST)) lost.delete(old);
  const answer = await send(`${address}${address.includes("?") ? "&" : "?"}click=${name}`, body);
  lost.delete(what);
  return answer;
}

/**
 * Why a press has no answer, and that it may be made again.
 * @param {unknown} error
 * @returns {"press.unreached" | "press.away" | "press.broke"}
 */
export const lossOf = (error) => `press.${whyLost(error)}`;
