// A form that is drawn anew has new nodes: a button that is pressed but not let go yet would be gone, and with it the
// click.

/**
 * @param {HTMLElement} element in which things are pressed
 * @returns {() => Promise<void>} waits until nothing is pressed, and the click has been heard
 */
export function pressesIn(element) {
  let isDown = false;
  /** @type {(() => void)[]} */
  let waiting = [];

  function letGo() {
    if (!isDown) return;
    isDown = false;
    const heard = waiting;
    waiting = [];
    setTimeout(() => {
      for (const go of heard) go(); // the click comes after the release, in the same task
    });
  }

  element.addEventListener("pointerdown", ({ target, button }) => {
    // The list of a select is the browser's own, and takes the release.
    isDown = button === 0 && target instanceof Element && !target.closest("select");
  });
  for (const kind of ["pointerup", "pointercancel", "dragend", "keydown"]) {
    document.addEventListener(kind, letGo, true);
  }
  // Let go where no event is heard, as outside of the window.
  document.addEventListener("pointermove", ({ buttons }) => buttons === 0 && letGo(), true);

  return () => (isDown ? new Promise((go) => waiting.push(go)) : Promise.resolve());
}
