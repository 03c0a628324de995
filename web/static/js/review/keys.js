// @ts-check
/** The keys of the review screen.
 *
 * None of them types a letter, so a digit typed is a digit: other readings are taken by Alt and a
 * digit of the upper row. F-keys are those that no browser needs (F3, F5, F6, F7, F10 to F12 are
 * taken) and that Unikey leaves alone (it takes Ctrl Shift and Alt Z). Ctrl Shift Z redoes as well
 * as Ctrl Y.
 */
import { isComposing } from "./composition.js";

/**
 * @typedef {object} Acts
 * @property {() => void} confirm
 * @property {() => void} unreadable
 * @property {(n: number) => void} alternative
 * @property {() => boolean} restore Whether there was something to give back.
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} sign
 * @property {() => void} next
 * @property {() => void} tab
 * @property {() => void} help
 * @property {() => boolean} isTouched Whether something is typed in the field that has the focus.
 */

/**
 * @param {KeyboardEvent} event
 * @param {Acts} acts
 * @param {boolean} inField Whether the focus is on an input of a field.
 */
export function onKey(event, acts, inField) {
  if (isComposing(event) || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  // A key held down decides once: nobody has looked at the field behind it.
  if (event.key === "Enter" && event.repeat && (inField || event.ctrlKey)) {
    event.preventDefault();
    return;
  }
  const act = meant(event, acts, inField);
  if (!act) return;
  event.preventDefault();
  act();
}

/**
 * @param {KeyboardEvent} event
 * @param {Acts} acts
 * @param {boolean} inField
 * @returns {(() => void) | null}
 */
function meant(event, acts, inField) {
  const { key, code, ctrlKey, altKey, shiftKey, metaKey } = event;
  const command = ctrlKey || metaKey;
  if (key === "Enter" && command && !altKey) return acts.sign;
  if (command && !altKey) return undoing(event, acts, inField);
  const digit = /^Digit([1-9])$/.exec(code);
  if (altKey && !shiftKey && digit && inField) return () => acts.alternative(Number(digit[1]));
  if (altKey || shiftKey) return null;
  const everywhere = { F1: acts.help, F2: acts.tab, F9: acts.next }[key];
  if (everywhere) return everywhere;
  if (!inField) return null;
  if (key === "Escape") return () => { acts.restore(); };
  return { Enter: acts.confirm, F8: acts.unreadable }[key] ?? null;
}

/** Letters just typed are the browser's to undo; decisions are ours.
 * @param {KeyboardEvent} event
 * @param {Acts} acts
 * @param {boolean} inField
 */
function undoing(event, acts, inField) {
  const typing = event.target instanceof HTMLElement
    && event.target.matches("input, textarea") && !inField;
  if (typing || acts.isTouched()) return null;
  const letter = event.key.toLowerCase();
  if (letter === "z") return event.shiftKey ? acts.redo : acts.undo;
  return letter === "y" && !event.shiftKey ? acts.redo : null;
}
