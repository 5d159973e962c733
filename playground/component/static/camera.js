// A photo from this device's camera, where it has one and the browser lets a page use it (only over https or locally).
import { made } from "./dom.js";

/** @returns {Promise<boolean>} */
export async function hasCamera() {
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  return devices.some(({ kind }) => kind === "videoinput");
}

/**
 * @param {HTMLVideoElement} video
 * @returns {Promise<Blob | null>}
 */
function still(video) {
  const canvas = made("canvas", { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.95));
}

/**
 * @param {string} className
 * @param {string} text
 * @param {string} label
 * @param {() => void} onClick
 */
function button(className, text, label, onClick) {
  const element = made("button", { type: "button", className, textContent: text }, { "aria-label": label });
  element.addEventListener("click", onClick);
  return element;
}

/**
 * The photo as a file; null where none was taken.
 * @param {HTMLElement} opener has the keyboard afterwards
 * @param {{ say: (text: string) => void, word: (code: string) => string }} host
 */
export async function takePhoto(opener, { say, word }) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  if (!stream) {
    say(word("no_camera"));
    return null;
  }
  const dialog = made("dialog", { className: "schema-form lightbox" }, { "aria-label": word("take_photo") });
  document.body.append(dialog);
  const video = dialog.appendChild(made("video", { autoplay: true, muted: true, playsInline: true }));
  video.srcObject = stream;
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => {
    const shoot = async () => video.videoWidth && resolve(await still(video));
    dialog.append(
      button("close", "×", word("close"), () => dialog.close()),
      button("shutter", "", word("take_photo"), shoot),
    );
    dialog.addEventListener("close", () => resolve(null));
    dialog.showModal();
  });
  for (const track of stream.getTracks()) track.stop();
  dialog.remove();
  opener.focus();
  return blob && new File([blob], "photo.jpg", { type: "image/jpeg" });
}
