// @ts-check
/** The tabs of the review screen: the record stands there, the others are fetched when opened. */

/** @returns {HTMLElement[]} */
const tabs = () => [...document.querySelectorAll("[role=tab]")].map((tab) => /** @type {HTMLElement} */ (tab));

/** Open a tab by its name: `record`, `text`, `marks`, `pages`. @param {string} name */
export function openTab(name) {
  for (const tab of tabs()) {
    const chosen = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
    if (!panel) continue;
    panel.hidden = !chosen;
    if (chosen) fetchOnce(panel);
  }
}

/** Open the tab behind the one that is open; the first behind the last. */
export function nextTab() {
  const all = tabs();
  const at = all.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  const next = all[(at + 1) % all.length];
  openTab(next.id.slice("tab-".length));
  next.focus();
}

export function startTabs() {
  const list = document.querySelector("[role=tablist]");
  list?.addEventListener("click", (event) => {
    const tab = event.target instanceof Element ? event.target.closest("[role=tab]") : null;
    if (tab) openTab(tab.id.slice("tab-".length));
  });
  list?.addEventListener("keydown", (event) => {
    const { key } = /** @type {KeyboardEvent} */ (event);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const all = tabs();
    const at = all.findIndex((tab) => tab === event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = all[(at + step + all.length) % all.length];
    openTab(next.id.slice("tab-".length));
    next.focus();
  });
}

/** @param {HTMLElement} panel */
function fetchOnce(panel) {
  const { source } = panel.dataset;
  if (!source) return;
  delete panel.dataset.source;
  // @ts-expect-error htmx stands on the page
  window.htmx.ajax("GET", source, { target: panel, swap: "innerHTML" });
}
