// @ts-check
/** Going from one thing to decide to the next, also to pages that are not fetched yet. */
import { isLoaded, load } from "./lazy.js";

const OPEN = '[data-doubtful][data-state="open"]';

/** The next thing that waits for a person behind this one; null where there is none.
 *
 * @param {HTMLElement} item Stands in a `[data-load]` within a `[data-tab]`.
 * @returns {Promise<HTMLElement | null>}
 */
export async function nextOpen(item) {
  const section = /** @type {HTMLElement} */ (item.closest("[data-load]"));
  const tab = /** @type {HTMLElement} */ (item.closest("[data-tab]"));
  const here = after(/** @type {HTMLElement[]} */ ([...section.querySelectorAll(OPEN)]), item);
  if (here) return here;
  const pages = [...tab.querySelectorAll("[data-load]")];
  for (const page of pages.slice(pages.indexOf(section) + 1)) {
    if (Number(page.getAttribute("data-waiting")) === 0) continue;
    if (!isLoaded(page)) await load(page);
    const found = page.querySelector(OPEN);
    if (found) return /** @type {HTMLElement} */ (found);
  }
  return null;
}

/** @param {HTMLElement[]} all @param {HTMLElement} item */
function after(all, item) {
  return all.find(
    (one) => (item.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  ) ?? null;
}

/** The end of a tab: nothing waits behind. @param {HTMLElement} item */
export function toTheEnd(item) {
  const end = item.closest("[data-tab]")?.querySelector(".end");
  if (end instanceof HTMLElement) end.focus();
}

/** What a decision is about: the place of an item on its page.
 *
 * @param {HTMLElement} item
 * @param {string} kind
 */
export function targetOf(item, kind) {
  const box = (item.dataset.box ?? "").split(",").map(Number);
  return { kind, key: "", page: Number(item.dataset.page), box, where: "" };
}

/** Let the picture beside show where an item stands; pages without a picture hear nothing.
 * @param {HTMLElement} item
 */
export function look(item) {
  const { page, box } = targetOf(item, "line");
  document.dispatchEvent(new CustomEvent("desk:look", { detail: { page, box } }));
}

/** Words under an item: what became of it. @param {HTMLElement} item @param {string} words */
export function tell(item, words) {
  const said = item.querySelector("[data-said]");
  if (said) said.textContent = words;
}
