// Where the page begins. Gradio builds the shell; what stands in it comes from this server's own routes: the form as
// the page opens with it, each drawing of it after an edit, and the answer to a press of Generate.
import { namedBatch, namedModel, namedRun, nameModel } from "./address.js";
import { startBack } from "./back.js";
import { startClaim } from "./claim.js";
import { startDefaults } from "./defaults.js";
import { byId, find, get } from "./form/dom.js";
import { mount } from "./form/schema_form.js";
import {
  beginRuns,
  change,
  draw,
  keepSoon,
  prefetch,
  settled,
  startGenerate,
  state,
  tell,
  useForm,
} from "./generate.js";
import { busy, label } from "./generate_button.js";
import { startGridBuilder } from "./grid_builder.js";
import { startImporting } from "./importing.js";
import { startList } from "./list.js";
import { follow, startLive } from "./live.js";
import { startNotifying } from "./notify.js";
import { startPicker } from "./picker.js";
import { startPresets } from "./presets.js";
import { answerAsk } from "./result.js";
import { applyTheme, startSettings } from "./settings.js";
import { until } from "./timing.js";
import { say } from "./toast.js";
import { dropped, picture, startUploads, upload } from "./uploads.js";
import { startVariations } from "./variations.js";
import { readWords, word } from "./words.js";

const RETRY = 1500; // milliseconds
const FRAME = 16;

/** @param {string} name */
const place = (name) => find(document, `[data-place="${name}"]`);

/**
 * What the page says of the form that is drawn.
 * @type {import("./form/host.js").Host["drawn"]}
 */
function drawn(root, edit) {
  root.dispatchEvent(new Event("drawn", { bubbles: true }));
  const title = get(root, "h1").textContent;
  const media = root.dataset.media ?? "";
  const picker = byId("model");
  picker.setAttribute("aria-label", `${picker.dataset.label}: ${title} ${media}`.trim());
  get(document, "[data-model-title]").textContent = title;
  get(document, "[data-model-media]").textContent = media;
  document.body.classList.toggle("takes-files", Boolean(find(root, "[data-uploads]")));
  keepSoon(50);
  if (!edit) return;
  if (root.dataset.model) nameModel(root.dataset.model);
  tell(edit);
  edit.then?.();
}

/** What the page opens with; asked for until the server answers. */
async function opening() {
  const answer = await fetch(`form?model=${encodeURIComponent(wanted)}`);
  return answer.ok ? answer.json() : null;
}
const wanted = namedModel();

/** Gradio builds the shell in its own time. */
const isShellThere = () =>
  ["header", "presets", "form", "variations", "foot"].every(place) && find(document, "#generate") ? true : null;

async function begin() {
  const [pieces] = await Promise.all([until(opening, RETRY), until(isShellThere, FRAME)]);
  get(document, '[data-place="header"]').innerHTML = pieces.header;
  get(document, '[data-place="presets"]').innerHTML = pieces.presets;
  get(document, '[data-place="variations"]').innerHTML = pieces.variations;
  get(document, '[data-place="foot"]').innerHTML = pieces.foot;
  applyTheme();
  readWords();
  get(document, "#cost kbd").textContent = `${navigator.platform.startsWith("Mac") ? "⌘" : word("ctrl")} ↵`;
  label();
  const form = mount(get(document, '[data-place="form"]'), {
    draw,
    drawn,
    input: () => keepSoon(),
    settled,
    busy: (on) => busy("form", on),
    upload,
    dropped,
    picture,
    say,
    word,
  });
  useForm(form);
  startUploads(form);
  form.replace(pieces.form);
  byId("result").setAttribute("aria-label", word("result"));
  startBack();
  document.body.classList.add("ready");
  follow(namedRun(), false, namedBatch());
  answerAsk(change);
}

document.body.classList.add("schema-form");
startSettings();
startDefaults();
startPicker({ change, prefetch });
startLive({ change, keepSoon });
startImporting({ change });
startPresets({ change, state });
startVariations({ keepSoon });
startGridBuilder({ state });
startGenerate();
startList({ begin: beginRuns, state });
startNotifying();
startClaim();
begin();
