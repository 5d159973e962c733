// What is deleted, or had back, in one tab of this browser is so in the others at once.

/** @typedef {{ runs: string[], batches: string[], isBack: boolean }} Deletion */

const channel = new BroadcastChannel("playground-deletions");

/** @param {Deletion} deletion */
export const tellTabs = (deletion) => channel.postMessage(deletion);

/** @param {(deletion: Deletion) => void} act */
export const hearTabs = (act) => channel.addEventListener("message", ({ data }) => act(data));
