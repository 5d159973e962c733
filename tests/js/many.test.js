// Alternatives that become plain text, and files that hold lists.
import assert from "node:assert/strict";
import { test } from "node:test";
import { plainly } from "../../playground/ui/static/alternatives.js";
import { isList, refusalOf, textOf } from "../../playground/ui/static/list_file.js";

test("groups are marked as plain text, once, and nothing else is touched", () => {
  assert.equal(plainly("a {red|blue} {x} fox"), "a \\{red|blue\\} {x} fox");
  assert.equal(plainly(plainly("{a|b}{c|d}")), "\\{a|b\\}\\{c|d\\}");
  assert.equal(plainly("\\frac{1}{2} | {}"), "\\frac{1}{2} | {}");
});

test("lists are told by their names, or by what a browser says of them", () => {
  assert.deepEqual(
    ["a.csv", "B.TSV", "prompts.txt", "a.png", "a.json"].map((name) => isList({ name, type: "" })),
    [true, true, true, false, false],
  );
  assert.equal(isList({ name: "noname", type: "text/csv" }), true);
});

test("a file is read in the encoding that it has", () => {
  const bytes = (/** @type {number[]} */ ...given) => new Uint8Array(given).buffer;
  assert.equal(textOf(bytes(0xe7, 0x8b, 0x90), "en"), "狐");
  assert.equal(textOf(bytes(0xff, 0xfe, 0xd0, 0x72), "en"), "狐");
  assert.equal(textOf(bytes(0xfe, 0xff, 0x72, 0xd0), "en"), "狐");
  assert.equal(textOf(bytes(0xba, 0xfc), "zh-Hans"), "狐");
  assert.equal(textOf(bytes(0x66, 0xfc), "en"), "fü");
});

test("a text that no box could hold is refused, with its lines counted", () => {
  const said = { tooMany: "{count} lines", tooLarge: "too large" };
  assert.equal(refusalOf("a fox\n".repeat(200_000), said), "200,001 lines");
  assert.equal(refusalOf("狐".repeat(400_000), said), "too large");
  assert.equal(refusalOf("a fox\n".repeat(9_999), said), "");
});
