// @ts-check
/** One document on the screen: the picture left, the record right, and the keys over both. */
import { say } from "../desk.js";
import { mounted } from "../viewer.js";
import { Crops } from "./crop.js";
import { Field, choose } from "./field.js";
import { onKey } from "./keys.js";
import { NotSaved, saver } from "./saving.js";
import { openTab, nextTab, startTabs } from "./tabs.js";
import { NotAValue } from "./typed.js";
import { Typing } from "./typing.js";

/** @typedef {import("./saving.js").Change} Change */

/** How long "next" waits for what is being saved before the browser asks whether to leave. */
const PATIENCE_MS = 3000;

const root = /** @type {HTMLElement} */ (document.getElementById("review"));
const panel = /** @type {HTMLElement} */ (document.getElementById("panel-record"));
const typing = new Typing(`${root.dataset.who} ${root.dataset.document}`);
const viewer = mounted(/** @type {Element} */ (document.querySelector("[data-viewer]")));
const crops = new Crops(viewer);

/** @type {Map<string, Field>} */
const fields = new Map();
for (const element of panel.querySelectorAll("section.field")) {
  const field = new Field(/** @type {HTMLElement} */ (element));
  fields.set(field.key, field);
}

let byPointer = false;
/** @type {Field | null} */
let looked = null;

/** @param {EventTarget | null} at @returns {Field | null} */
function fieldAt(at) {
  const element = at instanceof Element ? at.closest("section.field") : null;
  return fields.get(element?.getAttribute("data-key") ?? "") ?? null;
}

/** @returns {Field | null} */
const current = () => fieldAt(document.activeElement);

// Looking

/** Move the picture to a field and show its crop. @param {Field} field */
function look(field) {
  if (looked === field) return;
  looked?.element.classList.remove("current");
  looked = field;
  field.element.classList.add("current");
  const { place } = field;
  const label = field.element.querySelector(".name > :first-child")?.textContent ?? "";
  crops.show(field.element.querySelector(".crop"), place, label);
  if (place?.box) viewer.focus(place.page, place.box);
  else if (place) viewer.show(place.page);
  crops.prefetch(behind(field)?.place ?? null);
  history.replaceState({ ...history.state, field: field.key }, "");
}

panel.addEventListener("pointerdown", () => { byPointer = true; });
panel.addEventListener("pointerup", () => { byPointer = false; });
panel.addEventListener("focusin", (event) => {
  const field = fieldAt(event.target);
  if (!field) return;
  look(field);
  if (byPointer) return;
  field.element.scrollIntoView({ block: "nearest" });
  const input = event.target;
  if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) return;
  // What is typed and not saved goes on where it stopped; what stands is replaced by typing.
  if (field.isTouched) input.setSelectionRange(input.value.length, input.value.length);
  else choose(input);
});

// Going on

/** The fields on the screen, in their order. */
function inOrder() {
  return [...panel.querySelectorAll("section.field")].map((one) => /** @type {Field} */ (fieldAt(one)));
}

/** The field to look at after this one: the next that is in doubt and open, then those passed over;
 * among the other fields simply the next. null: none is left.
 * @param {Field} field
 * @returns {Field | null}
 */
function behind(field) {
  const all = inOrder();
  const at = all.indexOf(field);
  if (!field.isDoubt) return all.slice(at + 1).find((one) => one.inputs.length > 0) ?? null;
  const open = [...all.slice(at + 1), ...all.slice(0, at)];
  return open.find((one) => one.isDoubt && one.isOpen) ?? null;
}

/** @param {Field} field */
function goOn(field) {
  const next = behind(field);
  if (next) { enter(next); return; }
  saver().settled().then(() => { if (isAt(field.element)) toTheEnd(); });
}

/** @param {Field} field */
function enter(field) {
  const folded = field.element.closest("details");
  if (folded) folded.open = true;
  openTab("record");
  field.focus();
}

/** Whether the focus is still here, or nowhere: who has gone elsewhere while something was being
 * saved is typing there. @param {Element} element
 */
function isAt(element) {
  const at = document.activeElement;
  return at === null || at === document.body || element.contains(at);
}

/** Nothing is in doubt any more: sign, or what hinders it, or on to the next document. */
function toTheEnd() {
  const end = document.querySelector("#signing button[data-signs]")
    ?? document.querySelector("#notes [data-waive], #notes a")
    ?? document.getElementById("next");
  if (end instanceof HTMLElement) end.focus();
}

// Deciding

/** @param {Field} field @param {Change} change */
function decide(field, change) {
  field.mark("saving");
  saver().save(change).catch((error) => {
    if (!(error instanceof NotSaved)) throw error;
  });
}

