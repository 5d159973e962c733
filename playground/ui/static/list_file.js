// Files that hold a list: which they are, and their text, whatever program wrote it.

const LISTS = /\.(csv|tsv|txt)$/i;
export const MOST_BYTES = 1_000_000;

/** @param {{ name: string, type: string }} file */
export const isList = ({ name, type }) => LISTS.test(name) || type === "text/csv";

/**
 * The text of a file: UTF-8 or UTF-16, else what spreadsheets write where that language is spoken.
 * @param {ArrayBuffer} bytes
 * @param {string} language
 */
export function textOf(bytes, language) {
  const [first, second] = new Uint8Array(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(language.startsWith("zh") ? "gb18030" : "windows-1252").decode(bytes);
  }
}
