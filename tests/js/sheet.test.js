// The sheet of a grid: how large it may be, and the PDF that it becomes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pdfOf } from "../../playground/ui/static/pdf.js";
import { fittingCell } from "../../playground/ui/static/sheet_size.js";

test("a sheet stays within what a browser paints, whatever its shape", () => {
  for (const [across, down, blocks] of [
    [1, 1, 1],
    [3, 4, 1],
    [50, 8, 1],
    [2, 200, 50],
    [20, 20, 1],
  ]) {
    for (const ratio of [0.1, 9 / 16, 1, 16 / 9, 30]) {
      const { width, height } = fittingCell(across, down, blocks, ratio);
      assert.ok(width >= 16 && height >= 16 && Math.max(width, height) <= 768);
      assert.ok(across * width * down * height <= 40_000_000);
      assert.ok(across * width <= 12_000 && (height === 16 || down * height <= 12_000));
    }
  }
});

test("a PDF names where each of its objects begins", () => {
  const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]);
  const text = Buffer.from(pdfOf(jpeg, 300, 200)).toString("latin1");
  assert.ok(text.startsWith("%PDF-1.4"));
  const start = Number(text.match(/startxref\n(\d+)/)[1]);
  assert.equal(text.slice(start, start + 4), "xref");
  const places = [...text.slice(start).matchAll(/^(\d{10}) 00000 n /gm)].map((one) => Number(one[1]));
  assert.deepEqual(
    places.map((at) => text.slice(at, at + 7)),
    [1, 2, 3, 4, 5].map((number) => `${number} 0 obj`),
  );
  assert.ok(text.includes("/Width 300 /Height 200"));
  assert.ok(text.includes("\xff\xd8\xff\xd9"));
});
