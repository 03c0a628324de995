// @ts-check
/** The queue by keyboard: arrows move from document to document, Enter opens the link. */
import { isTaken } from "../desk.js";

const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("a[data-row]")]);

/** @param {number} at */
function go(at) {
  const link = rows[Math.max(0, Math.min(rows.length - 1, at))];
  link?.focus();
  link?.closest("tr")?.scrollIntoView({ block: "nearest" });
}

for (const link of rows) {
  link.addEventListener("focus", () => {
    history.replaceState({ ...history.state, row: link.dataset.row }, "");
  });
}
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || isTaken(event)) return;
  event.preventDefault();
  const at = rows.findIndex((link) => link === document.activeElement);
  go(at < 0 ? 0 : at + step);
});
// Back from a document, the clerk stands where she left the queue.
const before = rows.findIndex((link) => link.dataset.row === history.state?.row);
if (before >= 0) go(before);
else if (document.activeElement === document.body) rows[0]?.focus({ preventScroll: true });

document.querySelector(".filters")?.addEventListener("change", (event) => {
  const form = event.target instanceof HTMLSelectElement ? event.target.form : null;
  form?.requestSubmit();
});
