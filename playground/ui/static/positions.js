// Places in a text: an editor's lines and columns, and what it indents.

/** @param {string} text */
export const linesIn = (text) => text.split("\n").length;

/**
 * What Enter puts in: as much indentation as the line has, and more after an opening bracket.
 * @param {string} before what stands before the caret
 */
export function newLine(before) {
  const [indent = ""] = before.slice(before.lastIndexOf("\n") + 1).match(/^ */) ?? [];
  return `\n${indent}${/[[{]\s*$/.test(before) ? "  " : ""}`;
}

/**
 * From where to where to select for a line and column, both from 1 and in characters; without a column, the whole line
 * after its indentation.
 * @param {string} text
 * @param {number} line
 * @param {number} column
 * @returns {[start: number, end: number]} in UTF-16 units, as a text area counts
 */
export function spanOf(text, line, column) {
  const lines = text.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const found = lines[line - 1] ?? "";
  if (!column) return [start + found.length - found.trimStart().length, start + found.length];
  const from = start + [...found].slice(0, column - 1).join("").length;
  return [from, from + 1];
}
