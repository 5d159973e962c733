// The address names the run that is shown: a reload shows the same, and Back goes to the one before.
const ofPage = () => new URL(location.href);

export const namedRun = () => ofPage().searchParams.get("run") ?? "";

// Write down which run is shown. It is a step to go back from where another one was shown before.
export function nameRun(run) {
  const url = ofPage();
  const before = url.searchParams.get("run");
  if (!run || before === run) return;
  url.searchParams.set("run", run);
  if (before) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

export function whenNamed(look) {
  window.addEventListener("popstate", () => look(namedRun()));
}
