// The builder of a grid, in a dialog of the form's page: what is varied of the form as it stands now. Every change is
// drawn by the server, which tells how many runs it comes to and what they cost; nothing begins that it has not told.
import { all, around, byId, control, data, find } from "./form/dom.js";
import { redraw } from "./morph.js";
import { lossOf, sendPress } from "./presses.js";
import { send, whyLost } from "./server.js";
import { soon } from "./timing.js";
import { say } from "./toast.js";
import { word } from "./words.js";

/** @typedef {{ state: (sent?: object) => string }} Page */

const PAUSE = 350; // milliseconds after the last letter

/** @type {Page["state"]} */
let state = () => "{}";
let asked = 0; // what is answered late is not drawn any more

const dialog = () => /** @type {HTMLDialogElement} */ (byId("grid-builder"));

/** @param {HTMLElement} where */
const ticked = (where) => all(where, "[data-tick]:checked").map((box) => data(box, "tick"));

/** @param {HTMLElement} axis */
function read(axis) {
  const texts = Object.fromEntries(
    all(axis, "[data-text]").map((box) => [
      data(box, "text"),
      control(axis, `[data-text="${data(box, "text")}"]`).value,
    ]),
  );
  return {
    vary: control(axis, "[data-vary]").value,
    ticks: find(axis, "[data-set]") ? [] : ticked(axis),
    sets: all(axis, "[data-set]").map(ticked),
    is_range: Boolean(find(axis, "[type=radio][value=range]:checked")),
    ...texts,
  };
}

/** The axes that a person has chosen, with the number of each on the page. */
const chosen = () => all(dialog(), "[data-axis]").filter((axis) => control(axis, "[data-vary]").value);

/** @param {Record<string, unknown>} [more] */
function body(more = {}) {
  const edit = { do: "grid", axes: chosen().map(read), ...more };
  return `${state().slice(0, -1)},"edit":${JSON.stringify(edit)}}`;
}

/** More than a limit only begin once a person has said so, of just so many. */
function settle() {
  const box = find(dialog(), "#grid-confirmed");
  if (box) byId("grid-begin").ariaDisabled = box.matches(":checked") ? null : "true";
}

/** @param {string} html */
function show(html) {
  const held = document.activeElement;
  const axis = held?.closest("[data-axis]");
  const at = axis instanceof HTMLElement && held?.matches("[data-vary]") ? data(axis, "axis") : "";
  redraw(byId("grid-place"), html);
  settle();
  // What was chosen anew is drawn anew: the keyboard stays where it was.
  if (at && !held?.isConnected) find(dialog(), `[data-axis="${at}"] [data-vary]`)?.focus();
}

/**
 * Draw the builder for what is chosen now.
 * @param {number} [fresh] the axis whose variable was just chosen
 */
async function draw(fresh) {
  asked += 1;
  const own = asked;
  byId("grid-place").setAttribute("aria-busy", "true");
  const sent = send("grid/draft", body(fresh === undefined ? {} : { fresh }));
  const answer = await sent.catch((error) => ({ problem: word(whyLost(error)) }));
  if (own !== asked) return;
  byId("grid-place").removeAttribute("aria-busy");
  if (answer.html) show(answer.html);
  else remark(answer.problem ?? word("broke"));
}

const drawSoon = soon(() => draw(), PAUSE);

/** @param {string} text */
function remark(text) {
  const place = find(dialog(), "#grid-problem");
  if (place) place.textContent = text;
  else say(text);
}

async function begin() {
  const button = byId("grid-begin");
  if (button.ariaBusy === "true" || button.ariaDisabled === "true") return;
  button.ariaBusy = "true"; // and not disabled, which would take the keyboard away
  asked += 1; // a drawing on its way is of before
  const box = find(dialog(), "#grid-confirmed:checked");
  const form = byId("grid-form");
  const [count, digest] = [Number(data(form, "count")), data(form, "digest")];
  const said = { count, digest, confirmed: box ? Number(data(box, "count")) : 0 };
  const answer = await sendPress("grid", body(said)).catch((error) => ({ problem: word(lossOf(error)) }));
  if (answer.grid) return location.assign(`grid/${encodeURIComponent(answer.grid)}`);
  if (answer.html) show(answer.html);
  remark(answer.problem ?? word("broke"));
  button.ariaBusy = null;
}

function shut() {
  asked += 1;
  dialog().close();
}

async function open() {
  byId("grid-place").replaceChildren();
  dialog().showModal();
  await draw();
  find(dialog(), "[data-vary]")?.focus();
}

/** @param {Event} event */
function changed(event) {
  if (around(event, "#grid-confirmed")) settle();
  else if (around(event, "#grid-builder")) changedAxis(event);
}

/** @param {Event} event */
function changedAxis(event) {
  const axis = around(event, "[data-axis]");
  if (axis && around(event, "[data-vary]")) {
    const at = chosen().indexOf(axis);
    draw(at < 0 ? undefined : at);
  } else if (event.type === "input" && around(event, "[data-text]")) drawSoon();
  else if (event.type === "change" && around(event, "[data-tick], [type=radio]")) draw();
}

/** @param {Page} page */
export function startGridBuilder(page) {
  ({ state } = page);
  document.addEventListener("click", (event) => {
    if (around(event, "#grid-open")) open();
    else if (around(event, "#grid-begin")) begin();
    else if (around(event, "[data-grid-shut]")) shut();
  });
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener(
    "keydown",
    (event) => {
      // The form behind is not generated from in here.
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !around(event, "#grid-builder")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
  document.addEventListener("submit", (event) => {
    if (!around(event, "#grid-form")) return;
    event.preventDefault(); // Enter in a box says that it is filled in, and nothing is paid for by that
    draw();
  });
}
