// Reference files in this page: sent to this server at once, and taken from anywhere on the page.
import { data } from "./form/dom.js";
import { isPastedAsText } from "./form/files.js";
import { isInlinePicture } from "./form/links.js";
import { RESULT, resultIn, thumbnailOf } from "./results.js";
import { say } from "./toast.js";
import { word } from "./words.js";

/** @typedef {import("./form/schema_form.js").MountedForm} MountedForm */

/** @type {MountedForm | null} */
let form = null;

/**
 * Send a file for a field: `{token, note}`, or `{problem}` where it was not taken.
 * @type {import("./form/host.js").Host["upload"]}
 */
export function upload(file, box, progress) {
  const body = new FormData();
  body.append("file", file, file.name || "picture.png");
  body.append("sent", JSON.stringify(form?.collect()));
  body.append("path", data(box, "path"));
  const request = new XMLHttpRequest();
  request.open("POST", "uploads");
  request.setRequestHeader("X-Playground", "1");
  request.responseType = "json";
  request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
    if (lengthComputable) progress(loaded / total);
  });
  return new Promise((resolve) => {
    request.addEventListener("loadend", () => {
      const answer = request.response ?? {};
      resolve(answer.token ? answer : { problem: answer.problem ?? word("upload_lost", { name: file.name }) });
    });
    request.send(body);
  });
}

/**
 * Where the picture of a token is; a link to elsewhere is nothing to load by itself.
 * @param {string} token
 */
export const picture = (token) => thumbnailOf(token) ?? (isInlinePicture(token) ? token : null);

/**
 * Files that were dropped or pasted anywhere on the page; whether there is a field for them.
 * @param {File[]} files
 */
export const takeFiles = (files) => Boolean(form?.files.take(files));

/**
 * A result of this server as a file; what to say, where it cannot be had.
 * @param {string} address
 */
async function resultAt(address) {
  const answer = await fetch(`results/${address}`).catch(() => null);
  if (!answer?.ok) return word(answer ? "reference_gone" : "offline");
  const blob = await answer.blob();
  return new File([blob], address.split("/").pop() ?? "", { type: blob.type });
}

/**
 * Take a result in as a reference: fetched from this server, sent back as an upload. What to say where that fails.
 * @param {string} address
 */
export async function useAsReference(address) {
  const file = await resultAt(address);
  if (typeof file === "string") return file;
  const taken = form?.files.take([file]);
  if (!taken) return word("no_reference");
  await taken;
  return "";
}

/**
 * A result of this page, or of another tab of it, that was dropped on a field: a browser hands over its address and not
 * its bytes. Null where it is none.
 * @param {DataTransfer} transfer
 */
export function dropped(transfer) {
  const address = resultIn(transfer.getData(RESULT), transfer.getData("text/uri-list"), document.baseURI);
  return address ? resultAt(address) : null;
}

/** @param {MountedForm} mounted */
export function startUploads(mounted) {
  form = mounted;
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || isPastedAsText(event)) return;
    if (takeFiles(files)) event.preventDefault();
    else say(word("no_reference"));
  });
}
