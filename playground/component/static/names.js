// What its owner calls a file is told to nobody: this browser remembers it, so that it is there again after a reload.
const KEPT = "playground-file-names";
const MOST = 200;
const names = new Map(remembered());

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

export function remember(token, name) {
  names.delete(token);
  names.set(token, name);
  try {
    localStorage.setItem(KEPT, JSON.stringify([...names].slice(-MOST)));
  } catch {
    // A browser that keeps nothing shows the token instead.
  }
}

export function nameOf(token) {
  if (names.has(token)) return names.get(token);
  return token.startsWith("upload:") ? token.slice(7) : token.split("/").pop().split("?")[0] || token;
}
