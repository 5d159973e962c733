// What a person points at is asked for before they press it: then it is there at once.

const PAUSE = 50; // milliseconds for which somebody points before it is asked for
const LIVES = 10_000; // milliseconds after which an answer that nobody pressed for is no longer taken

/**
 * @template Answer
 * @param {(body: string) => Promise<Answer | null>} ask
 */
export function prefetching(ask) {
  /** @type {{ body: string, at: number, answer: Promise<Answer | null> } | null} */
  let asked = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const isOld = () => !asked || performance.now() - asked.at > LIVES;

  /** @param {string} body */
  function now(body) {
    if (asked?.body === body && !isOld()) return;
    asked = { body, at: performance.now(), answer: ask(body).catch(() => null) };
  }

  return {
    /**
     * Ask, soon or at once; what was pointed at before is forgotten.
     * @param {string} body
     * @param {{ isPressed?: boolean }} [how]
     */
    point(body, { isPressed = false } = {}) {
      clearTimeout(timer);
      if (isPressed) now(body);
      else timer = setTimeout(now, PAUSE, body);
    },
    /**
     * What was answered to just that question, or will be; null where it was not asked, or not answered.
     * @param {string} body
     * @returns {Promise<Answer | null>}
     */
    take(body) {
      clearTimeout(timer);
      const taken = asked?.body === body && !isOld() ? asked.answer : Promise.resolve(null);
      asked = null;
      return taken;
    },
  };
}
