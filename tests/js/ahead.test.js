// What is asked for ahead: once, of what was pointed at last, and taken only for the very same question.
import assert from "node:assert/strict";
import { test } from "node:test";
import { askingAhead } from "../../playground/ui/static/ahead.js";

function counted(answer = async (body) => `drawn ${body}`) {
  const asked = [];
  const ahead = askingAhead((body) => {
    asked.push(body);
    return answer(body);
  });
  return { ahead, asked };
}

test("what somebody points at is asked for after a moment, and only the last", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { ahead, asked } = counted();
  ahead.point("first");
  context.mock.timers.tick(40);
  ahead.point("second");
  context.mock.timers.tick(60);
  assert.deepEqual(asked, ["second"]);
  assert.equal(await ahead.take("second"), "drawn second");
  assert.equal(await ahead.take("second"), null);
});

test("a press asks at once, and not again for what is asked already", async () => {
  const { ahead, asked } = counted();
  ahead.point("it", { isPressed: true });
  ahead.point("it", { isPressed: true });
  assert.deepEqual(asked, ["it"]);
  assert.equal(await ahead.take("it"), "drawn it");
});

test("an answer to another question, or none at all, is not taken", async () => {
  const { ahead } = counted();
  ahead.point("as the form was", { isPressed: true });
  assert.equal(await ahead.take("as the form is"), null);
  const { ahead: broken } = counted(async () => {
    throw new Error("no connection");
  });
  broken.point("it", { isPressed: true });
  assert.equal(await broken.take("it"), null);
});

test("an old answer is not taken", async (context) => {
  const { ahead, asked } = counted();
  ahead.point("it", { isPressed: true });
  const later = performance.now() + 11_000;
  context.mock.method(performance, "now", () => later);
  assert.equal(await ahead.take("it"), null);
  assert.deepEqual(asked, ["it"]);
});
