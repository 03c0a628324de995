// @ts-check
/** What the tabs do alike with decisions: undo them by keys, show their pages anew. */
import { saver } from "../review/saving.js";
import { reload } from "./lazy.js";

/** @typedef {import("../review/saving.js").Target} Target */

/** Undo or redo a decision where a key asks for it: Ctrl Z; Ctrl Y, Ctrl Shift Z.
 *
 * @param {KeyboardEvent} event With Ctrl or ⌘.
 * @returns {boolean} Whether it did.
 */
export function onUndoKey(event) {
  const letter = event.key.toLowerCase();
  if (letter === "z" && !event.shiftKey) saver().undo();
  else if (letter === "y" || letter === "z") saver().redo();
  else return false;
  return true;
}

/** Show a page of a tab anew where decisions on it were undone, or made by others.
 *
 * @param {string} tab As of `data-tab`.
 * @param {string} item Selector of what is decided there.
 * @param {(item: HTMLElement) => void} goTo Puts the caret where it was.
 */
export function keepFresh(tab, item, goTo) {
  /** @param {Element} section */
  async function again(section) {
    const at = document.activeElement?.closest(item);
    const box = at instanceof HTMLElement && section.contains(at) ? at.dataset.box : undefined;
    await reload(section);
    const same = box && section.querySelector(`${item}[data-box="${box}"]`);
    if (same instanceof HTMLElement) goTo(same);
  }

  /** @param {Target[]} targets */
  function refresh(targets) {
    const pages = new Set(targets.filter(({ kind }) => kind !== "field").map(({ page }) => page));
    for (const section of document.querySelectorAll(`[data-tab="${tab}"] [data-loaded]`)) {
      if (pages.has(Number(section.getAttribute("data-number")))) again(section);
    }
  }

  saver().addEventListener("saved", (event) => {
    const { change } = /** @type {CustomEvent} */ (event).detail;
    if (change.act === "undo") refresh([change.target]);
  });
  saver().addEventListener("others", (event) => {
    const { decisions } = /** @type {CustomEvent} */ (event).detail;
    refresh(decisions.map((/** @type {{ target: Target }} */ one) => one.target));
  });
}
