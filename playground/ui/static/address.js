// The address names the model, and the run that is shown: a reload shows the same, and Back goes to the run before.
const ofPage = () => new URL(location.href);

export const namedRun = () => ofPage().searchParams.get("run") ?? "";
export const namedModel = () => ofPage().searchParams.get("model") ?? "";

/**
 * Write down which run is shown. It is a step to go back from where another one was shown before.
 * @param {string} run
 */
export function nameRun(run) {
  const url = ofPage();
  const before = url.searchParams.get("run");
  if (!run || before === run) return;
  url.searchParams.set("run", run);
  if (before) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

/** @param {string} model */
export function nameModel(model) {
  const url = ofPage();
  url.searchParams.set("model", model);
  history.replaceState(null, "", url);
}

/** @param {(run: string) => void} look */
export function whenNamed(look) {
  window.addEventListener("popstate", () => look(namedRun()));
}
