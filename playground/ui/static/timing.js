// What waits, and what is not to be done too often.

/** @param {number} milliseconds */
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Ask until there is an answer, with a pause after each time that there was none.
 * @template Answer
 * @param {() => Promise<Answer | null> | Answer | null} ask gives null, or throws, where there is none
 * @param {number} between milliseconds
 * @returns {Promise<Answer>}
 */
export async function until(ask, between) {
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null) return answer;
    } catch {
      // Once more, below.
    }
    await pause(between);
  }
}

/**
 * Do it once, a while after it was last asked for.
 * @param {() => void} action
 * @param {number} delay milliseconds, where the one who asks names none
 * @returns {(after?: number) => void}
 */
export function soon(action, delay) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (after = delay) => {
    clearTimeout(timer);
    timer = setTimeout(action, after);
  };
}
