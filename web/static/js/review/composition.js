// @ts-check
/** Whether a key belongs to an input method that is still putting a word together.
 *
 * Vietnamese is typed in two ways. Methods of the system (ibus, the one of macOS, Windows' own)
 * compose: the browser says so, and the keys that end a word are theirs. Unikey and its like send
 * backspaces and letters: those are plain typing and need nothing of us.
 *
 * Safari ends a composition *before* it tells of the key that ended it; that key has the code 229
 * by which browsers name keys that an input method took
 * (https://www.w3.org/TR/uievents/#determine-keydown-keyup-keyCode).
 *
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/** As the archive keeps text: one code point a letter where there is one, no space at the ends.
 *
 * @param {string} text
 * @returns {string}
 */
export function asKept(text) {
  return text.normalize("NFC").replace(/[ \t\u00a0]+/g, " ").trim();
}
