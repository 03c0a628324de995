// @ts-check
/** The tab “Trang”: the strip of pages, cuts between them, and which way up a page stands. */
import { csrf, say } from "../desk.js";
import { saver } from "../review/saving.js";
import { onUndoKey } from "./undoing.js";

const ASK_AGAIN_MS = 1000;

/** @returns {HTMLElement | null} */
const tab = () => document.querySelector('[data-tab="stack"]');

/** @param {ParentNode} at @returns {HTMLElement[]} */
const sheets = (at) => /** @type {HTMLElement[]} */ ([...at.querySelectorAll(".leaf")]);

/** @param {HTMLElement} sheet */
const pageOf = (sheet) => /** @type {HTMLElement} */ (sheet.querySelector(".page"));

/** Numbers of the pages at which documents begin, as the strip shows them. */
function starts() {
  return sheets(/** @type {HTMLElement} */ (tab())).filter(
    (sheet, at) => at === 0 || sheet.querySelector(".cut")?.getAttribute("aria-pressed") === "true",
  ).map((sheet) => Number(sheet.dataset.page));
}

const isChanged = () => sheets(/** @type {HTMLElement} */ (tab())).some((sheet, at) => at > 0
  && (sheet.querySelector(".cut")?.getAttribute("aria-pressed") === "true")
    !== (sheet.dataset.starts === "yes"));

/** @param {HTMLElement} sheet */
function toggle(sheet) {
  const cut = sheet.querySelector(".cut");
  if (!cut) { say("Trang đầu tệp luôn bắt đầu một văn bản."); return; }
  const is = cut.getAttribute("aria-pressed") === "true";
  setCut(sheet, !is);
  say(is ? `Nối trang ${sheet.dataset.page} vào văn bản trước` : `Cắt trước trang ${sheet.dataset.page}`);
  preview();
}

/** @param {HTMLElement} sheet @param {boolean} is */
function setCut(sheet, is) {
  const cut = /** @type {HTMLElement} */ (sheet.querySelector(".cut"));
  cut.setAttribute("aria-pressed", String(is));
  const words = cut.querySelector(".words");
  if (words) words.textContent = is ? "Văn bản mới từ đây" : "Cắt trước trang này";
}

async function preview() {
  const at = /** @type {HTMLElement} */ (tab());
  const changed = isChanged();
  for (const button of at.querySelectorAll("[data-cut], [data-back]")) {
    /** @type {HTMLButtonElement} */ (button).disabled = !changed;
  }
  const place = /** @type {HTMLElement} */ (at.querySelector("[data-preview]"));
  if (!changed) { place.replaceChildren(); return; }
  const asked = starts().join(",");
  const answer = await fetch(`${place.dataset.preview}?starts=${asked}`, {
    headers: { "HX-Request": "true" }, credentials: "same-origin",
  });
  if (asked === starts().join(",")) place.innerHTML = await answer.text();
}

function back() {
  sheets(/** @type {HTMLElement} */ (tab())).forEach((sheet, at) => {
    if (at > 0) setCut(sheet, sheet.dataset.starts === "yes");
  });
  preview();
}

/** Turn a page by a quarter; it is shown so at once, and read so by the next reading.
 * @param {HTMLElement} sheet
 */
function turn(sheet) {
  if (tab()?.hasAttribute("data-signed")) { say("Hồ sơ đã ký duyệt; hãy mở lại trước.", "bad"); return; }
  const { of } = sheet.dataset;
  if (of !== tab()?.dataset.document) {
    say(`Trang ${sheet.dataset.page} thuộc văn bản khác; hãy mở văn bản ấy để xoay.`, "bad");
    return;
  }
  const before = Number(sheet.dataset.turned);
  const after = (before + 90) % 360;
  showTurned(sheet, after);
  const target = { kind: "page", key: "", page: Number(sheet.dataset.page), box: null, where: "" };
  saver().save({ act: "turn", target, before, after }).then(
    () => say(`Trang ${sheet.dataset.page} xoay ${after}°; chữ sẽ được đọc lại theo chiều này.`),
    (why) => {
      showTurned(sheet, before);
      say(`Chưa xoay được: ${why.message}`, "bad");
    },
  );
}

/** @param {HTMLElement} sheet @param {number} degrees */
function showTurned(sheet, degrees) {
  const picture = /** @type {HTMLImageElement} */ (sheet.querySelector("img.crop"));
  // The last parts of a IIIF address: size, rotation, file.
  picture.src = picture.src.replace(/\/\d+\/(default\.jpg)$/, `/${degrees}/$1`);
  const by = (degrees - Number(sheet.dataset.turned) + 360) % 360;
  sheet.dataset.turned = String(degrees);
  const { width, height } = picture;
  if (by % 180) [picture.width, picture.height] = [height, width];
  document.dispatchEvent(new CustomEvent("desk:turned", {
    detail: { page: Number(sheet.dataset.page), by },
  }));
}

