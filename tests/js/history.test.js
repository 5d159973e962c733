// The history's addresses, and what one page leaves to be asked on another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, narrowedBy, pieceOf } from "../../playground/ui/static/history_address.js";

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
