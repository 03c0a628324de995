// Finding by keyboard: the arrows go through the hits; Enter opens, as in any link.
import { isTaken } from "./desk.js";

const box = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const hits = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a.open")]);

/** @param {number} at Of a hit; the box stands before the first one. */
function goTo(at) {
  const where = at < 0 ? box : hits[Math.min(at, hits.length - 1)];
  where.focus();
  where.closest(".hit")?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const typing = event.target === box && !event.isComposing && !event.defaultPrevented;
  if (hits.length === 0 || (isTaken(event) && !typing)) return;
  const at = hits.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
  if (at < 0 && event.key === "ArrowUp") return;
  event.preventDefault();
  goTo(at + (event.key === "ArrowDown" ? 1 : -1));
});

// A page without a picture (withheld, or not drawn) keeps its empty frame.
for (const picture of document.querySelectorAll(".thumb img")) {
  picture.addEventListener("desk:no-picture", () => picture.remove(), { once: true });
}
