// What comes in place of an answer: from a proxy whose servers are away, of a proxy's own, or a connection that breaks.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { LOSSES, lossOf, sendPress } from "../../playground/ui/static/presses.js";
import { post, send } from "../../playground/ui/static/server.js";

const PAGE = "<html><body><h1>503 Service Unavailable</h1>No server is available.</body></html>";

const html = (status) => (answer) => answer.writeHead(status, { "Content-Type": "text/html" }).end(PAGE);
const json = (status, told) => (answer) => {
  answer.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(told));
};

/** By the path, how it is answered. */
const ways = {
  "bad-gateway": html(502),
  "no-server": html(503),
  "too-late": html(504),
  "no-server-as-json": json(503, { error: "unavailable" }),
  "server-error": html(500),
  "another-page": html(200),
  "nothing-of-ours": json(500, ["x"]),
  refused: json(429, { problem: "Wait." }),
  fine: json(200, { run: "r1" }),
  "broken-off": (answer) => {
    answer.writeHead(200, { "Content-Type": "application/json", "Content-Length": "100" });
    answer.write('{"run": ');
    answer.socket.end();
  },
  dropped: (answer) => answer.socket.destroy(),
};

const asked = [];
const server = createServer((request, answer) => {
  const address = new URL(request.url, "http://here");
  asked.push(address);
  const way = address.pathname.slice(1);
  (way === "then-fine" ? ways[asked.length > 2 ? "fine" : "dropped"] : ways[way])(answer);
});
let base = "";

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${server.address().port}/`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

for (const [way, why] of Object.entries({
  "bad-gateway": "away",
  "no-server": "away",
  "too-late": "away",
  "no-server-as-json": "away",
  "server-error": "broke",
  "another-page": "broke",
  "nothing-of-ours": "broke",
  "broken-off": "unreached",
  dropped: "unreached",
})) {
  test(`${way} is told as ${why}`, async () => {
    await assert.rejects(send(base + way, "x"), { why });
    assert.equal(await post(base + way, "x"), null);
    const said = await sendPress(base + way, way).catch(lossOf);
    assert.equal(said, `press.${why}`);
    assert.ok(LOSSES.includes(said));
  });
}

test("what the server itself says is an answer, whatever its status", async () => {
  assert.deepEqual(await send(`${base}refused`), { problem: "Wait." });
  assert.deepEqual(await send(`${base}fine`), { run: "r1" });
});

test("a press whose answer was lost keeps its name when made again, and has another once it is answered", async () => {
  asked.length = 0;
  const press = (body) => sendPress(`${base}then-fine?copies=2`, body).catch(() => null);
  await press("a fox");
  await press("a fox");
  assert.deepEqual(await press("a fox"), { run: "r1" });
  await press("a fox");
  await press("a hen");
  const names = asked.map(({ searchParams }) => searchParams.get("click"));
  assert.equal(new Set(names.slice(0, 3)).size, 1);
  assert.equal(new Set(names).size, 3);
  assert.match(names[0], /^[A-Za-z0-9-]{1,64}$/);
  assert.ok(asked.every(({ searchParams }) => searchParams.get("copies") === "2"));
});

test("a fault of this program is no answer that was lost", () => {
  assert.throws(() => lossOf(new TypeError("x")), TypeError);
});
