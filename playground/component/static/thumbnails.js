// How a reference file looks: its picture or its name, and what can be done with it.
import { all, data, find, get, made } from "./dom.js";
import { isOnWeb } from "./links.js";
import { nameOf } from "./names.js";

/** @typedef {Pick<import("./host.js").Host, "picture" | "word">} Host */

const MOST_SHOWN = 5; // small pictures on the head of a closed section

/**
 * @param {string} token
 * @param {string} name
 * @param {Host} host
 */
function picture(token, name, { picture: addressOf, word }) {
  const address = addressOf(token);
  if (!address) return linked(token, name, word("file_show"));
  const image = made("img", { alt: name, src: address });
  image.addEventListener("error", () => image.replaceWith(made("span", { textContent: name })));
  return image;
}

/**
 * A link may have come with a stranger's picture: it is loaded when a person asks for it, in a page of its own.
 * @param {string} token
 * @param {string} name
 * @param {string} textContent
 */
function linked(token, name, textContent) {
  const text = made("span", { textContent: name });
  if (!isOnWeb(token)) return text;
  const properties = { href: token, target: "_blank", rel: "noopener noreferrer", textContent };
  const both = made("div");
  both.append(text, made("a", properties, { "aria-label": `${textContent}: ${name}` }));
  return both;
}

/**
 * @param {string} sign
 * @param {string} label
 * @param {string} name of the attribute that says what it does
 */
const button = (sign, label, name) =>
  made("button", { type: "button", textContent: sign, title: label }, { "aria-label": label, [name]: "" });

/**
 * Fill in an item of a list of files, once.
 * @param {HTMLElement} item
 * @param {Host} host
 */
export function face(item, host) {
  if (item.dataset.faced) return;
  item.dataset.faced = "yes";
  const token = data(item, "token");
  const name = nameOf(token);
  item.title = name;
  item.draggable = true;
  item.append(
    picture(token, name, host),
    button("×", host.word("file_remove", { name }), "data-file-remove"),
    button("‹", host.word("file_earlier", { name }), "data-file-forward"),
  );
}

/**
 * What a closed section holds is sent all the same, so it is to be seen on its head.
 * @param {HTMLElement} element
 * @param {Host} host
 */
export function showUse(element, { picture: addressOf, word }) {
  for (const section of all(element, "details:has(> summary)")) {
    const head = get(section, ":scope > summary");
    const tokens = all(section, ".files li[data-token]").map((item) => data(item, "token"));
    const before = find(head, ".in-use");
    if ((before?.dataset.tokens ?? "") === tokens.join(" ")) continue;
    before?.remove();
    if (!tokens.length) continue;
    const line = head.appendChild(made("span", { className: "in-use" }));
    line.dataset.tokens = tokens.join(" ");
    for (const src of tokens
      .map(addressOf)
      .filter((address) => address !== null)
      .slice(0, MOST_SHOWN)) {
      const small = line.appendChild(made("img", { alt: "", src }));
      small.addEventListener("error", () => small.remove());
    }
    line.append(word("in_use", { count: tokens.length }));
  }
}
