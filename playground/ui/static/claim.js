// What this browser has from before somebody signed in: taken along or left, asked once. And the menu of who is signed
// in.
import { around, byId, data } from "./form/dom.js";
import { post } from "./server.js";
import { say } from "./toast.js";
import { word } from "./words.js";

/** @param {HTMLElement} button */
async function answer(button) {
  const answered = await post(`claim/${data(button, "claim")}`);
  if (answered) byId("claim").remove();
  say(answered?.said ?? answered?.problem ?? word("offline"));
}

/** @param {EventTarget | null} target */
function closeMenus(target) {
  for (const menu of document.querySelectorAll("details.account[open]")) {
    if (!(target instanceof Node && menu.contains(target))) menu.removeAttribute("open");
  }
}

export function startClaim() {
  document.addEventListener("click", (event) => {
    closeMenus(event.target);
    const button = around(event, "[data-claim]");
    if (button) answer(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(null);
  });
}
