// One picture of the result, as large as the window or as large as it is; the others are an arrow key, a swipe or a
// click away.
import { word } from "./words.js";

const SWIPE = 60; // pixels
const pictures = () => [...document.querySelectorAll("#stage [data-open]")];

export function button(className, text, label, onClick) {
  const made = Object.assign(document.createElement("button"), {
    type: "button",
    className,
    textContent: text,
    title: label,
  });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", (event) => {
    event.stopPropagation();
    onClick();
  });
  return made;
}

function downloadLink() {
  const link = Object.assign(document.createElement("a"), {
    className: "save",
    textContent: "↓",
    download: "",
    title: word("download"),
  });
  link.setAttribute("aria-label", word("download"));
  return link;
}

// Sideways is to the next picture, down is away; a picture that is larger than the window is moved about instead.
function swipes(dialog, turn) {
  let from = null;
  dialog.addEventListener("pointerdown", (event) => (from = event.isPrimary ? event : null));
  dialog.addEventListener("pointerup", (event) => {
    if (!from || dialog.classList.contains("zoomed") || event.pointerType === "mouse") return;
    const [x, y] = [event.clientX - from.clientX, event.clientY - from.clientY];
    from = null;
    if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) turn(x < 0 ? 1 : -1);
    else if (y > SWIPE) dialog.close();
  });
  dialog.addEventListener("pointercancel", () => (from = null));
}

export function openPicture(opened) {
  let from = opened;
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.className = "lightbox";
  dialog.setAttribute("aria-label", word("large"));
  const frame = dialog.appendChild(Object.assign(document.createElement("div"), { className: "frame" }));
  const picture = frame.appendChild(Object.assign(document.createElement("img"), { draggable: false }));
  const counter = Object.assign(document.createElement("p"), { className: "counter" });
  counter.setAttribute("aria-live", "polite");
  const save = downloadLink();
  const zoomer = button("zoom", "+", word("zoom"), () => zoom());

  // Closer, with what was pointed at in the middle, or back.
  function zoom(isIn = !dialog.classList.contains("zoomed"), event = null) {
    const { left, top, width, height } = picture.getBoundingClientRect();
    // As large as it is, and at least twice as large as it was.
    picture.style.width = isIn ? `${Math.max(picture.naturalWidth, 2 * width)}px` : "";
    const [x, y] = event ? [(event.clientX - left) / width, (event.clientY - top) / height] : [0.5, 0.5];
    dialog.classList.toggle("zoomed", isIn);
    zoomer.textContent = isIn ? "−" : "+";
    zoomer.title = word(isIn ? "zoom_out" : "zoom");
    zoomer.setAttribute("aria-label", zoomer.title);
    if (isIn)
      frame.scrollTo(
        x * picture.offsetWidth - frame.clientWidth / 2,
        y * picture.offsetHeight - frame.clientHeight / 2,
      );
  }

  function show(thumbnail) {
    from = thumbnail;
    zoom(false);
    picture.src = from.dataset.open;
    picture.alt = from.querySelector("img").alt;
    save.href = `${from.dataset.open}?download=1`;
    const all = pictures();
    counter.textContent = all.length > 1 ? word("counter", { number: all.indexOf(from) + 1, count: all.length }) : "";
  }

  const turn = (step) => {
    const all = pictures();
    if (all.length > 1) show(all[(all.indexOf(from) + step + all.length) % all.length]);
  };

  dialog.append(
    counter,
    zoomer,
    save,
    button("close", "×", word("close"), () => dialog.close()),
  );
  if (pictures().length > 1) {
    dialog.append(
      button("previous", "‹", word("previous"), () => turn(-1)),
      button("next", "›", word("next"), () => turn(1)),
    );
  }
  swipes(dialog, turn);
  picture.addEventListener("click", (event) => zoom(undefined, event));
  frame.addEventListener("click", (event) => event.target === frame && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    (from.isConnected ? from : document.querySelector("#stage [data-open]"))?.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && !dialog.classList.contains("zoomed")) turn(step);
    if (["+", "=", "-"].includes(event.key)) zoom(event.key !== "-");
  });
  show(opened);
  dialog.showModal();
}
