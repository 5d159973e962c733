// A grid's page: it looks how the grid stands for as long as anything of it is at work, and draws what has changed.
import { all, around, byId, data, find } from "./form/dom.js";
import { makeSheet } from "./grid_sheet.js";
import { redraw } from "./morph.js";
import { post } from "./server.js";
import { startSettings } from "./settings.js";
import { isSaid, say, unsay } from "./toast.js";
import { word } from "./words.js";

const OFTEN = 1000; // milliseconds between looks
const MANY = 60; // cells, from which on it is looked less often: each look draws all of them

let seen = "";
let isLooking = false;
let turns = 0;

const address = () => `grid/${encodeURIComponent(data(byId("grid"), "grid"))}`;
const isOpen = () => Boolean(find(document, "[data-open-cells]:not([data-open-cells=''])"));

/** How the grid stands now. A server that is away comes back, and then all goes on. */
async function look() {
  if (isLooking) return;
  isLooking = true;
  try {
    const answer = await fetch(`${address()}/view?seen=${seen}`, { headers: { "X-Playground": "1" } });
    unsay(word("offline"));
    if (answer.status === 200) {
      seen = answer.headers.get("X-Seen") ?? "";
      redraw(byId("grid"), await answer.text());
    }
  } catch {
    if (!isSaid(word("offline"))) say(word("offline"), { stays: true });
  }
  isLooking = false;
}

/**
 * @param {HTMLElement} button
 * @param {string[]} acts
 */
async function act(button, acts) {
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true"; // and not disabled, which would take the keyboard away
  const batch = encodeURIComponent(data(byId("grid"), "grid"));
  for (const one of acts) {
    const answer = await post(`batches/${batch}/${one}`);
    if (answer && !answer.problem) continue;
    say(answer?.problem ?? word("offline"));
    break;
  }
  button.ariaDisabled = null;
  await look();
}

/** @param {HTMLElement} button */
async function sheet(button) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  say(word("grid.sheet.making"), { stays: true });
  try {
    await makeSheet(byId("grid"), data(button, "sheet") === "pdf" ? "pdf" : "png");
    unsay(word("grid.sheet.making"));
  } catch {
    say(word("grid.sheet.failed"));
  }
  button.ariaBusy = null;
}

startSettings();
document.addEventListener("click", (event) => {
  const [acting, again, making] = ["[data-grid-act]", "[data-grid-retry]", "[data-sheet]"].map((one) =>
    around(event, one),
  );
  if (acting) act(acting, [data(acting, "gridAct")]);
  else if (again)
    act(
      again,
      data(again, "gridRetry")
        .split(" ")
        .map((position) => `retry/${position}`),
    );
  else if (making) sheet(making);
});
setInterval(() => {
  turns += 1;
  const isTurn = turns % 3 === 0 || all(document, "[data-cell]").length <= MANY;
  if (isTurn && isOpen() && !document.hidden) look();
}, OFTEN);
// What another tab has done meanwhile.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});
document.body.classList.add("ready");
