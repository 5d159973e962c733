// A plain text area as an editor for JSON: line numbers, marked lines, indentation. Undo stays the browser's own.

const LINE = 20;
const PADDING = 12;

// Escape lets the next Tab leave, so that the keyboard is never caught.
function startKeys(area, insert) {
  let leaving = false;
  area.addEventListener("blur", () => (leaving = false));
  area.addEventListener("keydown", (event) => {
    const left = leaving;
    leaving = event.key === "Escape";
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === "Tab" && !left) {
      event.preventDefault();
      insert("  ");
    }
    if (event.key === "Enter") {
      event.preventDefault();
      const before = area.value.slice(0, area.selectionStart);
      const indent = before.slice(before.lastIndexOf("\n") + 1).match(/^ */)[0];
      insert(`\n${indent}${/[[{]\s*$/.test(before) ? "  " : ""}`);
    }
  });
}

export function startEditor(box, changed) {
  const area = box.querySelector("textarea");
  const numbers = box.querySelector(".numbers");
  const marks = box.querySelector(".marks");

  function follow() {
    numbers.style.transform = marks.style.transform = `translateY(${-area.scrollTop}px)`;
  }

  let count = 1;
  function number() {
    const now = area.value.split("\n").length;
    if (now === count) return;
    count = now;
    numbers.textContent = Array.from({ length: now }, (_, place) => place + 1).join("\n");
  }

  // As if it were typed, so that it can be undone.
  function insert(text) {
    if (document.execCommand("insertText", false, text)) return;
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  area.addEventListener("input", () => {
    number();
    changed();
  });
  area.addEventListener("scroll", follow);
  startKeys(area, insert);

  return {
    text: () => area.value,
    // The first text of the page.
    fill(text) {
      area.value = text;
      number();
      changed();
    },
    // Another text in place of this one; Undo brings this one back.
    replace(text) {
      area.focus({ preventScroll: true });
      area.select();
      insert(text);
      area.setSelectionRange(0, 0);
      area.scrollTop = 0;
    },
    // Lines to mark: `[{ line, look }]`.
    mark(lines) {
      marks.replaceChildren(
        ...lines.map(({ line, look }) => {
          const band = Object.assign(document.createElement("i"), { className: look });
          band.style.top = `${PADDING + (line - 1) * LINE}px`;
          return band;
        }),
      );
      follow();
    },
    // Select what stands at a line and column (both from 1, in characters); without a column, the whole line.
    goTo(line, column) {
      const lines = area.value.split("\n");
      const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
      const text = lines[line - 1] ?? "";
      const from = column ? [...text].slice(0, column - 1).join("").length : text.length - text.trimStart().length;
      area.focus({ preventScroll: true });
      area.setSelectionRange(start + from, column ? start + from + 1 : start + text.length);
      area.scrollTop = (line - 1) * LINE - area.clientHeight / 2;
      area.scrollLeft = 0;
      box.scrollIntoView({ block: "nearest" });
    },
  };
}
