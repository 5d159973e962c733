// Where the page of costs begins. Its days are the reader's: a first look, which could not tell them yet, is looked
// anew.
import { startKeptUploads } from "./kept_uploads.js";
import { startSettings } from "./settings.js";

const TRIED = "playground-zone-told";

startSettings();
startKeptUploads();
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
if (document.body.dataset.zone !== timeZone && sessionStorage.getItem(TRIED) !== timeZone) {
  sessionStorage.setItem(TRIED, timeZone);
  location.reload();
}
document.body.classList.add("ready");
