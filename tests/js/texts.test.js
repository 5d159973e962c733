// Sentences with blanks, ids, search, and places in a text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { idOf } from "../../playground/component/static/ids.js";
import { fillIn, joinSentences } from "../../playground/component/static/sentences.js";
import { linesIn, newLine, spanOf } from "../../playground/ui/static/positions.js";
import { isFoundIn } from "../../playground/ui/static/search.js";

test("blanks are filled in, once, with figures as they are", () => {
  assert.equal(fillIn("{number} of {count}, {number}", { number: 0, count: 12 }), "0 of 12, 0");
  assert.equal(fillIn("Removed: {name}", { name: "{count} $& <b>" }), "Removed: {count} $& <b>");
  assert.equal(fillIn("{name}{ name }{}", {}), "{ name }{}");
  assert.equal(fillIn("已复制"), "已复制");
  assert.equal(fillIn(undefined, { name: "x" }), "");
});

test("between sentences is a space, but not after a mark that is as wide as a letter", () => {
  assert.equal(joinSentences(["Not a number.", "Too long."]), "Not a number. Too long.");
  assert.equal(joinSentences(["不是数字。", "太长（800）", "fox"]), "不是数字。太长（800）fox");
  assert.equal(joinSentences([]), "");
});

test("the id of a field says each step of its path in letters that an id may hold, as the server's does", () => {
  assert.equal(idOf(["image_urls", 0, "my role"]), "field-image_urls-0-my_20_role");
  assert.equal(idOf(["a-b", "a.b", "茶", "🍵"]), "field-a_2d_b-a_2e_b-_8336_-_1f375_");
  assert.equal(idOf([""]), "field-");
});

test("a search looks for what was typed in any of the texts", () => {
  assert.ok(isFoundIn(" A TEA ", ["A tea house", "tea-house-2"]));
  assert.ok(isFoundIn("house-2", ["A tea house", "tea-house-2"]));
  assert.ok(isFoundIn("", [null, undefined]));
  assert.ok(isFoundIn("茶", ["茶馆"]));
  assert.ok(!isFoundIn("undefined", ["A tea house", undefined]));
  assert.ok(!isFoundIn("coffee", ["A tea house", "tea-house-2"]));
});

test("an empty text has a line, and one that ends in a new line has one more", () => {
  assert.deepEqual(["", "a", "a\n", "\n\n"].map(linesIn), [1, 1, 2, 3]);
});

test("Enter keeps the indentation, and adds to it after an opening bracket", () => {
  assert.equal(newLine(""), "\n");
  assert.equal(newLine('  "a": 1,'), "\n  ");
  assert.equal(newLine("{"), "\n  ");
  assert.equal(newLine('{\n    "items": [ '), "\n      ");
  assert.equal(newLine('    "a": {}'), "\n    ");
  assert.equal(newLine("{\n"), "\n  ");
});

const TEXT = '{\n  "🍵": 1,\n  "fog": [2]\n}';

test("a line and column are a place in UTF-16 units, though they are counted in characters", () => {
  assert.deepEqual(spanOf(TEXT, 1, 1), [0, 1]);
  assert.deepEqual(spanOf(TEXT, 2, 4), [5, 6]);
  assert.deepEqual(spanOf(TEXT, 2, 5), [7, 8], "after a character of two units");
});

test("without a column it is the line after its indentation", () => {
  for (const none of [0, Number.NaN]) {
    const [start, end] = spanOf(TEXT, 3, none);
    assert.equal(TEXT.slice(start, end), '"fog": [2]');
  }
  assert.deepEqual(spanOf("", 1, 0), [0, 0]);
  assert.deepEqual(spanOf("a\nb", 9, 0), [4, 4], "past the end there is nothing");
});
