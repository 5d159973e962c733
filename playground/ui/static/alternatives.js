// Alternatives in a text, {red|blue}: how they become plain text. What they mean is the server's business.

const GROUP = /(?<!\\)\{([^{}]*\|[^{}]*?)(?<!\\)\}/g;

/**
 * The text with each group of alternatives marked as plain text.
 * @param {string} text
 */
export const plainly = (text) => text.replace(GROUP, "\\{$1\\}");
