// @ts-check
/** Pages of a long document, each fetched when it is looked at or gone to. */

const PAUSES_MS = [300, 2000];

/** @type {WeakMap<Element, Promise<void>>} */
const loading = new WeakMap();

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) load(entry.target);
}, { rootMargin: "300px" });

/** Fetch a page's part of a tab, once.
 *
 * @param {Element} section With its address in `data-load`.
 * @returns {Promise<void>}
 */
export function load(section) {
  const known = loading.get(section);
  if (known) return known;
  seen.unobserve(section);
  const coming = comeInto(section).catch((why) => {
    loading.delete(section);
    section.setAttribute("data-failed", "");
    throw why;
  });
  loading.set(section, coming);
  return coming;
}

/** Fetch it again: something on it was decided elsewhere. @param {Element} section */
export function reload(section) {
  loading.delete(section);
  return load(section);
}

/** @param {Element} section */
export function isLoaded(section) { return section.hasAttribute("data-loaded"); }

/** Ask again where the network broke off: whoever goes on to a page waits for it.
 * @param {Element} section
 */
async function comeInto(section) {
  for (const pause of PAUSES_MS) {
    try {
      return await fetchInto(section);
    } catch (why) {
      // A server that answers, whatever it says, would say it again.
      if (!(why instanceof TypeError)) throw why;
      await new Promise((go) => { setTimeout(go, pause); });
    }
  }
  return fetchInto(section);
}

/** @param {Element} section */
async function fetchInto(section) {
  const answer = await fetch(section.getAttribute("data-load") ?? "", {
    headers: { "HX-Request": "true", Accept: "text/html" }, credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  section.innerHTML = await answer.text();
  section.setAttribute("data-loaded", "");
  section.removeAttribute("data-failed");
}

function watch() {
  for (const section of document.querySelectorAll("[data-load]:not([data-loaded])")) {
    if (!loading.has(section)) seen.observe(section);
  }
}

watch();
document.addEventListener("htmx:after:swap", watch);
window.addEventListener("desk:signed-in", watch);