function confirm() {
  const field = current();
  if (!field || field.isOvertaken) return;
  let change;
  try {
    change = field.decision();
  } catch (error) {
    if (!(error instanceof NotAValue)) throw error;
    field.fault(error.message);
    return;
  }
  field.fault("");
  if (change) decide(field, change);
  else if (field.isTouched) { field.restore(); typing.keep(field.key, null); }
  goOn(field);
}

function unreadable() {
  const field = current();
  if (!field || field.isOvertaken) return;
  field.restore();
  typing.keep(field.key, null);
  decide(field, { act: "unreadable", target: field.target, before: field.value });
  goOn(field);
}

/** @param {number} n */
function alternative(n) {
  const field = current();
  const change = field?.alternative(n);
  if (!field || !change || field.isOvertaken) return;
  field.restore();
  typing.keep(field.key, null);
  decide(field, change);
  goOn(field);
}

function restore() {
  const field = current();
  if (!field?.isTouched) return false;
  field.restore();
  field.mark();
  typing.keep(field.key, null);
  choose(field.inputs.find((input) => input === document.activeElement));
  return true;
}

/** @param {Change | null} change @param {string} none */
function show(change, none) {
  if (!change) { say(none); return; }
  const field = change.target.kind === "field" ? fields.get(change.target.key ?? "") : null;
  if (!field) return;
  field.restore();
  field.mark("saving");
  enter(field);
}

// Leaving

/** @returns {Field | undefined} */
const untold = () => inOrder().find((field) => field.isTouched && !field.isSaving);
let warned = false;

async function next() {
  const field = untold();
  if (field && !warned) {
    warned = true;
    enter(field);
    say("Còn chữ gõ chưa lưu ở mục này: Enter để lưu, hoặc F9 lần nữa để sang văn bản tiếp.", "bad");
    return;
  }
  await Promise.race([saver().settled(), new Promise((go) => { setTimeout(go, PATIENCE_MS); })]);
  location.assign(root.dataset.next ?? "/review");
}

async function sign() {
  const field = untold();
  if (field) {
    enter(field);
    say("Còn chữ gõ chưa lưu ở mục này: Enter để lưu rồi ký duyệt.", "bad");
    return;
  }
  await saver().settled();
  const anyway = document.getElementById("sign-reason");
  const reason = anyway instanceof HTMLInputElement ? anyway.value.trim() : "";
  if (!document.querySelector("#signing [data-signs]") && !reason) {
    say(document.querySelector("#signing p")?.textContent ?? "Chưa ký duyệt được.", "bad");
    anyway?.focus();
    return;
  }
  try {
    await saver().save({ act: "sign", target: { kind: "document" }, reason: reason || null });
  } catch (error) {
    if (!(error instanceof NotSaved)) throw error;
    return;
  }
  location.assign(root.dataset.next ?? "/review");
}

async function reopen() {
  const reason = /** @type {HTMLInputElement} */ (document.getElementById("reopen-reason"));
  if (!reason.value.trim()) { reason.focus(); say("Cần ghi lý do mở lại.", "bad"); return; }
  await saver().save({ act: "reopen", target: { kind: "document" }, reason: reason.value });
  location.reload();
}

/** @param {Element} at Something in the note's row. */
async function waive(at) {
  const note = /** @type {HTMLElement} */ (at.closest(".note"));
  const reason = /** @type {HTMLInputElement} */ (note.querySelector("[data-waive]"));
  if (!reason.value.trim()) { reason.focus(); say("Cần ghi lý do bỏ qua.", "bad"); return; }
  const target = { kind: "note", key: note.dataset.cause, where: note.dataset.where };
  await saver().save({ act: "waive", target, reason: reason.value });
}

// What the server says

/** @param {Record<string, string>} parts */
function put(parts) {
  let held = false;
  for (const [id, html] of Object.entries(parts)) {
    const field = fields.get(id.replace(/^field-/, ""));
    if (field && id.startsWith("field-")) { field.update(html); continue; }
    const old = document.getElementById(id);
    if (!old) continue;
    held ||= old.contains(document.activeElement);
    old.outerHTML = html;
  }
  if (held) toTheEnd();
}

