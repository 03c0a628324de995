/**
 * What every page of the desk does: tells answers that refuse, keeps what is typed when the
 * session ends, asks again for pictures that did not come, opens dialogs, moves between pages by
 * keyboard.
 *
 * Other modules import `say`, `send` and `onKey` from here.
 */

import "./late.js";
import { csrf, patiently } from "./session.js";

export { csrf };

const SHOWN_MS = 8000;

/** Pages by the letter that follows `g`. */
const PAGES = { s: "/", v: "/review", l: "/batches", t: "/search" };

/**
 * Show words at the foot of the page; readers hear them.
 *
 * @param {string} words
 * @param {"good" | "bad"} kind
 */
export function say(words, kind = "good") {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet";
  close.setAttribute("aria-label", "Đóng thông báo");
  close.textContent = "✕";
  close.addEventListener("click", () => line.remove());
  line.append(close);
  const region = document.getElementById("said");
  region.replaceChildren(line);
  // What went wrong stays until it was read.
  if (kind === "good") setTimeout(() => line.remove(), SHOWN_MS);
}

/**
 * Ask the desk to change something.
 *
 * An answer that refuses is told to the person here; 409 and 422 are left to the caller, who knows
 * what they are about.
 *
 * @param {string} address
 * @param {FormData | URLSearchParams | object} [body] An object goes as JSON.
 * @returns {Promise<Response | null>} null where nothing came of it and the person was told.
 */
export async function send(address, body = new URLSearchParams()) {
  const isForm = body instanceof FormData || body instanceof URLSearchParams;
  /** @type {Record<string, string>} */
  const headers = { "X-CSRF": csrf(), Accept: "application/json" };
  if (!isForm) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await patiently(address, {
      method: "POST",
      headers,
      body: isForm ? body : JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    say("Không nối được tới máy chủ. Những gì đang gõ vẫn còn; hãy thử lại.", "bad");
    return null;
  }
  if (answer.ok || answer.status === 409 || answer.status === 422) return answer;
  refused(answer.status, await answer.text());
  return null;
}

/**
 * Do something on a key, unless the person types or a dialog stands open.
 *
 * @param {string} key As `KeyboardEvent.key` has it.
 * @param {(event: KeyboardEvent) => void} act
 */
export function onKey(key, act) {
  document.addEventListener("keydown", (event) => {
    if (event.key === key && !isTaken(event)) act(event);
  });
}

/** @param {KeyboardEvent} event @returns {boolean} Whether a key belongs to somebody else. */
export function isTaken(event) {
  const at = event.target;
  return (
    event.defaultPrevented ||
    event.isComposing ||
    event.ctrlKey ||
    event.altKey ||
    event.metaKey ||
    document.querySelector("dialog[open]") !== null ||
    (at instanceof HTMLElement && at.closest("input, textarea, select, [contenteditable]") !== null)
  );
}

/**
 * Tell the person that the desk refused.
 *
 * @param {number} status
 * @param {string} text The answer: JSON with `detail`, or a piece of HTML.
 */
function refused(status, text) {
  if (status === 401) {
    say("Chưa làm được: phiên làm việc đã hết, cần đăng nhập lại.", "bad");
    return;
  }
  say(wordsOf(text) || `Máy chủ trả lời lỗi ${status}. Hãy thử lại.`, "bad");
}

/** @param {string} text @returns {string} */
function wordsOf(text) {
  try {
    const { detail } = JSON.parse(text);
    return typeof detail === "string" ? detail : "";
  } catch {
    const parsed = new DOMParser().parseFromString(text, "text/html");
    return (parsed.querySelector("[role=alert]") ?? parsed.body).textContent.trim();
  }
}

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRF"] = csrf();
  event.detail.ctx.fetch = patiently;
});
document.addEventListener("htmx:response:error", (event) => {
  const { status } = event.detail.ctx.response;
  if (status !== 409 && status !== 422) refused(status, event.detail.ctx.text);
});
document.addEventListener("htmx:error", (event) => {
  // A page that asks by itself every few seconds says nothing of it: it asks again.
  if (event.detail.ctx?.sourceElement?.hasAttribute("data-asks")) return;
  say("Không nối được tới máy chủ. Những gì đang gõ vẫn còn; hãy thử lại.", "bad");
});
document.addEventListener("desk:said", (event) => {
  say(event.detail.words);
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.getAttribute("data-opens") ?? "");
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement) event.target.close(); // its backdrop
  for (const menu of document.querySelectorAll("details.account[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.account[open]")) {
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
  }
});

onKey("?", (event) => {
  const dialog = document.getElementById("keys");
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    dialog.showModal();
  }
});
onKey("/", (event) => {
  event.preventDefault();
  const field = document.querySelector('input[type="search"]');
  if (field instanceof HTMLInputElement) field.focus();
  else location.assign("/search");
});

let led = false;
document.addEventListener("keydown", (event) => {
  if (isTaken(event)) return;
  const page = led ? PAGES[event.key] : undefined;
  led = event.key === "g";
  const known = document.querySelector(`.bar nav a[href="${page}"]`);
  if (page && known) {
    event.preventDefault();
    location.assign(page);
  }
});
