// One labelled sheet of a grid, as a picture or for print. It is drawn in the browser, which has letters for every
// script that it shows.
import { all, find } from "./form/dom.js";
import { pdfOf } from "./pdf.js";
import { fittingCell } from "./sheet_size.js";

const MARGIN = 24;
const GAP = 8;
const LINE = 1.35; // of a label's size
const MOST_LINES = 3;
const INK = "#1b1b1f";
const SOFT = "#62626c";
const PAPER = "#ffffff";
const EMPTY = "#f1f1ee";

/**
 * Where a text stands, and how it looks.
 * @typedef {{ x: number, y: number, width: number, size: number, colour?: string }} Spot
 * @typedef {Spot & { isBold?: boolean, isCentred?: boolean }} Place
 */
/** @typedef {{ label: string, cells: HTMLElement[] }} Row */
/** @typedef {{ title: string, corner: string, columns: string[], rows: Row[] }} Block */

/** @param {Element | null} element */
const said = (element) => element?.textContent?.trim() ?? "";

/**
 * @param {HTMLElement} grid
 * @returns {Block[]}
 */
const blocksOf = (grid) =>
  all(grid, ".block").map((block) => ({
    title: said(find(block, "h2")).replace(/\s+/g, " "),
    corner: all(block, "thead .corner span").map(said).join("  "),
    columns: all(block, "th[scope=col]").map(said),
    rows: all(block, "tbody tr").map((row) => ({
      label: said(find(row, "th")),
      cells: all(row, "[data-cell]"),
    })),
  }));

/** @param {string} address */
async function load(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/**
 * The lines of a text that is to be so wide; what is too much ends with an ellipsis.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} text
 * @param {number} width
 */
function wrapped(pen, text, width) {
  const lines = [""];
  // Between any two letters where there are no spaces, as in Chinese.
  for (const piece of text.match(/[\p{L}\p{N}'’.,:%-]+(?<!\p{Script=Han})|\s+|./gu) ?? []) {
    const line = lines[lines.length - 1] + piece;
    if (pen.measureText(line.trimEnd()).width <= width || !lines[lines.length - 1]) lines[lines.length - 1] = line;
    else lines.push(piece.trimStart());
  }
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]}…`];
}

/** @param {number} size */
const fontOf = (size, isBold = false) =>
  `${isBold ? 600 : 400} ${size}px ${getComputedStyle(document.body).fontFamily}`;

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} text
 * @param {Place} place
 */
function write(pen, text, { x, y, width, size, colour = INK, isBold = false, isCentred = false }) {
  pen.font = fontOf(size, isBold);
  pen.fillStyle = colour;
  pen.textAlign = isCentred ? "center" : "left";
  pen.textBaseline = "top";
  wrapped(pen, text, width).forEach((line, number) => {
    pen.fillText(line.trimEnd(), isCentred ? x + width / 2 : x, y + number * size * LINE, width);
  });
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {HTMLElement} cell
 * @param {{ x: number, y: number, width: number, height: number, size: number }} box
 */
async function paintCell(pen, cell, { x, y, width, height, size }) {
  pen.fillStyle = EMPTY;
  pen.fillRect(x, y, width, height);
  const shown = find(cell, "img");
  const image = shown ? await load(shown.dataset.full ?? "").catch(() => null) : null;
  if (!image) {
    write(pen, said(find(cell, ".say b")), {
      x: x + GAP,
      y: y + height / 2 - size,
      width: width - 2 * GAP,
      size,
      colour: SOFT,
      isCentred: true,
    });
    return;
  }
  const scale = Math.min(width / image.naturalWidth, height / image.naturalHeight);
  const [wide, high] = [image.naturalWidth * scale, image.naturalHeight * scale];
  pen.drawImage(image, x + (width - wide) / 2, y + (height - high) / 2, wide, high);
}

/**
 * How much room the longest of these labels takes.
 * @param {CanvasRenderingContext2D} pen
 * @param {string[]} labels
 * @param {number} width
 * @param {number} size
 */
function roomFor(pen, labels, width, size) {
  pen.font = fontOf(size);
  return Math.ceil(Math.max(...labels.map((label) => wrapped(pen, label, width).length)) * size * LINE) + GAP;
}

/** @param {HTMLElement} grid */
async function paint(grid) {
  const blocks = blocksOf(grid);
  const across = Math.max(...blocks.map((block) => block.columns.length));
  const down = blocks.reduce((sum, block) => sum + block.rows.length, 0);
  const ratio = Number(find(grid, "table")?.dataset.ratio) || 1;
  const cell = fittingCell(across, down, blocks.length, ratio);
  const size = Math.max(12, Math.round(Math.min(cell.width, cell.height) / 16));
  const side = Math.max(Math.round(cell.width * 0.45), size * 8);
  const title = said(find(grid, ".grid-prompt"));
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("There is no canvas.");
  canvas.width = 2 * MARGIN + side + across * (cell.width + GAP);
  const whole = canvas.width - 2 * MARGIN;
  const top = title ? roomFor(pen, [title], whole, size) + GAP : 0;
  const named = Math.max(...blocks.map(({ title: name }) => (name ? roomFor(pen, [name], whole, size) : 0)));
  const corner = Math.round(size * 0.75);
  const head = Math.max(
    ...blocks.map((block) => roomFor(pen, block.columns, cell.width, size)),
    ...blocks.map((block) => roomFor(pen, [block.corner], side - 2 * GAP, corner)),
  );
  canvas.height = 2 * MARGIN + top + blocks.length * (named + head + GAP) + down * (cell.height + GAP);
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  if (title) write(pen, title, { x: MARGIN, y: MARGIN, width: whole, size, isBold: true });
  let y = MARGIN + top;
  for (const block of blocks) {
    if (block.title) write(pen, block.title, { x: MARGIN, y, width: whole, size, isBold: true });
    y += named;
    write(pen, block.corner, { x: MARGIN, y, width: side - 2 * GAP, size: corner, colour: SOFT });
    block.columns.forEach((label, number) => {
      write(pen, label, {
        x: MARGIN + side + number * (cell.width + GAP),
        y,
        width: cell.width,
        size,
        isCentred: true,
      });
    });
    y += head;
    for (const row of block.rows) {
      write(pen, row.label, { x: MARGIN, y: y + cell.height / 2 - size, width: side - 2 * GAP, size });
      for (const [number, one] of row.cells.entries())
        await paintCell(pen, one, { x: MARGIN + side + number * (cell.width + GAP), y, ...cell, size });
      y += cell.height + GAP;
    }
    y += GAP;
  }
  return canvas;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} type
 * @returns {Promise<Blob>}
 */
const encoded = (canvas, type) =>
  new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("It cannot be encoded."))), type, 0.92);
  });

/**
 * @param {Blob} blob
 * @param {string} name
 */
function keep(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Draw the sheet and download it. Throws where the browser cannot.
 * @param {HTMLElement} grid
 * @param {"png" | "pdf"} kind
 */
export async function makeSheet(grid, kind) {
  const canvas = await paint(grid);
  const name = `grid_${(grid.dataset.grid ?? "").slice(0, 8)}.${kind}`;
  if (kind === "png") return keep(await encoded(canvas, "image/png"), name);
  const picture = new Uint8Array(await (await encoded(canvas, "image/jpeg")).arrayBuffer());
  keep(new Blob([pdfOf(picture, canvas.width, canvas.height)], { type: "application/pdf" }), name);
}
