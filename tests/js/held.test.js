// What a field holds, as it is sent, and what of it goes along into another drawing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { carriedOver, choiceOf, heldBy, isEmpty } from "../../playground/component/static/held.js";

const EMPTY = {
  isUnset: false,
  files: null,
  several: null,
  type: "text",
  value: "",
  isChecked: false,
  chosen: null,
  other: null,
};

const CASES = /** @type {const} */ ([
  ["a text, as it was typed", { value: " A tea house " }, " A tea house "],
  ["an empty text", { value: "" }, ""],
  ["a number keeps all its digits", { type: "text", value: "9007199254740993" }, "9007199254740993"],
  ["a slider at its default is not sent", { isUnset: true, type: "range", value: "7" }, ""],
  ["a switch that is on", { type: "checkbox", value: "on", isChecked: true }, true],
  ["a switch that is off", { type: "checkbox", value: "on", isChecked: false }, false],
  ["a switch at its default is not sent", { isUnset: true, type: "checkbox", isChecked: true }, ""],
  ["the radio button that is chosen, and not the first", { type: "radio", value: "0", chosen: "2" }, "2"],
  ["no radio button", { type: "radio", value: "0", chosen: null }, ""],
  ["several of the values", { several: ["0", "3"], type: "checkbox", isChecked: true }, ["0", "3"]],
  ["none of several values", { several: [], type: "checkbox" }, []],
  ["a choice", { type: "select-one", value: "1", other: "left over" }, "1"],
  ["a text of one's own in an open choice", { type: "select-one", value: "=", other: "1:7" }, "=1:7"],
  ["an empty text of one's own", { type: "select-one", value: "=", other: "" }, "="],
  ["an equals sign where no choice is open", { value: "=" }, "="],
  ["files", { files: { tokens: ["upload:a.png", "upload:b.png"], typed: "" } }, ["upload:a.png", "upload:b.png"]],
  [
    "links that are typed but not entered come after the files",
    { files: { tokens: ["upload:a.png"], typed: "  https://a.test/1.png\nhttps://a.test/2.png " } },
    ["upload:a.png", "https://a.test/1.png", "https://a.test/2.png"],
  ],
]);

for (const [name, shown, held] of CASES) {
  test(`a field holds ${name}`, () => assert.deepEqual(heldBy({ ...EMPTY, ...shown }), held));
}

test("empty is a text or a list without anything; a switch that is off and a blank are not", () => {
  assert.deepEqual(["", [], " ", "0", false, true, [""]].map(isEmpty), [true, true, false, false, false, false, false]);
});

test("an open choice shows a text of one's own after the equals sign; any other choice shows a text as it is", () => {
  assert.deepEqual(choiceOf("=1:7", true), { choice: "=", other: "1:7" });
  assert.deepEqual(choiceOf("=", true), { choice: "=", other: "" });
  assert.deepEqual(choiceOf("==", true), { choice: "=", other: "=" });
  assert.deepEqual(choiceOf("2", true), { choice: "2", other: "" });
  assert.deepEqual(choiceOf("=1:7", false), { choice: "=1:7", other: "" });
  assert.deepEqual(choiceOf("", true), { choice: "", other: "" });
});

test("what was typed meanwhile goes into a drawing of the same model, field by field", () => {
  /** @type {Map<string, string | boolean>} */
  const changed = new Map([
    ['["prompt"]', "A tea house in fog"],
    ['["gone"]', "of a variant that is not shown any more"],
    ['["n"]', ""],
    ['["raw"]', false],
  ]);
  const slots = ['["n"]', '["raw"]', '["prompt"]', '["untouched"]'];
  assert.deepEqual(carriedOver(changed, { model: "a", slots }, "a"), [
    ['["prompt"]', "A tea house in fog"],
    ['["n"]', ""],
    ['["raw"]', false],
  ]);
});

test("nothing goes along into the form of another model, though a field has the same name", () => {
  assert.deepEqual(carriedOver([['["prompt"]', "x"]], { model: "b", slots: ['["prompt"]'] }, "a"), []);
  assert.deepEqual(carriedOver([['["prompt"]', "x"]], { model: "", slots: ['["prompt"]'] }, ""), [['["prompt"]', "x"]]);
});
