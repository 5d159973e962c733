// Files that hold a list: which they are, and their text, whatever program wrote it.

const LISTS = /\.(csv|tsv|txt)$/i;
export const MOST_BYTES = 1_000_000;
const MOST_LINES = 10_000; // ten times what is sent: a box that is given far more stands still for half a minute

/**
 * Why a text is no list that the box could hold, in words; empty where it is one.
 * @param {string} text
 * @param {{ tooLarge?: string, tooMany?: string }} said
 */
export function refusalOf(text, { tooLarge, tooMany }) {
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  if (count > MOST_LINES) return (tooMany ?? "").replace("{count}", count.toLocaleString("en"));
  return text.length > MOST_BYTES || new Blob([text]).size > MOST_BYTES ? (tooLarge ?? "") : "";
}

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
