// Where the history page begins.
import { startDefaults } from "./defaults.js";
import { followTabs } from "./history_deletion.js";
import { follow, refresh, startList } from "./history_list.js";
import { startSelection } from "./history_selection.js";
import { followRun, startViewer } from "./history_viewer.js";
import { startSettings } from "./settings.js";

startSettings();
startDefaults();
startList();
startViewer();
startSelection();
followTabs();
window.addEventListener("popstate", () => {
  follow();
  followRun();
});
// What another tab, or another device, has done meanwhile.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) refresh(); // Back has brought the page as it was left
});
document.body.classList.add("ready");
