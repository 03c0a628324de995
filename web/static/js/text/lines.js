// @ts-check
/** The tab “Chữ”: lines accepted by Enter, corrected by typing. */
import { asKept, isComposing } from "../review/composition.js";
import { keyOf, saver } from "../review/saving.js";
import { look, nextOpen, targetOf, tell, toTheEnd } from "./going.js";
import { keepFresh, onUndoKey } from "./undoing.js";

const WORDS = { confirmed: "✓ đã nhận", corrected: "✎ đã sửa", unreadable: "không đọc được" };

/** @param {EventTarget | null} at @returns {HTMLElement | null} */
function lineAt(at) {
  return at instanceof Element ? at.closest('[data-tab="lines"] .line') : null;
}

/** @param {HTMLElement} line */
const input = (line) => /** @type {HTMLTextAreaElement} */ (line.querySelector("textarea"));

/** @param {HTMLElement} line */
const stands = (line) => input(line).dataset.stands ?? "";

/** @param {HTMLElement} line */
const isTouched = (line) => asKept(input(line).value) !== asKept(stands(line));

/** @param {HTMLElement} line */
const isSigned = (line) => line.closest("[data-signed]") !== null;

/** Put a decision about a line on its way.
 *
 * @param {HTMLElement} line
 * @param {"confirm" | "correct" | "unreadable"} act
 */
function decide(line, act) {
  const before = stands(line);
  const after = act === "correct" ? asKept(input(line).value) : null;
  show(line, { confirm: "confirmed", correct: "corrected", unreadable: "unreadable" }[act]);
  if (after !== null) setText(line, after);
  saver().save({ act, target: targetOf(line, "line"), before, after }).catch((why) => {
    tell(line, `Chưa lưu: ${why.message}`);
    line.dataset.state = "open";
  });
}

/** @param {HTMLElement} line @param {"confirmed" | "corrected" | "unreadable"} state */
function show(line, state) {
  line.dataset.state = state;
  tell(line, WORDS[state]);
  const mirror = line.querySelector(".mirror");
  if (mirror) mirror.textContent = input(line).value;
}

/** @param {HTMLElement} line @param {string} text */
function setText(line, text) {
  input(line).dataset.stands = text;
  input(line).value = text;
  const mirror = line.querySelector(".mirror");
  if (mirror) mirror.textContent = text;
}

/** @param {HTMLElement} line */
async function goOn(line) {
  const next = await nextOpen(line);
  if (!next) { toTheEnd(line); return; }
  next.scrollIntoView({ block: "center" });
  input(next).focus();
}

/** @param {KeyboardEvent} event @param {HTMLElement} line */
function onLineKey(event, line) {
  const command = event.ctrlKey || event.metaKey;
  // Letters just typed are the browser's to undo; decisions are ours.
  if (command && !event.altKey) return !isTouched(line) && onUndoKey(event);
  if (event.altKey) return false;
  if (event.key === "Escape" && isTouched(line)) {
    setText(line, stands(line));
    return true;
  }
  if (isSigned(line)) return false;
  if (event.key === "Enter") {
    // A key held down accepts once: nobody has looked at the line behind it.
    if (event.repeat) return true;
    if (isTouched(line)) decide(line, "correct");
    else if (line.dataset.state === "open" && stands(line)) decide(line, "confirm");
    goOn(line);
    return true;
  }
  if (event.key === "F8") {
    setText(line, stands(line));
    decide(line, "unreadable");
    goOn(line);
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  const line = lineAt(event.target);
  if (!line || isComposing(event) || event.defaultPrevented) return;
  if (onLineKey(event, line)) event.preventDefault();
}, { capture: true });

document.addEventListener("input", (event) => {
  const line = lineAt(event.target);
  if (!line) return;
  // The picture of the text behind the input gives it its size; marks of the old text are gone.
  const mirror = line.querySelector(".mirror");
  if (mirror) mirror.textContent = input(line).value;
});

document.addEventListener("focusin", (event) => {
  const line = lineAt(event.target);
  if (line) look(line);
});

// Whoever goes on by Tab or the mouse loses nothing of what was typed.
document.addEventListener("focusout", (event) => {
  const line = lineAt(event.target);
  if (line && isTouched(line) && !isSigned(line)) decide(line, "correct");
});

if (document.getElementById("review")) {
  keepFresh("lines", ".line", (line) => input(line).focus());
  saver().addEventListener("overtaken", (event) => {
    const { change } = /** @type {CustomEvent} */ (event).detail;
    for (const line of document.querySelectorAll('[data-tab="lines"] .line')) {
      const it = /** @type {HTMLElement} */ (line);
      if (keyOf(targetOf(it, "line")) === keyOf(change.target)) {
        tell(it, "Chưa lưu: người khác vừa sửa dòng này");
      }
    }
  });
}
