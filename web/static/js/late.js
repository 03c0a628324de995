// @ts-check
/**
 * Pictures of pages that did not come: the desk draws many at once, or the archive is slow. They
 * are asked for again, a few times; then `desk:no-picture` is told at the picture.
 */

/** How long to wait before each attempt, in milliseconds. */
const WAITS_MS = [2_000, 5_000, 15_000, 30_000];

/** @type {WeakMap<HTMLImageElement, number>} Attempts made. */
const tried = new WeakMap();

/** @param {HTMLImageElement} picture */
function again(picture) {
  const times = tried.get(picture) ?? 0;
  if (times === WAITS_MS.length) {
    picture.dispatchEvent(new CustomEvent("desk:no-picture", { bubbles: true }));
    return;
  }
  tried.set(picture, times + 1);
  setTimeout(() => { picture.src = picture.getAttribute("src") ?? ""; }, WAITS_MS[times]);
}

/** A picture that is not in the page yet is looked after, too. @param {HTMLImageElement} picture */
export function lookAfter(picture) {
  picture.addEventListener("error", () => { if (!picture.isConnected) again(picture); });
}

// Errors of pictures do not bubble; whoever catches them on the way down hears of all in the page.
document.addEventListener("error", ({ target }) => {
  if (target instanceof HTMLImageElement && target.src.includes("/iiif/")) again(target);
}, true);
