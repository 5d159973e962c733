// The address names the model, and the run or batch that is shown: a reload shows the same, and Back the one before.
const ofPage = () => new URL(location.href);

export const namedRun = () => ofPage().searchParams.get("run") ?? "";
export const namedBatch = () => ofPage().searchParams.get("batch") ?? "";
export const namedModel = () => ofPage().searchParams.get("model") ?? "";

/**
 * Write down what is shown. It is a step to go back from where something else was shown before.
 * @param {"run" | "batch"} kind
 * @param {string} id
 */
function name(kind, id) {
  const url = ofPage();
  const other = kind === "run" ? "batch" : "run";
  const isNamed = url.searchParams.has("run") || url.searchParams.has("batch");
  if (url.searchParams.get(kind) === id && !url.searchParams.has(other)) return;
  url.searchParams.delete(other);
  url.searchParams.set(kind, id);
  if (isNamed) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

export const nameRun = (/** @type {string} */ run) => name("run", run);
export const nameBatch = (/** @type {string} */ batch) => name("batch", batch);

/** @param {string} model */
export function nameModel(model) {
  const url = ofPage();
  url.searchParams.set("model", model);
  history.replaceState(null, "", url);
}

/** @param {(run: string, batch: string) => void} look */
export function whenNamed(look) {
  window.addEventListener("popstate", () => look(namedRun(), namedBatch()));
}
