/**
 * Whether what a person types in a search box is in one of the texts, in small letters or large.
 * @param {string} wish
 * @param {(string | null | undefined)[]} texts
 */
export const isFoundIn = (wish, texts) => texts.join(" ").toLowerCase().includes(wish.trim().toLowerCase());
