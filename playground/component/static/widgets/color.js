// A colour is typed or picked; the other follows.
import { control, inputs } from "../dom.js";

/** @param {HTMLElement} field */
export default (field) => {
  const box = control(field, "[data-raw]");
  const [swatch] = inputs(field, "[data-swatch]");
  field.addEventListener("input", ({ target }) => {
    if (!swatch) return;
    if (target === swatch) box.value = swatch.value;
    else if (/^#[0-9a-f]{6}$/i.test(box.value)) swatch.value = box.value;
  });
};
