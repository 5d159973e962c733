// A plain text area as an editor for JSON: line numbers, marked lines, indentation. Undo stays the browser's own.
import { get, made } from "./form/dom.js";
import { linesIn, newLine, spanOf } from "./positions.js";

const LINE = 20;
const PADDING = 12;

/**
 * Escape lets the next Tab leave, so that the keyboard is never caught.
 * @param {HTMLTextAreaElement} area
 * @param {(text: string) => void} insert
 */
function startKeys(area, insert) {
  let isLeaving = false;
  area.addEventListener("blur", () => {
    isLeaving = false;
  });
  area.addEventListener("keydown", (event) => {
    const isLeft = isLeaving;
    isLeaving = event.key === "Escape";
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === "Tab" && !isLeft) {
      event.preventDefault();
      insert("  ");
    }
    if (event.key === "Enter") {
      event.preventDefault();
      insert(newLine(area.value.slice(0, area.selectionStart)));
    }
  });
}

/**
 * @param {HTMLElement} box holds the text area, the numbers and the marks
 * @param {() => void} changed
 */
export function startEditor(box, changed) {
  const area = /** @type {HTMLTextAreaElement} */ (get(box, "textarea"));
  const numbers = get(box, ".numbers");
  const marks = get(box, ".marks");

  function follow() {
    numbers.style.transform = `translateY(${-area.scrollTop}px)`;
    marks.style.transform = numbers.style.transform;
  }

  let count = 1;
  function number() {
    const now = linesIn(area.value);
    if (now === count) return;
    count = now;
    numbers.textContent = Array.from({ length: now }, (_, place) => place + 1).join("\n");
  }

  /**
   * As if it were typed, so that it can be undone.
   * @param {string} text
   */
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
    /**
     * The first text of the page.
     * @param {string} text
     */
    fill(text) {
      area.value = text;
      number();
      changed();
    },
    /**
     * Another text in place of this one; Undo brings this one back.
     * @param {string} text
     */
    replace(text) {
      area.focus({ preventScroll: true });
      area.select();
      insert(text);
      area.setSelectionRange(0, 0);
      area.scrollTop = 0;
    },
    /** @param {{ line: number, look: string }[]} lines to mark */
    mark(lines) {
      const bands = lines.map(({ line, look }) => {
        const band = made("i", { className: look });
        band.style.top = `${PADDING + (line - 1) * LINE}px`;
        return band;
      });
      marks.replaceChildren(...bands);
      follow();
    },
    /**
     * Select what stands at a line and column (both from 1, in characters); without a column, the whole line.
     * @param {number} line
     * @param {number} column
     */
    goTo(line, column) {
      area.focus({ preventScroll: true });
      area.setSelectionRange(...spanOf(area.value, line, column));
      area.scrollTop = (line - 1) * LINE - area.clientHeight / 2;
      area.scrollLeft = 0;
      box.scrollIntoView({ block: "nearest" });
    },
  };
}
