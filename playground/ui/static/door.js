// What stands before the pages is light or dark as they are.
import { applyTheme } from "./settings.js";

applyTheme();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyTheme);
