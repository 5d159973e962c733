// What is fetched beforehand: once, what was pointed at last, and taken only for the very same question.
import assert from "node:assert/strict";
import { test } from "node:test";
import { prefetching } from "../../playground/ui/static/prefetch.js";

function counted(answer = async (body) => `drawn ${body}`) {
  const asked = [];
  const prefetched = prefetching((body) => {
    asked.push(body);
    return answer(body);
  });
  return { prefetched, asked };
}

test("what somebody points at is asked for after a moment, and only the last", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { prefetched, asked } = counted();
  prefetched.point("first");
  context.mock.timers.tick(40);
  prefetched.point("second");
  context.mock.timers.tick(60);
  assert.deepEqual(asked, ["second"]);
  assert.equal(await prefetched.take("second"), "drawn second");
  assert.equal(await prefetched.take("second"), null);
});

test("a press asks at once, and not again for what is asked already", async () => {
  const { prefetched, asked } = counted();
  prefetched.point("it", { isPressed: true });
  prefetched.point("it", { isPressed: true });
  assert.deepEqual(asked, ["it"]);
  assert.equal(await prefetched.take("it"), "drawn it");
});

test("an answer to another question, or none at all, is not taken", async () => {
  const { prefetched } = counted();
  prefetched.point("as the form was", { isPressed: true });
  assert.equal(await prefetched.take("as the form is"), null);
  const { prefetched: broken } = counted(async () => {
    throw new Error("no connection");
  });
  broken.point("it", { isPressed: true });
  assert.equal(await broken.take("it"), null);
});

test("an old answer is not taken", async (context) => {
  const { prefetched, asked } = counted();
  prefetched.point("it", { isPressed: true });
  const later = performance.now() + 11_000;
  context.mock.method(performance, "now", () => later);
  assert.equal(await prefetched.take("it"), null);
  assert.deepEqual(asked, ["it"]);
});