/** @param {string} address @param {Record<string, string>} body */
async function post(address, body = {}) {
  const answer = await fetch(address, {
    method: "POST", body: new URLSearchParams(body), credentials: "same-origin",
    headers: { "X-CSRF": csrf(), "HX-Request": "true" },
  });
  const state = /** @type {HTMLElement} */ (document.getElementById("stack-state"));
  if (answer.ok || answer.status === 422) state.innerHTML = await answer.text();
  else say(`Máy chủ trả lời lỗi ${answer.status}. Hãy thử lại.`, "bad");
  state.scrollIntoView({ block: "nearest" });
  if (answer.ok) follow();
}

/** Ask how far the cut is until it is done; then show the strip anew. */
async function follow() {
  const state = document.getElementById("stack-state");
  const address = state?.dataset.state;
  if (!state || !address) return;
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (answer.status === 404) { location.assign(`/review/${now()}`); return; }
  state.innerHTML = await answer.text();
  if (state.querySelector("[data-asks]")) setTimeout(follow, ASK_AGAIN_MS);
  else if (!state.querySelector("[role=alert], .should")) showAnew();
}

/** Id of the document that has this one's first page once the strip's cuts are made. */
function now() {
  const id = tab()?.dataset.document ?? "";
  const [file, first] = id.split("-");
  const start = starts().filter((page) => page <= Number(first)).at(-1) ?? 1;
  return `${file}-${String(start).padStart(4, "0")}`;
}

async function showAnew() {
  const at = /** @type {HTMLElement} */ (tab());
  const answer = await fetch(`/review/${at.dataset.document}/pages`, {
    headers: { "HX-Request": "true" }, credentials: "same-origin",
  });
  if (!answer.ok) { location.assign(`/review/${now()}`); return; }
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = parsed.querySelector('[data-tab="stack"]');
  if (!fresh) return;
  at.replaceWith(document.adoptNode(fresh));
  say(`Đã cắt: tệp nay có ${starts().length} văn bản.`);
  pageOf(sheets(/** @type {HTMLElement} */ (tab()))[0]).focus();
}

/** @param {HTMLElement} sheet @param {number} step */
function move(sheet, step) {
  const all = sheets(/** @type {HTMLElement} */ (sheet.parentElement));
  const next = all[all.indexOf(sheet) + step];
  if (!next) return;
  for (const one of all) pageOf(one).tabIndex = one === next ? 0 : -1;
  pageOf(next).focus();
}

document.addEventListener("keydown", (event) => {
  const page = event.target instanceof Element ? event.target.closest('[data-tab="stack"] .page') : null;
  const sheet = /** @type {HTMLElement | null} */ (page?.closest(".leaf"));
  if (!sheet || event.defaultPrevented || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    if (!isChanged() && onUndoKey(event)) event.preventDefault();
    return;
  }
  if (event.target !== page) return; // its buttons have keys of their own
  /** @type {Record<string, () => void>} */
  const acts = {
    ArrowRight: () => move(sheet, 1), ArrowDown: () => move(sheet, 1),
    ArrowLeft: () => move(sheet, -1), ArrowUp: () => move(sheet, -1),
    " ": () => toggle(sheet), r: () => turn(sheet), R: () => turn(sheet), Escape: back,
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}, { capture: true });

document.addEventListener("focusin", (event) => {
  const page = event.target instanceof Element ? event.target.closest('[data-tab="stack"] .page') : null;
  const sheet = /** @type {HTMLElement | null} */ (page?.closest(".leaf"));
  if (sheet && sheet.dataset.of === tab()?.dataset.document) {
    document.dispatchEvent(new CustomEvent("desk:look", {
      detail: { page: Number(sheet.dataset.page), box: null },
    }));
  }
});

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  const inside = at?.closest('[data-tab="stack"]');
  if (!at || !inside) return;
  const sheet = /** @type {HTMLElement | null} */ (at.closest(".leaf"));
  if (sheet && at.closest(".cut")) toggle(sheet);
  else if (sheet && at.closest(".turn")) turn(sheet);
  else if (at.closest("[data-back]")) back();
  else if (at.closest("[data-cut]")) {
    const { cut } = /** @type {HTMLElement} */ (at.closest("[data-cut]")).dataset;
    post(cut ?? "", { starts: starts().join(",") });
  } else if (at.closest("[data-uncut]")) {
    const { uncut } = /** @type {HTMLElement} */ (at.closest("[data-uncut]")).dataset;
    post(uncut ?? "");
  } else if (at.closest("[data-post]")) {
    const { post: address } = /** @type {HTMLElement} */ (at.closest("[data-post]")).dataset;
    post(address ?? "");
  }
});

if (document.getElementById("review")) {
  saver().addEventListener("saved", (event) => {
    const { change } = /** @type {CustomEvent} */ (event).detail;
    const at = tab();
    if (!at || change.act !== "undo" || change.target.kind !== "page") return;
    const sheet = sheets(at).find((one) => Number(one.dataset.page) === change.target.page);
    if (!sheet || change.after === null) return;
    showTurned(sheet, change.after);
  });
}
if (document.querySelector("#stack-state [data-asks]")) follow();
