// A PDF of one page with one picture on it, for print: all that a sheet needs.

const LONG = 841.89; // points: A4
const SHORT = 595.28;
const MARGIN = 28;

/** @param {string} text */
const bytesOf = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** @param {number} value */
const shown = (value) => value.toFixed(2);

/**
 * @param {Uint8Array} jpeg
 * @param {number} width of the picture, in pixels
 * @param {number} height
 */
export function pdfOf(jpeg, width, height) {
  const [wide, high] = width > height ? [LONG, SHORT] : [SHORT, LONG];
  const scale = Math.min((wide - 2 * MARGIN) / width, (high - 2 * MARGIN) / height);
  const [across, up] = [width * scale, height * scale];
  const placed = [across, 0, 0, up, (wide - across) / 2, (high - up) / 2].map(shown).join(" ");
  const content = `q ${placed} cm /Sheet Do Q`;
  const picture = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB`;
  const box = `/MediaBox [0 0 ${shown(wide)} ${shown(high)}]`;
  /** @type {[dictionary: string, stream?: Uint8Array][]} */
  const objects = [
    ["/Type /Catalog /Pages 2 0 R"],
    ["/Type /Pages /Kids [3 0 R] /Count 1"],
    [`/Type /Page /Parent 2 0 R ${box} /Contents 4 0 R /Resources << /XObject << /Sheet 5 0 R >> >>`],
    [`/Length ${content.length}`, bytesOf(content)],
    [`${picture} /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length}`, jpeg],
  ];
  /** @type {Uint8Array[]} */
  const parts = [bytesOf("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")];
  const places = objects.map(([dictionary, stream], number) => {
    const at = parts.reduce((sum, part) => sum + part.length, 0);
    parts.push(bytesOf(`${number + 1} 0 obj\n<< ${dictionary} >>\n`));
    if (stream) parts.push(bytesOf("stream\n"), stream, bytesOf("\nendstream\n"));
    parts.push(bytesOf("endobj\n"));
    return at;
  });
  const start = parts.reduce((sum, part) => sum + part.length, 0);
  const listed = places.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const count = objects.length + 1;
  parts.push(
    bytesOf(`xref\n0 ${count}\n0000000000 65535 f \n${listed}`),
    bytesOf(`trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`),
  );
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
