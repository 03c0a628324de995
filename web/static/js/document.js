// A document's page: the picture follows the text and the record, and shows what was asked for.
import { isTaken, onKey } from "./desk.js";
import { mounted } from "./viewer.js";

const reading = /** @type {HTMLElement} */ (document.getElementById("text"));
const text = /** @type {HTMLElement} */ (reading.querySelector(".lines"));
const lines = /** @type {HTMLElement[]} */ ([...text.querySelectorAll(".line")]);

/** @type {Array<{page: number, boxes: number[][]}>} What was asked for, by page. */
const hits = JSON.parse(reading.dataset.hits ?? "[]");
const view = mounted(/** @type {Element} */ (reading.querySelector("[data-viewer]")));

/** @type {{page: number, box: number[]}[]} */
const stops = hits.flatMap(({ page, boxes }) => boxes.map((box) => ({ page, box })));
let stop = -1;

for (const { page, boxes } of hits) view.highlight(page, boxes);

/**
 * Where something stands on the paper.
 * @param {HTMLElement} element
 */
function placeOf(element) {
  return { page: Number(element.dataset.page), box: (element.dataset.box ?? "").split(",").map(Number) };
}

/**
 * Scroll the text, and nothing but the text, to where a line is seen.
 * @param {HTMLElement} line
 */
function keepInSight(line) {
  const [there, frame] = [line.getBoundingClientRect(), text.getBoundingClientRect()];
  if (there.top < frame.top || there.bottom > frame.bottom) {
    text.scrollTop += there.top - frame.top - (frame.height - there.height) / 3;
  }
}

/**
 * Make a line the current one.
 * @param {HTMLElement} line
 * @param {boolean} follow Show it on the picture, too.
 */
function choose(line, follow) {
  text.querySelector(".line.current")?.classList.remove("current");
  line.classList.add("current");
  keepInSight(line);
  if (follow) {
    const { page, box } = placeOf(line);
    view.focus(page, box);
  }
}

/**
 * The line at a point of the picture.
 * @param {number} page
 * @param {number} x Original pixels.
 * @param {number} y
 */
function lineAt(page, x, y) {
  return lines.find((line) => {
    const place = placeOf(line);
    const [left, top, width, height] = place.box;
    return place.page === page && x >= left && x <= left + width && y >= top && y <= top + height;
  });
}

function nextHit() {
  if (stops.length === 0) return;
  stop = (stop + 1) % stops.length;
  const { page, box } = stops[stop];
  view.focus(page, box);
  const line = lineAt(page, box[0] + box[2] / 2, box[1] + box[3] / 2);
  if (line) choose(line, false);
}

text.addEventListener("click", (event) => {
  const line = event.target instanceof Element ? event.target.closest(".line") : null;
  if (line instanceof HTMLElement && String(getSelection()) === "") choose(line, true);
});

text.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (isTaken(event) || lines.length === 0) return;
  event.preventDefault();
  const at = lines.findIndex((line) => line.classList.contains("current"));
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  choose(lines[Math.max(0, Math.min(next, lines.length - 1))], true);
});

// Fields of the record and marks show where they were read.
for (const button of document.querySelectorAll("button[data-box]")) {
  button.addEventListener("click", () => {
    const { page, box } = placeOf(/** @type {HTMLElement} */ (button));
    reading.scrollIntoView({ block: "start" });
    view.focus(page, box);
  });
}

reading.querySelector("[data-next-hit]")?.addEventListener("click", nextHit);
onKey("n", nextHit);

// A click on the picture finds its line.
view.addEventListener("pick", (event) => {
  const { page, point } = /** @type {CustomEvent} */ (event).detail;
  const line = lineAt(page, point[0], point[1]);
  if (line) choose(line, false);
});

if (stops.length > 0) nextHit();
else view.show(Number(reading.dataset.first));
