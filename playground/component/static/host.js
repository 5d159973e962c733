// What is outside of a form, as types: the page, the workbench and any Gradio app are hosts of one.

/** @typedef {(string | number)[]} Path */
/** @typedef {import("./held.js").Held} Held */

/**
 * Everything that the server needs to know of a form: what it was drawn from, and what its controls hold.
 * @typedef {object} State
 * @property {string} model
 * @property {string} version
 * @property {string} form as text: a number of many digits would lose some as JavaScript's
 * @property {[Path, Held][]} raws by slot
 * @property {Path[]} emptied slots emptied by hand
 */

/**
 * What is to change: `do` names it, and the rest is for the server. `held` stands for what the form holds.
 * @typedef {{ do?: string, held?: State, [more: string]: any }} Edit
 */

/** @typedef {{ form: string, [more: string]: any }} Drawing */

/**
 * Another page, on which a person can do something about what is in the way.
 * @typedef {{ href: string, words: string }} More
 */

/**
 * What came of a file: the token that stands for it, with a note perhaps; or what is wrong with it.
 * @typedef {{ token?: string, note?: string, problem?: string, more?: More }} Uploaded
 */

/**
 * @typedef {object} Host
 * @property {(state: (State & { edit: Edit }) | undefined, edit: Edit) => Promise<Drawing | null | undefined>} draw the
 *   server's answer to an edit; nothing where none came, which the host has said then
 * @property {(root: HTMLElement, edit?: Edit) => void} drawn the form was drawn anew
 * @property {() => void} input what it holds has changed
 * @property {(isWhole: boolean) => void} [settled] no edit and no file is on its way any more; whether all came
 * @property {(on: boolean) => void} [busy] an edit is on its way
 * @property {(file: File, box: HTMLElement, progress: (share: number) => void) => Promise<Uploaded>} upload
 * @property {(transfer: DataTransfer) => Promise<File | string> | null} [dropped] a promise of the file, or of what is
 *   wrong with it, for what is no file by itself; else null
 * @property {(widget: string) => string} [script] where the script is that a widget brings along; without it, where
 *   a page of ours serves that
 * @property {(token: string) => string | null} picture where the picture of a token is; null where there is none to
 *   show
 * @property {(text: string, how?: { stays?: boolean }) => void} say
 * @property {(code: string, params?: Record<string, unknown>) => string} word
 */

export {};
