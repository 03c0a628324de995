/**
 * What is drawn over a page: marks, zones, unread print, hits of a search, the frame of the focus.
 *
 * Every kind differs by its label and by how its outline is dashed, not by colour alone. Shapes are
 * placed anew for each frame in pixels of the screen, so that lines and letters stay as thick as
 * they are, however deep the zoom, and letters stay upright when the page is turned.
 */

const SVG = "http://www.w3.org/2000/svg";
const LABEL_HEIGHT = 15;
const LETTER = 6; // pixels at 11 px, about; no font of ours is wider
const ROOM = 32; // a label beside a smaller outline would hide what it names

/** @param {string} name @param {Record<string, string | number>} attributes */
function shape(name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/**
 * @typedef {object} Drawn
 * @property {import("./tiles.js").Box} box
 * @property {SVGElement} outline
 * @property {SVGElement | null} halo A wider outline beneath, so that it is seen on any ground.
 * @property {SVGElement | null} label
 */

/** The SVG over a picture. */
export class Overlay {
  constructor() {
    this.element = shape("svg", { class: "viewer-overlay", "aria-hidden": "true" });
    this.element.append(hatching());
    /** @type {Record<string, { group: SVGElement, drawn: Drawn[] }>} */
    this.groups = {};
    for (const name of ["zones", "marks", "unread", "hits", "focus"]) {
      const group = shape("g", { class: `viewer-${name}` });
      this.element.append(group);
      this.groups[name] = { group, drawn: [] };
    }
  }

  /** @param {string} name @param {boolean} on */
  show(name, on) {
    this.groups[name].group.classList.toggle("off", !on);
  }

  /**
   * Replace what a group shows.
   *
   * @param {string} name
   * @param {{ box: import("./tiles.js").Box, label?: string, colour?: string, family?: string }[]} places
   */
  fill(name, places) {
    const { group } = this.groups[name];
    const drawn = places.map((place) => drawnFrom(place, name === "hits" || name === "focus"));
    const outlines = drawn.flatMap(({ halo, outline }) => (halo ? [halo, outline] : [outline]));
    const labels = drawn.flatMap(({ label }) => (label ? [label] : []));
    group.replaceChildren(...outlines, ...labels);
    this.groups[name].drawn = drawn;
  }

  /**
   * Place everything for this frame.
   *
   * @param {(box: import("./tiles.js").Box) => DOMRect} onScreen
   */
  place(onScreen) {
    for (const { group, drawn } of Object.values(this.groups)) {
      if (group.classList.contains("off")) continue;
      for (const one of drawn) placeOne(one, onScreen(one.box));
    }
  }
}

/** @param {Drawn} one @param {DOMRect} at */
function placeOne({ outline, halo, label }, at) {
  for (const frame of halo ? [halo, outline] : [outline]) {
    frame.setAttribute("x", String(at.x));
    frame.setAttribute("y", String(at.y));
    frame.setAttribute("width", String(at.width));
    frame.setAttribute("height", String(at.height));
  }
  label?.setAttribute("transform", `translate(${at.x} ${at.y - LABEL_HEIGHT})`);
  label?.classList.toggle("off", Math.max(at.width, at.height) < ROOM);
}

/**
 * @param {{ box: import("./tiles.js").Box, label?: string, colour?: string, family?: string }} place
 * @param {boolean} haloed
 * @returns {Drawn}
 */
function drawnFrom(place, haloed) {
  const outline = shape("rect", { class: `outline ${place.family ?? ""}` });
  if (place.colour) outline.setAttribute("stroke", place.colour);
  const halo = haloed ? shape("rect", { class: "halo" }) : null;
  return { box: place.box, outline, halo, label: place.label ? labelled(place) : null };
}

/** @param {{ label?: string, colour?: string }} place */
function labelled({ label = "", colour }) {
  const made = shape("g", { class: "label" });
  const chip = shape("rect", { width: label.length * LETTER + 8, height: LABEL_HEIGHT });
  if (colour) chip.setAttribute("stroke", colour);
  const words = shape("text", { x: 4, y: LABEL_HEIGHT - 4 });
  words.textContent = label;
  made.append(chip, words);
  return made;
}

/** The pattern of what was not read. */
function hatching() {
  const pattern = shape("pattern", {
    id: "viewer-hatching",
    width: 8,
    height: 8,
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  });
  pattern.append(shape("line", { x1: 0, y1: 0, x2: 0, y2: 8, class: "hatch" }));
  const defined = shape("defs");
  defined.append(pattern);
  return defined;
}