saver().addEventListener("state", (event) => {
  const { state, said } = /** @type {CustomEvent} */ (event).detail;
  const at = /** @type {HTMLElement} */ (document.getElementById("saved"));
  at.textContent = said;
  at.dataset.state = state;
});
saver().addEventListener("saved", (event) => {
  const { change, answer } = /** @type {CustomEvent} */ (event).detail;
  put(answer.parts);
  const field = change.target.kind === "field" ? fields.get(change.target.key) : null;
  if (!field) return;
  if (field === looked) field.element.classList.add("current");
  field.mark(field.isTouched ? "" : "saved");
  if (!field.isTouched) typing.keep(field.key, null);
});
saver().addEventListener("others", (event) => {
  for (const one of /** @type {CustomEvent} */ (event).detail.decisions) {
    const field = one.target.kind === "field" ? fields.get(one.target.key) : null;
    if (!field?.isTouched || field.isOvertaken) continue;
    const [input] = field.inputs;
    field.overtaken([one], input.value, (whose) => {
      if (whose === "theirs") { field.restore(); typing.keep(field.key, null); }
      field.mark();
      enter(field);
    });
  }
});
saver().addEventListener("overtaken", (event) => {
  const { change, theirs, answer, choose: chosen } = /** @type {CustomEvent} */ (event).detail;
  put(answer.parts);
  const field = change.target.kind === "field" ? fields.get(change.target.key) : null;
  const here = theirs.filter((/** @type {any} */ one) => one.target.kind === "field"
    && one.target.key === field?.key);
  if (!field || here.length === 0) {
    // The record was signed off or opened again: there is nothing to choose between.
    chosen("theirs");
    field?.mark();
    say(`Chưa ghi: ${theirs.map((/** @type {any} */ one) => `${one.who} vừa ${one.said}`).join("; ")}.`,
      "bad");
    return;
  }
  field.overtaken(here, saidOf(change), (whose) => {
    if (whose === "mine") field.mark("saving");
    else { field.restore(); typing.keep(field.key, null); field.mark(); }
    chosen(whose);
    goOn(field);
  });
});
saver().addEventListener("refused", (event) => {
  const { change, why } = /** @type {CustomEvent} */ (event).detail;
  const field = change.target.kind === "field" ? fields.get(change.target.key) : null;
  if (!field) { say(why, "bad"); return; }
  field.mark("refused");
  field.fault(why);
});

/** @param {Change} change */
function saidOf(change) {
  if (change.act === "unreadable") return "không đọc được";
  const value = change.act === "correct" ? change.after : change.before;
  return typeof value === "string" ? value : JSON.stringify(value);
}

// Typing, clicking, keys

panel.addEventListener("input", (event) => {
  const field = fieldAt(event.target);
  if (!field) return;
  warned = false;
  field.grew();
  field.fault("");
  field.mark();
  typing.keep(field.key, field.isTouched ? field.draft() : null);
});
document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target.closest("button, a") : null;
  if (!at) return;
  if (at.matches("[data-alternative]")) {
    const all = [...at.closest("ol")?.querySelectorAll("[data-alternative]") ?? []];
    fieldAt(at)?.inputs[0]?.focus();
    alternative(all.indexOf(at) + 1);
  } else if (at.matches("[data-add]")) fieldAt(at)?.addEntry();
  else if (at.matches("[data-signs], [data-signs-anyway]")) sign();
  else if (at.matches("[data-reopens]")) reopen();
  else if (at.matches("[data-waives]")) waive(at);
  else if (at.matches("[data-tab-link]")) { event.preventDefault(); openTab(at.getAttribute("data-tab-link") ?? ""); }
  else if (at.id === "next") { event.preventDefault(); next(); }
  else if (at.matches('a[href^="#field-"]')) {
    event.preventDefault();
    const field = fields.get(at.getAttribute("href")?.slice("#field-".length) ?? "");
    if (field) enter(field);
  }
});
document.addEventListener("keydown", (event) => {
  const at = event.target;
  const inField = at instanceof Element && at.matches("input, textarea, select")
    && fieldAt(at) !== null;
  if (event.key === "Enter" && at instanceof Element && at.matches("[data-waive]")) {
    event.preventDefault();
    if (!event.isComposing) waive(at);
    return;
  }
  onKey(event, {
    confirm, unreadable, alternative, restore, sign, next,
    undo: () => show(saver().undo(), "Không còn quyết định nào của bạn để hoàn tác."),
    redo: () => show(saver().redo(), "Không có gì để làm lại."),
    tab: nextTab,
    help: () => /** @type {HTMLDialogElement} */ (document.getElementById("keys")).showModal(),
    isTouched: () => current()?.isTouched ?? false,
  }, inField);
});

// Beginning: what was typed before a reload, what had not arrived, where the person was

startTabs();
for (const [key, draft] of Object.entries(typing.all())) fields.get(key)?.redraft(draft);
saver().resume();
const before = fields.get(history.state?.field);
const first = before ?? inOrder().find((field) => field.isDoubt && field.isOpen);
if (first) enter(first);
else toTheEnd();

// The other tabs say where they are.

document.addEventListener("desk:look", (event) => {
  const { page, box } = /** @type {CustomEvent} */ (event).detail;
  if (box) viewer.focus(page, box);
  else viewer.show(page);
});
document.addEventListener("desk:turned", (event) => {
  const { page, by } = /** @type {CustomEvent} */ (event).detail;
  Promise.resolve(viewer.show(page)).then(() => viewer.turn(by));
});
