// Figures beside a control, and the dice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lengthOf, randomSeed, shareOf } from "../../playground/component/static/numbers.js";

test("a slider is filled as far as its thumb", () => {
  assert.equal(shareOf(0, 0, 10), 0);
  assert.equal(shareOf(10, 0, 10), 1);
  assert.equal(shareOf(1, -1, 7), 0.25);
  assert.equal(shareOf(5, 5, 5), 0);
});

test("lengths are code points", () => {
  assert.deepEqual(["", "fog", "茶馆", "🍵🍵", "e\u0301", "👩‍🎨"].map(lengthOf), [0, 3, 2, 2, 2, 3]);
});

const MOST = 2n ** 64n - 1n;

/** @param {bigint[]} bits */
function dice(...bits) {
  const left = [...bits];
  return () => left.shift() ?? assert.fail("drawn too often");
}

test("each value is drawn from the bits, in the schema's steps", () => {
  const allowed = { first: -10n, step: 5n, count: 5n };
  const seeds = [0n, 1n, 4n, 5n, 7n].map((bits) => randomSeed(allowed, dice(bits)));
  assert.deepEqual(seeds, ["-10", "-5", "10", "-10", "0"]);
});

test("a draw past the last whole round is drawn again, so that each value is as likely", () => {
  assert.equal(randomSeed({ first: 0n, step: 1n, count: 10n }, dice(MOST, MOST - 5n, MOST - 6n)), "9");
  assert.equal(randomSeed({ first: 0n, step: 1n, count: 2n ** 64n }, dice(MOST)), String(MOST));
});

test("a seed has all its digits", () => {
  assert.equal(randomSeed({ first: 9007199254740993n, step: 1n, count: 1n }, dice(12345n)), "9007199254740993");
});

test("the dice's own bits are as the schema allows", () => {
  const seeds = new Set(Array.from({ length: 300 }, () => randomSeed({ first: 1n, step: 2n, count: 3n })));
  assert.deepEqual([...seeds].sort(), ["1", "3", "5"]);
});
