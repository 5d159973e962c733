// The history's addresses, and what one page leaves to be asked on another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, narrowedBy, pieceOf } from "../../playground/ui/static/history_address.js";
import { between, goneTo } from "../../playground/ui/static/history_places.js";

test("an address keeps what narrows the list, and neither an empty filter, a run nor where a page begins", () => {
  assert.equal(
    narrowedBy("?q=晨雾&model=&state=failed&run=a&after=1~b").toString(),
    "q=%E6%99%A8%E9%9B%BE&state=failed",
  );
  assert.equal(narrowedBy("").toString(), "");
});

test("an address of the list, of a run in it, and of the next page as a piece", () => {
  const fox = new URLSearchParams({ q: "fox" });
  assert.equal(addressOf("history", new URLSearchParams()), "history");
  assert.equal(addressOf("history", fox, { run: "a" }), "history?q=fox&run=a");
  assert.equal(fox.toString(), "q=fox", "what was given stays as it is");
  assert.equal(pieceOf("history?q=fox&after=1~b", "https://a.test/x/"), "history/runs?q=fox&after=1~b");
});

// Three rows: two tiles, three, one.
const PLACES = [
  { left: 0, top: 0, width: 200 },
  { left: 206, top: 0, width: 100 },
  { left: 0, top: 120, width: 100 },
  { left: 106, top: 120, width: 100 },
  { left: 212, top: 120, width: 94 },
  { left: 0, top: 240, width: 300 },
];

test("an arrow key goes to the tile beside, or to the nearest of the next row", () => {
  assert.equal(goneTo(PLACES, 0, "ArrowRight"), 1);
  assert.equal(goneTo(PLACES, 1, "ArrowRight"), 2, "the next row begins where this one ends");
  assert.equal(goneTo(PLACES, 0, "ArrowLeft"), 0);
  assert.equal(goneTo(PLACES, 5, "ArrowRight"), 5);
  assert.equal(goneTo(PLACES, 1, "ArrowDown"), 4);
  assert.equal(goneTo(PLACES, 4, "ArrowUp"), 1);
  assert.equal(goneTo(PLACES, 5, "ArrowUp"), 3);
  assert.equal(goneTo(PLACES, 5, "ArrowDown"), 5);
  assert.equal(goneTo(PLACES, 0, "ArrowUp"), 0);
  assert.equal(goneTo([], -1, "ArrowDown"), -1);
});

test("with Shift all between two are meant, whichever came first", () => {
  const list = ["a", "b", "c", "d"];
  assert.deepEqual(between(list, "b", "d"), ["b", "c", "d"]);
  assert.deepEqual(between(list, "d", "b"), ["b", "c", "d"]);
  assert.deepEqual(between(list, "b", "b"), ["b"]);
  assert.deepEqual(between(list, "gone", "c"), ["c"]);
});
