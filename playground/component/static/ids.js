/** @param {string | number} step */
const escaped = (step) =>
  String(step).replace(/[^A-Za-z0-9_]/gu, (letter) => `_${letter.codePointAt(0)?.toString(16)}_`);

/**
 * The id of a field's block, without the prefix of its form; as `field_id` of the server makes it.
 * @param {(string | number)[]} path
 */
export const idOf = (path) => `field-${path.map(escaped).join("-")}`;
