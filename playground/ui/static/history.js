// Where the history page begins.
import { follow, startList } from "./history_list.js";
import { followRun, startViewer } from "./history_viewer.js";
import { startSettings } from "./settings.js";

startSettings();
startList();
startViewer();
window.addEventListener("popstate", () => {
  follow();
  followRun();
});
document.body.classList.add("ready");
