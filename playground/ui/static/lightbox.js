// One picture of the result, as large as the window; the others are an arrow key or a click away.
import { word } from "./words.js";

const pictures = () => [...document.querySelectorAll("#stage [data-open]")];

export function button(className, text, label, onClick) {
  const made = Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", (event) => {
    event.stopPropagation();
    onClick();
  });
  return made;
}

export function openPicture(opened) {
  let from = opened;
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.className = "lightbox";
  const picture = dialog.appendChild(document.createElement("img"));
  const show = (thumbnail) => {
    from = thumbnail;
    picture.src = from.dataset.open;
    picture.alt = from.querySelector("img").alt;
  };
  const turn = (step) => {
    const all = pictures();
    if (all.length) show(all[(all.indexOf(from) + step + all.length) % all.length]);
  };
  dialog.append(button("close", "×", word("close"), () => dialog.close()));
  if (pictures().length > 1) {
    dialog.append(button("previous", "‹", word("previous"), () => turn(-1)), button("next", "›", word("next"), () => turn(1)));
  }
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    from.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) turn(step);
  });
  show(opened);
  dialog.showModal();
}
