// @ts-check
/** The tab “Dấu và chữ chưa đọc”: kinds by one key, words by typing. */
import { asKept, isComposing } from "../review/composition.js";
import { saver } from "../review/saving.js";
import { look, nextOpen, targetOf, tell, toTheEnd } from "./going.js";
import { keepFresh, onUndoKey } from "./undoing.js";

/** Kinds by key, as `web/services/marks.py` has them. @type {Record<string, string>} */
const KINDS = {
  1: "seal", 2: "signature", 3: "note", 4: "fill_in", 5: "incoming_stamp",
  6: "name_stamp", 7: "stamp", 8: "tick", 9: "underline", 0: "unknown",
};

/** @param {EventTarget | null} at @returns {HTMLElement | null} */
function markAt(at) {
  return at instanceof Element ? at.closest('[data-tab="marks"] .mark') : null;
}

/** @param {HTMLElement} mark */
const words = (mark) =>
  /** @type {HTMLTextAreaElement | null} */ (mark.querySelector("[data-text]"));

/** @param {HTMLElement} mark */
const isSigned = (mark) => mark.closest("[data-signed]") !== null;

/** @param {HTMLElement} mark */
function isTouched(mark) {
  const input = words(mark);
  return input !== null && asKept(input.value) !== asKept(input.dataset.stands ?? "");
}

/**
 * @param {HTMLElement} mark
 * @param {string} act
 * @param {any} before
 * @param {any} after
 * @param {string} said
 */
function decide(mark, act, before, after, said) {
  if (isSigned(mark)) return;
  const kind = mark.dataset.kind ?? "mark";
  mark.dataset.state = act;
  tell(mark, said);
  saver().save({ act, target: targetOf(mark, kind), before, after }).catch((why) => {
    mark.dataset.state = "open";
    tell(mark, `Chưa lưu: ${why.message}`);
  });
}

/** Save what is typed for a mark or for unread print. @param {HTMLElement} mark */
function write(mark) {
  const input = words(mark);
  if (!input) return;
  const before = input.dataset.stands ?? "";
  const after = asKept(input.value);
  input.dataset.stands = after;
  input.value = after;
  decide(mark, "correct", before, after, "✎ đã ghi");
}

/** @param {HTMLElement} mark @param {string} kind */
function name(mark, kind) {
  const select = /** @type {HTMLSelectElement | null} */ (mark.querySelector("[data-name]"));
  const option = select && [...select.options].find((one) => one.value === kind);
  if (!select || !option || mark.dataset.is === kind) return;
  const before = mark.dataset.is;
  mark.dataset.is = kind;
  select.value = kind;
  const label = mark.querySelector("[data-label]");
  if (label) label.textContent = option.text;
  mark.setAttribute("aria-label", `${option.text}, trang ${mark.dataset.page}`);
  decide(mark, "name", before, kind, `✎ ${option.text}`);
}

/** @param {HTMLElement} mark */
function unreadable(mark) {
  const input = words(mark);
  if (!input) return;
  const before = input.dataset.stands ?? null;
  input.value = "";
  input.dataset.stands = "";
  decide(mark, "unreadable", before, null, "không đọc được");
}

/** There are no letters there. @param {HTMLElement} mark */
function none(mark) {
  if (mark.dataset.kind !== "unread") return;
  decide(mark, "correct", null, "", "✓ không phải chữ");
}

/** A part of the record's incoming stamp; the others stay. @param {HTMLInputElement} part */
function stamp(part) {
  const form = /** @type {HTMLElement} */ (part.closest("[data-stamp]"));
  const before = JSON.parse(form.dataset.stamp ?? "null");
  const after = { ...(before ?? {}) };
  for (const one of form.querySelectorAll("[data-part]")) {
    const { value, dataset } = /** @type {HTMLInputElement} */ (one);
    if (asKept(value) || after[dataset.part ?? ""]) after[dataset.part ?? ""] = asKept(value) || null;
  }
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  form.dataset.stamp = JSON.stringify(after);
  const mark = /** @type {HTMLElement} */ (part.closest(".mark"));
  const target = { kind: "field", key: "incoming_stamp", page: null, box: null, where: "" };
  saver().save({ act: "correct", target, before, after })
    .then(() => tell(mark, "✎ đã ghi vào hồ sơ"), (why) => tell(mark, `Chưa lưu: ${why.message}`));
}

/** @param {HTMLElement} mark */
async function goOn(mark) {
  const next = await nextOpen(mark);
  if (!next) { toTheEnd(mark); return; }
  next.scrollIntoView({ block: "center" });
  (next.dataset.kind === "unread" ? words(next) ?? next : next).focus();
}

/** @param {HTMLElement} mark */
function accept(mark) {
  if (isTouched(mark)) write(mark);
  else if (mark.dataset.state === "open" && mark.dataset.kind === "mark") {
    decide(mark, "confirm", mark.dataset.is, null, "✓ đúng");
  }
  goOn(mark);
}

/** @param {KeyboardEvent} event @param {HTMLElement} mark @returns {boolean} */
function onMarkKey(event, mark) {
  const typing = event.target instanceof Element && event.target.matches("textarea, input, select");
  if (event.ctrlKey || event.metaKey) {
    return !isTouched(mark) && !event.altKey && onUndoKey(event);
  }
  if (event.altKey) return false;
  const input = words(mark);
  if (event.key === "Escape" && input && isTouched(mark)) {
    input.value = input.dataset.stands ?? "";
    return true;
  }
  const inPart = event.target instanceof Element && event.target.matches("[data-part], button, summary, select");
  if (event.key === "Enter" && !inPart) {
    if (!event.repeat) accept(mark);
    return true;
  }
  if (event.key === "F8") { unreadable(mark); goOn(mark); return true; }
  if (event.key === "Delete" && (!typing || (input?.value === "" && event.target === input))) {
    none(mark);
    if (mark.dataset.kind === "unread") goOn(mark);
    return mark.dataset.kind === "unread";
  }
  if (!typing && event.key in KINDS && mark.dataset.kind === "mark") {
    name(mark, KINDS[event.key]);
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  const mark = markAt(event.target);
  if (!mark || isComposing(event) || event.defaultPrevented) return;
  if (onMarkKey(event, mark)) event.preventDefault();
}, { capture: true });

document.addEventListener("focusin", (event) => {
  const mark = markAt(event.target);
  if (mark) look(mark);
});

document.addEventListener("focusout", (event) => {
  const mark = markAt(event.target);
  if (mark && isTouched(mark)) write(mark);
});

document.addEventListener("change", (event) => {
  const at = event.target;
  const mark = markAt(at);
  if (!mark) return;
  if (at instanceof HTMLSelectElement && at.matches("[data-name]")) name(mark, at.value);
  if (at instanceof HTMLInputElement && at.matches("[data-part]")) stamp(at);
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
  const mark = markAt(button);
  if (!button || !mark) return;
  if (button.getAttribute("data-act") === "none") none(mark);
  else unreadable(mark);
  goOn(mark);
});

if (document.getElementById("review")) keepFresh("marks", ".mark", (mark) => mark.focus());
