/** The page that is nothing but a viewer: shows `?page=2&box=x,y,w,h`, and takes other pages along. */

import { mounted } from "./viewer.js";

const view = mounted(/** @type {Element} */ (document.querySelector("[data-viewer]")));
const asked = new URLSearchParams(location.search);
const page = Number(asked.get("page") ?? view.pages[0]?.number);
const boxes = asked.getAll("box").map((said) => said.split(",").map(Number));
const whole = boxes.filter((box) => box.length === 4 && box.every(Number.isFinite));

if (whole.length > 1) view.highlight(page, /** @type {any} */ (whole));
view.focus(page, /** @type {any} */ (whole[0] ?? null));

// The address names what is seen, so that it can be kept and sent.
view.addEventListener("page", (event) => {
  const address = new URL(location.href);
  address.search = new URLSearchParams({ page: /** @type {CustomEvent} */ (event).detail.page }).toString();
  history.replaceState(null, "", address);
});
