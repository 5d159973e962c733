// Where the page of an account begins: all of it is plain forms.
import { startSettings } from "./settings.js";

startSettings();
document.body.classList.add("ready");
