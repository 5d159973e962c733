// The comparison: one view of several pictures, a line between two, pixels that differ, and clips that go together.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isAstray, longest, placeAt } from "../../playground/ui/static/clip_times.js";
import { compareAddress } from "../../playground/ui/static/history_address.js";
import { differing, percent } from "../../playground/ui/static/pixels.js";
import { CLOSEST, moved, pinched, slid, WHOLE, zoomed } from "../../playground/ui/static/zooming.js";

test("closer, what was pointed at stays where it is", () => {
  const at = { x: 0.25, y: 0.75 };
  const view = zoomed(WHOLE, 4, at);
  assert.deepEqual(view, { scale: 4, x: -0.75, y: -2.25 });
  const shown = (/** @type {typeof view} */ one) => [(at.x - one.x) / one.scale, (at.y - one.y) / one.scale];
  assert.deepEqual(shown(view), shown(WHOLE));
  assert.deepEqual(shown(zoomed(view, 2, at)), shown(WHOLE));
  assert.deepEqual(zoomed(WHOLE, 2), { scale: 2, x: -0.5, y: -0.5 }, "else the middle");
});

test("there is an end to it, and away from it everything is seen again", () => {
  assert.equal(zoomed(WHOLE, 1e9).scale, CLOSEST);
  assert.deepEqual(zoomed(zoomed(WHOLE, 8, { x: 0.1, y: 0.9 }), 1 / 100, { x: 0.9, y: 0.1 }), WHOLE);
  assert.deepEqual(zoomed(WHOLE, 0.5), WHOLE);
});

test("nothing of the frame is left empty", () => {
  const view = zoomed(WHOLE, 2);
  assert.deepEqual(moved(view, 0.25, -0.25), { scale: 2, x: -0.25, y: -0.75 });
  assert.deepEqual(moved(view, 5, -5), { scale: 2, x: 0, y: -1 });
  assert.deepEqual(moved(WHOLE, 0.3, 0.3), WHOLE);
});

test("two fingers that part come closer, and two that go together move", () => {
  const [left, right] = [
    { x: 0.4, y: 0.5 },
    { x: 0.6, y: 0.5 },
  ];
  const apart = pinched(
    WHOLE,
    [left, right],
    [
      { x: 0.3, y: 0.5 },
      { x: 0.7, y: 0.5 },
    ],
  );
  assert.ok(Math.abs(apart.scale - 2) < 1e-9 && Math.abs(apart.x + 0.5) < 1e-9);
  const along = pinched(
    zoomed(WHOLE, 2),
    [left, right],
    [
      { x: 0.5, y: 0.6 },
      { x: 0.7, y: 0.6 },
    ],
  );
  assert.ok(Math.abs(along.scale - 2) < 1e-9 && Math.abs(along.x + 0.4) < 1e-9 && Math.abs(along.y + 0.4) < 1e-9);
  assert.equal(pinched(WHOLE, [left, left], [left, right]).scale, CLOSEST, "from one point: no division by nothing");
});

test("the line goes by keys and stays between its ends", () => {
  assert.equal(slid("ArrowRight", 0.5, false), 0.51);
  assert.equal(slid("ArrowLeft", 0.5, true), 0.4);
  assert.equal(slid("PageUp", 0.95, false), 1);
  assert.equal(slid("ArrowDown", 0, false), 0);
  assert.equal(slid("Home", 0.3, false), 0);
  assert.equal(slid("End", 0.3, false), 1);
  assert.equal(slid("a", 0.3, false), null);
});

test("pixels that differ so that one sees it are counted, and the others known of", () => {
  const grey = [100, 100, 100, 255];
  const nearly = [100, 104, 100, 255];
  const red = [255, 0, 0, 255];
  assert.deepEqual(differing([...grey, ...grey], [...grey, ...grey]), { share: 0, isSame: true });
  assert.deepEqual(differing([...grey, ...grey], [...grey, ...nearly]), { share: 0, isSame: false });
  assert.deepEqual(differing([...grey, ...grey], [...red, ...grey]), { share: 0.5, isSame: false });
  assert.deepEqual(differing([], []), { share: 0, isSame: true });
});

test("a share is nothing or all only where it is", () => {
  assert.deepEqual([0, 0.001, 0.5, 0.999, 1].map(percent), ["0%", "<1%", "50%", ">99%", "100%"]);
});

test("clips go together as long as the longest, and a shorter one waits at its end", () => {
  assert.equal(longest([2, Number.NaN, 5]), 5);
  assert.equal(longest([]), 0);
  assert.equal(placeAt(3, 2), 2);
  assert.equal(placeAt(3, Number.NaN), 3);
  assert.equal(isAstray(2, 3, 2), false, "at its end");
  assert.equal(isAstray(1, 3, 5), true);
  assert.equal(isAstray(2.9, 3, 5), false);
});

test("an address that compares results", () => {
  assert.equal(compareAddress(["a/0-x.png", "b/1-茶,.png"]), "compare?results=a/0-x.png,b/1-%E8%8C%B6%2C.png");
});
