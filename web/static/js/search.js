// Finding by keyboard: `/` goes to the box, the arrows through the hits; Enter opens, as in any link.
"use strict";

const box = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const hits = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a.open")]);

/**
 * Whether a key is meant for what is being written.
 * @param {EventTarget | null} target
 */
function isWriting(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** @param {number} at Of a hit; the box stands before the first one. */
function goTo(at) {
  const where = at < 0 ? box : hits[Math.min(at, hits.length - 1)];
  where.focus();
  where.closest(".hit")?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !isWriting(event.target)) {
    event.preventDefault();
    box.focus();
    box.select();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (hits.length === 0 || (isWriting(event.target) && event.target !== box)) return;
  const at = hits.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
  if (at < 0 && event.key === "ArrowUp") return;
  event.preventDefault();
  goTo(at + (event.key === "ArrowDown" ? 1 : -1));
});

// A page without a picture (withheld, or not drawn) keeps its empty frame.
for (const picture of document.querySelectorAll(".thumb img")) {
  picture.addEventListener("error", () => picture.remove(), { once: true });
}
