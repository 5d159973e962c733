// A photo from this device's camera, where it has one and the browser lets a page use it (only over https or locally).

export async function hasCamera() {
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  return devices.some(({ kind }) => kind === "videoinput");
}

function still(video) {
  const canvas = Object.assign(document.createElement("canvas"), {
    width: video.videoWidth,
    height: video.videoHeight,
  });
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.95));
}

function button(className, text, label, onClick) {
  const made = Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", onClick);
  return made;
}

// The photo as a file; null where none was taken.
export async function takePhoto(opener, { say, word }) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  if (!stream) {
    say(word("no_camera"));
    return null;
  }
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.className = "schema-form lightbox";
  dialog.setAttribute("aria-label", word("take_photo"));
  const video = dialog.appendChild(
    Object.assign(document.createElement("video"), { autoplay: true, muted: true, playsInline: true }),
  );
  video.srcObject = stream;
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
