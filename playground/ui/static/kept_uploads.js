// A person's uploads on the page of usage: each can be deleted, and all that nothing uses, once a person has said so.

import { all, around, byId, data, find } from "./form/dom.js";
import { post } from "./server.js";
import { answerTo } from "./sure.js";
import { say } from "./toast.js";
import { word } from "./words.js";

const ONE = "[data-delete-upload]";

/**
 * Draw the list anew; the keyboard goes on where it was.
 * @param {string} html
 * @param {number} at
 */
function redraw(html, at) {
  const place = byId("uploads");
  place.innerHTML = html;
  const left = all(place, ONE);
  (left[at] ?? left.at(-1) ?? find(place, "h2") ?? find(document, ".mark"))?.focus();
}

/** @param {HTMLElement} button */
async function remove(button) {
  byId("sure-title").textContent = data(button, "sure");
  if ((await answerTo("sure")) !== "delete") return;
  const { deleteUpload: name, deleteUnused: until } = button.dataset;
  const at = all(byId("uploads"), ONE).indexOf(button);
  const sent = name ? { names: [name] } : { unused_until: Number(until) };
  const answer = await post("usage/uploads/delete", JSON.stringify(sent));
  say(answer?.said ?? answer?.problem ?? word("offline"));
  if (answer?.uploads !== undefined) redraw(answer.uploads, Math.max(at, 0));
}

/** Listen, where the page has such a list. */
export function startKeptUploads() {
  document.addEventListener("click", (event) => {
    const button = around(event, `${ONE}, [data-delete-unused]`);
    if (button) remove(button);
  });
}
