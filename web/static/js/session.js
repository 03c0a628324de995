// @ts-check
/**
 * The session is over while somebody works: the password is asked for in a dialog, and what was
 * sent is sent again. Nothing that was typed is lost.
 *
 *     import { patiently } from "./session.js";
 *     const answer = await patiently("/review/a/decide", { method: "POST", … });
 *
 * Who sends by other means opens the dialog `#gone` and goes on when it closes.
 */

/** @type {Promise<boolean> | null} */
let asking = null;

/** @returns {string} The mark that every writing request bears. */
export function csrf() {
  return document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
}

/**
 * `fetch`, which asks for the password where the session is over and then asks the desk again.
 *
 * @param {string} address
 * @param {RequestInit} [options]
 * @returns {Promise<Response>} 401 where the person did not sign in.
 */
export async function patiently(address, options = {}) {
  const answer = await fetch(address, options);
  if (answer.status !== 401 || !(await signInAgain())) return answer;
  const headers = new Headers(options.headers);
  headers.set("X-CSRF", csrf());
  // Somebody who looks for the password may take longer than the first request was given.
  return fetch(address, { ...options, headers, signal: null });
}

/** @returns {Promise<boolean>} Whether the person is signed in again. */
export function signInAgain() {
  asking ??= opened().finally(() => { asking = null; });
  return asking;
}

/** @returns {Promise<boolean>} */
function opened() {
  const dialog = document.getElementById("gone");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(false);
  dialog.returnValue = "";
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "in"), { once: true });
  });
}

/** @param {string} mark Of the new session: what was typed can be sent with it. */
function takeMark(mark) {
  document.querySelector('meta[name="csrf"]')?.setAttribute("content", mark);
  for (const field of document.querySelectorAll('input[name="csrf"]')) {
    field.setAttribute("value", mark);
  }
  const dialog = document.getElementById("gone");
  if (dialog instanceof HTMLDialogElement) dialog.close("in");
}

/** @param {string} words */
function tell(words) {
  const line = document.querySelector("#gone [role=alert]");
  if (line instanceof HTMLElement) {
    line.textContent = words;
    line.hidden = !words;
  }
}

/** @param {HTMLFormElement} form The dialog's. */
async function signIn(form) {
  tell("");
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch("/login", {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(/** @type {any} */ (new FormData(form))),
    });
  } catch {
    tell("Không nối được tới máy chủ. Hãy thử lại.");
    return;
  }
  const { csrf: mark, detail } = await answer.json();
  const password = form.elements.namedItem("password");
  if (password instanceof HTMLInputElement) {
    password.value = "";
    if (!answer.ok) password.focus();
  }
  if (answer.ok) takeMark(mark);
  else tell(detail);
}

/** @param {Document} page @returns {string} Who is signed in on it. */
function nameOn(page) {
  return page.querySelector(".account summary")?.textContent?.trim() ?? "";
}

/** The person signed in at another tab: take the mark from a page of the new session. */
async function takeFromElsewhere() {
  const answer = await fetch("/account", { headers: { Accept: "text/html" } });
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const mark = parsed.querySelector('meta[name="csrf"]')?.getAttribute("content");
  if (mark && nameOn(parsed) !== nameOn(document)) tell("Thẻ kia là của người khác.");
  else if (mark) takeMark(mark);
  else tell("Chưa thấy phiên làm việc mới. Hãy đăng nhập ở thẻ mới trước.");
}

document.addEventListener("submit", (event) => {
  if (event.target instanceof HTMLFormElement && event.target.id === "again") {
    event.preventDefault();
    signIn(event.target);
  }
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-again]")) takeFromElsewhere();
});
