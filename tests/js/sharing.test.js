// A schema in a link: what is packed comes back, and a link from a stranger does no harm.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pack, unpack } from "../../playground/ui/static/sharing.js";

const LIMIT = 1_000_000;

for (const text of ["", "{}", '{"title": "茶馆 in fog 🍵"}', "\u0000\r\n\ttext", "x".repeat(200_000)]) {
  test(`a text of ${text.length} characters comes back as it was: ${JSON.stringify(text.slice(0, 20))}`, async () => {
    assert.equal(await unpack(await pack(text), LIMIT), text);
  });
}

test("a link holds letters that an address may hold, and a repeated text is short in it", async () => {
  const code = await pack(`${"茶".repeat(500)}${String.fromCharCode(...Array(256).keys())}`);
  assert.match(code, /^[\w-]+$/);
  assert.ok((await pack("a".repeat(10_000))).length < 100);
});

test("a damaged link is no text", async () => {
  const code = await pack('{"title": "A tea house"}');
  for (const damaged of ["%%%", "AAAA", code.slice(0, -6), `${code.slice(0, 4)}!${code.slice(5)}`]) {
    assert.equal(await unpack(damaged, LIMIT), null, damaged);
  }
});

test("what is no UTF-8 is no text", async () => {
  const stream = new Blob([Uint8Array.of(0xff, 0xfe)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const code = Buffer.from(await new Response(stream).arrayBuffer()).toString("base64url");
  assert.equal(await unpack(code, LIMIT), null);
});

test("a link is read up to the limit, counted in bytes, and no further", async () => {
  const code = await pack("茶".repeat(10));
  assert.equal(await unpack(code, 30), "茶".repeat(10));
  assert.equal(await unpack(code, 29), null);
  assert.equal(await unpack(await pack("0".repeat(50_000_000)), 1000), null);
});
