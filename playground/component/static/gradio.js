// The form in any Gradio app: what `SchemaForm` runs once its element is there. Its value is
// `{schema_form: text, files: [FileData], is_told}`: text, because numbers of many digits would lose some as
// JavaScript's; drawings never travel in it. `is_told`: what is wrong with it stands beside its fields, or will once
// they are left.
import { all, get, made } from "./dom.js";
import { isInlinePicture, tokenOf } from "./links.js";
import { remember } from "./names.js";
import { mount } from "./schema_form.js";
import { fillIn } from "./sentences.js";

/**
 * What Gradio tells of a file.
 * @typedef {{ path: string, url?: string, orig_name?: string, meta?: object }} FileData
 */

/** @typedef {{ schema_form: string, files?: FileData[], is_told?: boolean }} Value */

/**
 * What Gradio gives to the script of a component.
 * @typedef {object} Gradio
 * @property {{ value: Value | null, schema?: unknown, interactive?: boolean, widget_styles?: string }} props
 * @property {Record<"draw" | "list_issues", (sent: string | null) => Promise<any>>} server
 * @property {(file: File) => Promise<FileData>} upload
 * @property {(names: string[], changed: () => void) => void} watch
 * @property {(event: string) => void} trigger
 */

const SHEETS = ["gradio", "form", "controls", "choices", "parts"];
const WIDGETS = "schema-form-widgets";
const SOON = 150; // milliseconds

/** @param {string} script */
const addressOf = (script) => URL.createObjectURL(new Blob([script], { type: "text/javascript" }));

/**
 * @param {string} at
 * @param {string} ofWidgets one sheet, which is in no file
 */
function addStyle(at, ofWidgets) {
  if (document.getElementById(WIDGETS)) return;
  const link = (/** @type {string} */ sheet) => made("link", { rel: "stylesheet", href: `${at}/${sheet}.css` });
  document.head.append(...SHEETS.map(link), made("style", { id: WIDGETS, textContent: ofWidgets }), link("touch"));
}

/**
 * @param {HTMLElement & { schemaForm?: { submit(): Promise<void> } }} element
 * @param {string} at where this script and its like are served
 * @param {Gradio} gradio
 */
export function mountInGradio(element, at, { props, server, upload, watch, trigger }) {
  if (element.schemaForm) return; // Gradio may run this again for an element that it keeps
  addStyle(at, props.widget_styles ?? "");
  const shell = get(element, ".schema-form");
  /** @type {Map<string, FileData>} */
  const files = new Map(); // by token
  /** @type {Map<string, string>} */
  const scripts = new Map(); // the addresses of those that widgets bring along, by widget
  /** @type {Record<string, string>} */
  let words = {};
  /** @type {string | null} */
  let own = null; // the state that the value holds, as this form made it
  let isFirst = true;
  let isWanted = false; // somebody wants to submit as soon as nothing is on its way any more
  /** @type {unknown} */
  let schema; // what a handler last gave this form in place of its own
  let asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let telling;

  /** @type {import("./host.js").Host["word"]} */
  const word = (code, params) => fillIn(words[code], params);
  /** @type {import("./host.js").Host["say"]} */
  const say = (text) => form.shown() && form.showIssues([], text, { focus: false });
  const isReadOnly = () => props.interactive === false;

  // What the form holds becomes the component's value. The template does not depend on it, so that nothing is redrawn.
  function hold() {
    clearTimeout(telling);
    telling = undefined;
    own = JSON.stringify(form.collect());
    props.value = { schema_form: own, files: [...files.values()], is_told: true };
  }

  // Tell the app's listeners; of a changed value Gradio tells them by itself.
  /** @param {string[]} events */
  function tell(...events) {
    if (!form.shown()) return;
    hold();
    for (const event of events) trigger(event);
  }

  /**
   * Gradio's call of a function of ours never rejects: whatever goes wrong, it gives nothing.
   * @param {unknown} [sent]
   */
  async function draw(sent) {
    const answer = await server.draw(sent ? JSON.stringify(sent) : null);
    words = answer?.words ?? words;
    for (const [widget, script] of Object.entries(answer?.scripts ?? {}))
      if (!scripts.has(widget)) scripts.set(widget, addressOf(script));
    if (answer?.form) return answer;
    say(answer?.problem ?? word("unreached"));
    return null;
  }

  /** @type {import("./host.js").Host["upload"]} */
  async function send(file, _box, progress) {
    try {
      const { path, url } = await upload(file);
      progress(1);
      const token = tokenOf(path);
      files.set(token, { path, url, orig_name: file.name, meta: { _type: "gradio.FileData" } });
      setTimeout(() => tell("upload", "input"));
      return { token };
    } catch {
      return { problem: word("upload_lost", { name: file.name }) };
    }
  }

  const form = mount(shell, {
    draw,
    drawn(root, edit) {
      shell.toggleAttribute("data-read-only", isReadOnly());
      if (isReadOnly())
        for (const control of all(root, "input, select, textarea, button")) control.toggleAttribute("disabled", true);
      if (edit) setTimeout(() => tell("input"));
    },
    input() {
      clearTimeout(telling);
      telling = setTimeout(tell, SOON, "input");
    },
    settled(isWhole) {
      if (isWanted && isWhole) setTimeout(submit);
      isWanted = false;
    },
    busy: (on) => shell.toggleAttribute("aria-busy", on),
    upload: send,
    script: (widget) => scripts.get(widget) ?? "",
    picture: (token) => files.get(token)?.url ?? (isInlinePicture(token) ? token : null),
    say,
    word,
  });

  /**
   * Say beside each field what is wrong with it; whether nothing is.
   * @param {{ focus?: boolean }} [how]
   */
  async function check(how) {
    hold();
    const answer = await server.list_issues(own);
    if (answer?.issues) form.showIssues(answer.issues, "", how);
    else say(answer?.problem ?? word("unreached"));
    return answer?.issues?.length === 0;
  }

  async function submit() {
    if (form.isBusy()) isWanted = true;
    else if (await check()) trigger("submit");
  }

  // A value that comes from elsewhere (an event's output, an example, Clear) is drawn; our own is shown already.
  async function receive() {
    const sent = props.value?.schema_form ?? null;
    if (form.shown() && sent === own && schema === props.schema) return;
    schema = props.schema;
    const turn = ++asked;
    const answer = await draw(sent && JSON.parse(sent)); // a state of another schema is drawn as the untouched form
    if (turn !== asked || !answer) return;
    for (const file of props.value?.files ?? []) {
      files.set(tokenOf(file.path), file);
      if (file.orig_name) remember(tokenOf(file.path), file.orig_name);
    }
    form.replace(answer.form);
    own = sent;
    if (!isFirst) hold();
    isFirst = false;
  }

  // Whoever leaves the form, perhaps for a button beside it, sees at once what is wrong in it.
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (telling) tell("input");
    const isInside = relatedTarget instanceof Node && element.contains(relatedTarget);
    if (form.shown() && !isReadOnly() && !isInside) check({ focus: false });
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
    event.preventDefault();
    document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
    submit();
  });
  watch(["value", "schema", "interactive"], receive);
  element.schemaForm = { submit };
  receive();
}
