// @ts-check
/** A batch: each row a paper of its own; Enter accepts, typing corrects, one step undoes a step. */
import { csrf, say } from "../desk.js";
import { asKept, isComposing } from "../review/composition.js";

/**
 * @typedef {object} Outcome As `web/services/batches.py` has it.
 * @property {string} document
 * @property {"done" | "overtaken" | "refused"} state
 * @property {number | null} number
 * @property {string} said
 * @property {string} value
 * @property {number} seen
 */

/** @typedef {{document: string, number: number, row: HTMLElement, before: any, value: string}} Made */

/** Steps that can be undone, newest last: all rows of a step at once. @type {Made[][]} */
const steps = [];

const undoButton = /** @type {HTMLButtonElement | null} */ (document.getElementById("undo"));
const applyButton = /** @type {HTMLButtonElement | null} */ (document.getElementById("apply"));

/** @returns {HTMLElement[]} */
const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-batch] tr.row")]);

/** @param {EventTarget | null} at @returns {HTMLElement | null} */
const rowAt = (at) => (at instanceof Element ? at.closest("[data-batch] tr.row") : null);

/** @param {HTMLElement} row */
const input = (row) => /** @type {HTMLInputElement} */ (row.querySelector(".value"));

/** @param {HTMLElement} row */
const stands = (row) => input(row).dataset.stands ?? "";

/** @param {HTMLElement} row */
const isTouched = (row) => asKept(input(row).value) !== stands(row);

/** @param {HTMLElement} row @param {string} words */
function tell(row, words) {
  const said = row.querySelector("[data-said]");
  if (said) said.textContent = words;
}

/** @param {HTMLElement} row */
const isOpen = (row) => !row.hasAttribute("data-signed") && row.dataset.state !== "done";

/** @param {string} address @param {object} body @returns {Promise<Outcome[] | null>} */
async function ask(address, body) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST", credentials: "same-origin", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF": csrf() },
    });
  } catch {
    say("Không nối được tới máy chủ. Những gì đang gõ vẫn còn; hãy thử lại.", "bad");
    return null;
  }
  if (answer.status === 401) {
    const gone = document.getElementById("gone");
    if (gone instanceof HTMLDialogElement) gone.showModal();
    return null;
  }
  if (!answer.ok) { say(`Máy chủ không nhận (lỗi ${answer.status}).`, "bad"); return null; }
  return (await answer.json()).outcomes;
}

/** Decide on rows in one step.
 *
 * @param {HTMLElement[]} chosen
 * @param {(row: HTMLElement) => string | null} typed null: what stands is right.
 * @returns {Promise<HTMLElement[]>} Those that were left out.
 */
async function decide(chosen, typed) {
  const asked = chosen.map((row) => ({
    document: row.dataset.document, seen: Number(row.dataset.seen), key: row.dataset.key,
    before: JSON.parse(row.dataset.before ?? "null"), typed: typed(row),
  }));
  for (const row of chosen) tell(row, "Đang lưu …");
  const outcomes = await ask("/batches/decide", { rows: asked });
  if (!outcomes) {
    for (const row of chosen) tell(row, "Chưa lưu");
    return chosen;
  }
  /** @type {Made[]} */
  const made = [];
  /** @type {HTMLElement[]} */
  const left = [];
  outcomes.forEach((outcome, at) => {
    const row = chosen[at];
    if (outcome.state === "done" && outcome.number !== null) {
      made.push({
        document: outcome.document, number: outcome.number, row,
        before: asked[at].before, value: stands(row),
      });
      settle(row, outcome, asked[at].typed === null ? "✓ đã nhận" : "✎ đã sửa");
    } else {
      left.push(row);
      leave(row, outcome);
    }
  });
  if (made.length) steps.push(made);
  showUndo();
  return left;
}

/** @param {HTMLElement} row @param {Outcome} outcome @param {string} words */
function settle(row, outcome, words) {
  row.dataset.state = "done";
  setValue(row, outcome);
  const choose = row.querySelector(".choose");
  if (choose instanceof HTMLInputElement) choose.checked = false;
  tell(row, words);
  showChosen();
}

/** @param {HTMLElement} row @param {Outcome} outcome */
function leave(row, outcome) {
  row.dataset.state = outcome.state;
  tell(row, `Chưa lưu: ${outcome.said}`);
  if (outcome.state === "overtaken") {
    tell(row, `Chưa lưu: ${outcome.said} Nay là: ${outcome.value || "(không có)"}`);
    row.dataset.seen = String(outcome.seen);
    input(row).dataset.stands = outcome.value;
  }
}

/** Rows of one document share its count of decisions. @param {HTMLElement} row @param {Outcome} outcome */
function setValue(row, outcome) {
  for (const one of rows()) {
    if (one.dataset.document === outcome.document) one.dataset.seen = String(outcome.seen);
  }
  input(row).value = outcome.value;
  input(row).dataset.stands = outcome.value;
}

/** @param {HTMLElement} row */
function goOn(row) {
  const all = rows();
  const next = all.slice(all.indexOf(row) + 1).find(isOpen);
  if (next) {
    next.scrollIntoView({ block: "center" });
    input(next).focus();
    input(next).select();
    return;
  }
  const more = document.querySelector("[data-batch] tr.more button");
  if (more instanceof HTMLElement) more.focus();
  else say("Hết lô này.");
}

