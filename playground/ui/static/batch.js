// A batch in the result pane: what can be done with it, and the way back to it from one of its runs.
import { around, byId, data } from "./form/dom.js";
import { post } from "./server.js";
import { say } from "./toast.js";
import { word } from "./words.js";

/** @param {HTMLElement} button */
async function act(button) {
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true"; // and not disabled, which would take the keyboard away
  const answer = await post(`batches/${encodeURIComponent(data(byId("rail"), "batch"))}/${data(button, "batchAct")}`);
  if (!answer || answer.problem) say(answer?.problem ?? word("offline"));
  button.ariaDisabled = null;
}

/** @param {{ follow: (run: string, isNew: boolean, batch?: string) => void }} page */
export function startBatch({ follow }) {
  document.addEventListener("click", (event) => {
    const [acting, back] = [around(event, "[data-batch-act]"), around(event, "[data-batch]:not(#rail)")];
    if (acting) act(/** @type {HTMLElement} */ (acting));
    if (back) follow("", false, data(/** @type {HTMLElement} */ (back), "batch"));
  });
}
