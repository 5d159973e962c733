// The one way to call the server.

const AWAY = [502, 503, 504]; // said by what stands before servers, where none of them answers

/** No whole answer came; `why` is a word: `unreached`, `away` (nobody is there to answer) or `broke`. */
export class LostAnswer extends Error {
  /** @param {"unreached" | "away" | "broke"} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/**
 * Why there is no answer, as a word.
 * @param {unknown} error that `send` threw
 */
export function whyLost(error) {
  if (!(error instanceof LostAnswer)) throw error;
  return error.why;
}

/**
 * POST text or a form; the answer's JSON. Throws `LostAnswer` where no whole answer of this server's own comes.
 * @param {string} address
 * @param {BodyInit} [body]
 */
export async function send(address, body) {
  const { answer, told } = await asked(address, body);
  if (told && (answer.ok || told.problem)) return told;
  throw new LostAnswer(AWAY.includes(answer.status) ? "away" : "broke");
}

/**
 * @param {string} address
 * @param {BodyInit} [body]
 */
async function asked(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", body: body ?? null, headers: { "X-Playground": "1" } });
    const isJson = answer.headers.get("content-type")?.includes("json");
    return { answer, told: isJson ? await answer.json() : null };
  } catch {
    throw new LostAnswer("unreached"); // or it broke off on its way
  }
}

/**
 * The same for what may fail: null then. Never throws.
 * @param {string} address
 * @param {BodyInit} [body]
 */
export const post = (address, body) => send(address, body).catch(() => null);