/** @param {HTMLElement} row */
function accept(row) {
  const typed = isTouched(row) ? asKept(input(row).value) : null;
  // An empty place that was not read says nothing of the paper: nobody confirms it by haste.
  if (typed === null && stands(row) === "") tell(row, "để lại: chưa có giá trị nào để nhận");
  else if (isOpen(row) || typed !== null) decide([row], () => typed);
  goOn(row);
}

/** The value of the row above, put into this one; nothing is saved before Enter.
 * @param {HTMLElement} row
 */
function asAbove(row) {
  const all = rows();
  const above = all.slice(0, all.indexOf(row)).reverse()
    .find((one) => one.dataset.key === row.dataset.key);
  if (!above) { tell(row, "không có dòng nào trên đó"); return; }
  input(row).value = input(above).value;
  tell(row, "như dòng trên; Enter để lưu");
}

async function undo() {
  const step = steps.pop();
  showUndo();
  if (!step) return;
  const made = step.map(({ document: of, number }) => ({ document: of, number }));
  const outcomes = await ask("/batches/undo", { made });
  if (!outcomes) { steps.push(step); showUndo(); return; }
  let kept = 0;
  outcomes.forEach((outcome, at) => {
    const { row, before } = step[at];
    if (outcome.state === "done") {
      delete row.dataset.state;
      row.dataset.before = JSON.stringify(before);
      setValue(row, outcome);
      tell(row, "đã hoàn tác");
    } else {
      kept += 1;
      tell(row, `Không hoàn tác: ${outcome.said}`);
    }
  });
  say(kept ? `Hoàn tác ${step.length - kept} văn bản; ${kept} văn bản để nguyên vì đã đổi.`
    : `Đã hoàn tác ${step.length} văn bản.`, kept ? "bad" : "good");
  input(step[0].row).focus();
}

function showUndo() {
  if (undoButton) undoButton.disabled = steps.length === 0;
}

const chosen = () => rows().filter((row) => {
  const box = row.querySelector(".choose");
  return box instanceof HTMLInputElement && box.checked;
});

function showChosen() {
  const number = chosen().length;
  const told = document.getElementById("chosen");
  if (told) told.textContent = number ? `Đã chọn ${number} văn bản` : "Chưa chọn văn bản nào";
  if (applyButton) applyButton.disabled = number === 0 || !last;
}

/** The row whose value is applied: the one that had the focus last. @type {HTMLElement | null} */
let last = null;

/** Show every paper that would change, and change them only then. */
function askToApply() {
  const dialog = document.getElementById("sure");
  const list = document.getElementById("sure-rows");
  const named = document.getElementById("sure-value");
  if (!(dialog instanceof HTMLDialogElement) || !list || !named || !last) return;
  const value = asKept(input(last).value);
  const key = last.dataset.key;
  named.textContent = value ? `“${value}”` : "(văn bản không có)";
  const wanted = chosen().filter((row) => row.dataset.key === key && isOpen(row));
  list.replaceChildren(...wanted.map((row) => sureRow(row, value)));
  const yes = /** @type {HTMLButtonElement} */ (document.getElementById("sure-yes"));
  yes.disabled = wanted.length === 0;
  yes.textContent = `Áp dụng cho ${wanted.length} văn bản`;
  yes.onclick = async () => {
    dialog.close();
    const left = await decide(wanted, () => value);
    say(left.length ? `Đã áp dụng ${wanted.length - left.length} văn bản; ${left.length} văn bản để lại, xem lý do ở từng dòng.`
      : `Đã áp dụng cho ${wanted.length} văn bản.`, left.length ? "bad" : "good");
  };
  dialog.showModal();
}

/** @param {HTMLElement} row @param {string} value */
function sureRow(row, value) {
  const line = document.createElement("tr");
  const picture = row.querySelector("img.crop")?.cloneNode();
  const label = row.querySelector("a")?.textContent ?? "";
  for (const content of [label, picture, stands(row) || "(không có)", value || "(không có)"]) {
    const cell = document.createElement("td");
    if (content) cell.append(content);
    line.append(cell);
  }
  return line;
}

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || document.querySelector("dialog[open]")) return;
  const row = rowAt(event.target);
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === "z" && !(row && isTouched(row))) {
    event.preventDefault();
    undo();
    return;
  }
  if (!row || event.target !== input(row) || command) return;
  const digit = event.altKey && /^Digit([1-9])$/.exec(event.code);
  if (digit) {
    const other = row.querySelectorAll("[data-takes]")[Number(digit[1]) - 1];
    if (other instanceof HTMLElement) input(row).value = other.dataset.takes ?? "";
    event.preventDefault();
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (!event.repeat) accept(row);
  } else if (event.key === "F4") {
    event.preventDefault();
    asAbove(row);
  } else if (event.key === "Escape") {
    input(row).value = stands(row);
  }
});

document.addEventListener("focusin", (event) => {
  const row = rowAt(event.target);
  if (row && event.target === input(row)) last = row;
  if (row) showChosen();
});
document.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.matches(".choose")) showChosen();
});
document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target.closest("[data-takes]") : null;
  const row = rowAt(at);
  if (row && at instanceof HTMLElement) {
    input(row).value = at.dataset.takes ?? "";
    input(row).focus();
  }
});
undoButton?.addEventListener("click", undo);
applyButton?.addEventListener("click", askToApply);
window.addEventListener("beforeunload", (event) => {
  if (rows().some((row) => isTouched(row) && isOpen(row))) event.preventDefault();
});
