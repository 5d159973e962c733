// Texts beside each other scroll together.
import { all } from "./form/dom.js";

/** @param {HTMLElement} one */
const height = (one) => Math.max(1, one.scrollHeight - one.clientHeight);

export function startTexts() {
  const texts = all(document, "#panes pre");
  for (const text of texts)
    text.addEventListener("scroll", () => {
      const share = text.scrollTop / height(text);
      if (text.matches(":hover, :focus"))
        for (const other of texts) if (other !== text) other.scrollTop = share * height(other);
    });
}
