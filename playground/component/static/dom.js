// Finding and making elements, in types that say what is there.

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/**
 * The first that fits; null where none does.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const find = (root, selector) => root.querySelector(selector);

/**
 * The first that fits, which the template has put there. Throws where it is not.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function get(root, selector) {
  const found = find(root, selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}

/**
 * The element with that id, which the page always has. Throws where it has not.
 * @param {string} id
 * @returns {HTMLElement}
 */
export const byId = (id) => get(document, `#${id}`);

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export const all = (root, selector) =>
  [...root.querySelectorAll(selector)].map((one) => /** @type {HTMLElement} */ (one));

/**
 * The same for what a person fills in.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {Control}
 */
export const control = (root, selector) => /** @type {Control} */ (get(root, selector));

/**
 * The same for what can be checked or typed into.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLInputElement[]}
 */
export const inputs = (root, selector) => all(root, selector).map((one) => /** @type {HTMLInputElement} */ (one));

/**
 * What an event happened to, or the nearest around it that fits; null also for the document itself.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const around = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);

/**
 * What stands in a `data-` attribute; empty where there is none.
 * @param {HTMLElement} element
 * @param {string} name
 */
export const data = (element, name) => element.dataset[name] ?? "";

/**
 * A new element with these properties, and these attributes.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [properties]
 * @param {Record<string, string>} [attributes]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function made(tag, properties = {}, attributes = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/**
 * The selector of what has that value in an attribute.
 * @param {string} name
 * @param {string} value
 */
export const attribute = (name, value) => `[${name}="${CSS.escape(value)}"]`;
