// Where the page begins that shows results beside each other.
import { startClips } from "./compare_clips.js";
import { startModes } from "./compare_modes.js";
import { startSounds } from "./compare_sounds.js";
import { startTexts } from "./compare_texts.js";
import { startZoom } from "./compare_zoom.js";
import { startSettings } from "./settings.js";

startSettings();
startZoom();
startModes();
startClips();
startSounds();
startTexts();
document.body.classList.add("ready");
