// What the page works out by itself: moves, waiting, results that are dragged, and schemas in the workbench.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { centred, pastBy, swipeOf, wrapped } from "../../playground/ui/static/geometry.js";
import { nextOf, shareOf } from "../../playground/ui/static/progress.js";
import { resultIn, thumbnailOf } from "../../playground/ui/static/results.js";
import { filledIn, isTooLarge, markedLines, titleOf } from "../../playground/ui/static/schema_text.js";
import { soon, until } from "../../playground/ui/static/timing.js";

test("a finger that moves far enough turns to a picture or closes it", () => {
  assert.equal(swipeOf(-61, 0), "next");
  assert.equal(swipeOf(61, -60), "previous");
  assert.equal(swipeOf(0, 61), "away");
  assert.equal(swipeOf(70, 80), "away");
  assert.equal(swipeOf(70, 70), "away", "as far down as sideways");
  assert.equal(swipeOf(-60, 0), "", "hardly moved");
  assert.equal(swipeOf(0, -200), "", "up is no way");
});

test("a list whose ends meet", () => {
  assert.deepEqual(
    [0, 2, 3, -1, -3, -4, 7].map((place) => wrapped(place, 3)),
    [0, 2, 0, 2, 0, 2, 1],
  );
  assert.equal(wrapped(0, 0), -1);
  assert.equal(wrapped(-1, 1), 0);
});

test("what is out of sight is scrolled to by as much as it is out, and what is in sight is left", () => {
  assert.equal(pastBy(10, 20, 0, 100), 0);
  assert.equal(pastBy(0, 100, 0, 100), 0);
  assert.equal(pastBy(-15, 5, 0, 100), -15);
  assert.equal(pastBy(90, 130, 0, 100), 30);
  assert.equal(pastBy(15, 40, 20, 100), -5);
});

test("what was pointed at comes to the middle", () => {
  assert.equal(centred(0.5, 2000, 800), 600);
  assert.equal(centred(0, 2000, 800), -400);
  assert.equal(centred(1, 2000, 800), 1600);
});

const BASE = "http://127.0.0.1:7860/studio/";

test("a result is dragged from this page, or from another page of this server", () => {
  assert.equal(resultIn("run/1.png", "", BASE), "run/1.png");
  assert.equal(resultIn("", `${BASE}results/run/1.png?download=1`, BASE), "run/1.png");
  assert.equal(resultIn("", `${BASE}uploads/1.png`, BASE), "");
  assert.equal(resultIn("", "http://elsewhere.test/results/run/1.png", BASE), "");
  assert.equal(resultIn("", "", BASE), "");
});

test("only an upload has a small picture here; a link is nothing to load by itself", () => {
  assert.equal(thumbnailOf("upload:1.png"), "uploads/1.png?thumbnail=1");
  assert.equal(thumbnailOf("https://a.test/1.png"), null);
});

test("a schema's title; nobody can tell it while the text is no JSON", () => {
  assert.equal(titleOf('{"title": "Tea"}'), "Tea");
  assert.equal(titleOf('{"title": 7}'), "7");
  assert.equal(titleOf("{}"), "");
  assert.equal(titleOf('{"title": '), null);
  assert.equal(titleOf("null"), null);
});

test("a text is as large as its bytes", () => {
  assert.ok(!isTooLarge("茶".repeat(10), 30));
  assert.ok(isTooLarge("茶".repeat(10), 29));
  assert.ok(!isTooLarge("", 0));
});

test("a line is marked once, by the worst that was found in it", () => {
  const findings = [
    { line: "12", look: "bad" },
    { line: "3", look: "bad" },
    { line: "12", look: "warn" },
    { line: "5", look: "warn" },
  ];
  assert.deepEqual(markedLines(findings), [
    { line: 12, look: "bad" },
    { line: 3, look: "bad" },
    { line: 5, look: "warn" },
  ]);
  assert.deepEqual(markedLines([]), []);
});

test("a form for another text takes over what a person filled in, and not the defaults it showed", () => {
  const state = {
    form: "{}",
    raws: /** @type {[string[], unknown][]} */ ([
      [["a"], 1],
      [["b", "c"], ""],
      [["d"], 2],
    ]),
  };
  assert.deepEqual(filledIn(state, new Set(['["b","c"]', '["d"]'])), {
    form: "{}",
    raws: [
      [["b", "c"], ""],
      [["d"], 2],
    ],
  });
  assert.equal(state.raws.length, 3, "what was given is as it was");
});

test("what is asked for several times is done once, a while after the last", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const done = mock.fn();
  const ask = soon(done, 100);
  ask();
  mock.timers.tick(99);
  ask();
  mock.timers.tick(99);
  assert.equal(done.mock.callCount(), 0);
  mock.timers.tick(1);
  assert.equal(done.mock.callCount(), 1);
  ask(500);
  mock.timers.tick(100);
  assert.equal(done.mock.callCount(), 1, "later, where one asks for that");
  mock.timers.tick(400);
  assert.equal(done.mock.callCount(), 2);
  ask(0);
  mock.timers.tick(1);
  assert.equal(done.mock.callCount(), 3);
  mock.timers.reset();
});

test("until there is an answer it is asked again, whether there was none or an error", async () => {
  const answers = [
    () => null,
    () => Promise.reject(new Error("no network")),
    async () => null,
    () => "here",
    () => "late",
  ];
  const asked = mock.fn(() => answers[asked.mock.callCount()]?.() ?? null);
  const before = performance.now();
  assert.equal(await until(asked, 20), "here");
  assert.equal(asked.mock.callCount(), 4);
  assert.ok(performance.now() - before >= 55, "with a pause after each time");
});

test("an answer that is there needs no pause, and may be empty", async () => {
  assert.equal(await until(() => "", 60_000), "");
  assert.equal(await until(async () => 0, 60_000), 0);
});

test("a bar goes on with the time, never back, and never further than 95", () => {
  assert.equal(shareOf(3, 12), 25);
  assert.equal(shareOf(600, 12), 95);
  assert.equal(shareOf(3, 12, 40), 40, "the usual time has become longer since");
  assert.equal(shareOf(-4, 12), 0, "clocks differ");
  assert.equal(shareOf(0, 0), 95);
});

test("a bar begins where the server drew it and never goes back, in steps or not", () => {
  assert.equal(nextOf(17, 16, true), 16, "the step below would be a step back");
  assert.equal(nextOf(21, 16, true), 20);
  assert.equal(nextOf(17, 16, false), 17);
  assert.equal(nextOf(15, 16, false), 16, "the clock of the server is ahead");
});
