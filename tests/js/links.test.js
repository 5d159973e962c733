// The texts that stand for a reference file.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  boxFor,
  isInlinePicture,
  isLink,
  isOnWeb,
  linksIn,
  nameIn,
  placeAmong,
  tokenOf,
} from "../../playground/component/static/links.js";

test("links stand apart by anything blank", () => {
  assert.deepEqual(linksIn("https://a.test/1.png"), ["https://a.test/1.png"]);
  assert.deepEqual(linksIn("\n https://a.test/1.png\t\thttps://a.test/2.png\r\n"), [
    "https://a.test/1.png",
    "https://a.test/2.png",
  ]);
  assert.deepEqual(linksIn(" \n"), []);
});

test("a link begins with a scheme; whether it is one that may be sent the server tells", () => {
  assert.deepEqual(
    [
      "https://a.test",
      "HTTP://a.test",
      "data:image/png;base64,",
      "git+ssh://a",
      "a.test/1.png",
      "//a.test",
      "1:2",
      "",
    ].map(isLink),
    [true, true, true, true, false, false, false, false],
  );
});

test("on the web is what a browser opens there, and nothing that only looks like it", () => {
  assert.deepEqual(
    ["https://a.test", "HTTP://a.test", "https:a", "httpx://a", "javascript:https://", " https://a", "upload:a"].map(
      isOnWeb,
    ),
    [true, true, true, false, false, false, false],
  );
});

test("an inline picture is one, in any case, and an inline page is none", () => {
  assert.deepEqual(
    ["data:image/png;base64,AA", "DATA:IMAGE/webp,", "data:text/html,<b>", "x data:image/png", "data:image"].map(
      isInlinePicture,
    ),
    [true, true, false, false, false],
  );
});

test("a token tells the name of its file", () => {
  assert.equal(nameIn("upload:5f3c.png"), "5f3c.png");
  assert.equal(nameIn("https://a.test/folder/fog.png?size=2#top"), "fog.png");
  assert.equal(nameIn("https://a.test/folder/"), "https://a.test/folder/");
  assert.equal(nameIn("fog.png"), "fog.png");
  assert.equal(nameIn(""), "");
});

test("a file that Gradio keeps is known by the end of its path, of either system", () => {
  assert.equal(tokenOf("/tmp/gradio/9a/fog.png"), "upload:fog.png");
  assert.equal(tokenOf("C:\\Temp\\gradio\\fog in tea.png"), "upload:fog in tea.png");
  assert.equal(tokenOf("fog.png"), "upload:fog.png");
});

test("files that come late stand where they were chosen", () => {
  const order = new Map([
    ["b", 2],
    ["d", 4],
  ]);
  assert.equal(placeAmong(["b", "d"], order, 1), 0);
  assert.equal(placeAmong(["b", "d"], order, 3), 1);
  assert.equal(placeAmong(["b", "d"], order, 5), -1);
  assert.equal(placeAmong([], order, 1), -1);
  assert.equal(placeAmong(["there before", "d"], order, 1), 1);
});

test("a file goes into the first field of its kind that has room", () => {
  const images = { kind: "image", held: 1, most: 1 };
  const more = { kind: "image", held: 3, most: Number.POSITIVE_INFINITY };
  const video = { kind: "video", held: 0, most: 1 };
  const file = { kind: "file", held: 2, most: 2 };
  assert.equal(boxFor([images, video, more], "image/png"), more);
  assert.equal(boxFor([images, video], "image/webp"), images, "full, it says so");
  assert.equal(boxFor([images, video, file], "video/mp4"), video);
  assert.equal(boxFor([images, file], "application/pdf"), file);
  assert.equal(boxFor([images, video], "text/plain"), undefined);
  assert.equal(boxFor([images, file], ""), file);
  assert.equal(boxFor([], "image/png"), undefined);
});
