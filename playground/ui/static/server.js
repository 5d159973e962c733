// The one way to call the server.

/**
 * POST text or a form; the answer's JSON, or null where it is none. Throws where there is no whole answer.
 * @param {string} address
 * @param {BodyInit} [body]
 */
export async function send(address, body) {
  const answer = await fetch(address, { method: "POST", body: body ?? null, headers: { "X-Playground": "1" } });
  return answer.headers.get("content-type")?.includes("json") ? answer.json() : null;
}

/**
 * The same for what may fail: null then too. Never throws.
 * @param {string} address
 * @param {BodyInit} [body]
 */
export const post = (address, body) => send(address, body).catch(() => null);
