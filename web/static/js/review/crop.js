// @ts-check
/** The part of the picture that a field was read from, enlarged, and the next field's beforehand. */

import { lookAfter } from "../late.js";

/** Of the box's height, on each side: enough to see what a letter's mark belongs to. */
const MARGIN = 0.5;
const LEAST_MARGIN_PX = 12;
/** What a crop is at most on the screen; sharp on screens of two dots a pixel. */
const LARGEST = [1200, 320];

/** @typedef {import("../viewer/tiles.js").Page} Page */
/** @typedef {{page: number, box: number[] | null}} Place */

export class Crops {
  #address; #pages;
  /** @type {HTMLElement | null} */ #shown = null;
  /** @type {Map<string, HTMLImageElement>} */ #known = new Map();

  /** @param {{address: import("../viewer/tiles.js").PictureAddress, pages: Page[]}} of */
  constructor({ address, pages }) {
    this.#address = address;
    this.#pages = pages;
  }

  /** Show a field's crop, and no other one.
   * @param {HTMLElement | null} at `.crop` of the field.
   * @param {Place | null} place
   * @param {string} label
   */
  show(at, place, label) {
    if (this.#shown && this.#shown !== at) this.#shown.hidden = true;
    this.#shown = at;
    const address = this.address(place);
    if (!at || !address) return;
    const image = this.#image(address);
    image.alt = `Ảnh của mục ${label}`;
    at.replaceChildren(image);
    at.hidden = false;
  }

  /** Have a crop ready. @param {Place | null} place */
  prefetch(place) {
    const address = this.address(place);
    if (address) this.#image(address);
  }

  /** Where a crop is, by the IIIF Image API; null of a place that is not known to the letter.
   * @param {Place | null} place
   * @returns {string | null}
   */
  address(place) {
    const page = this.#pages.find((one) => one.number === place?.page);
    if (!place?.box || !page?.width) return null;
    const [x, y, width, height] = place.box;
    // A whole page is seen beside it already.
    if (width * height > 0.5 * page.width * page.height) return null;
    const by = Math.max(LEAST_MARGIN_PX, Math.round(MARGIN * Math.min(width, height)));
    const left = Math.max(0, x - by), top = Math.max(0, y - by);
    const right = Math.min(page.width, x + width + by), bottom = Math.min(page.height, y + height + by);
    const lies = page.rotation % 180 !== 0;
    const across = lies ? bottom - top : right - left;
    const down = lies ? right - left : bottom - top;
    const scale = Math.min(LARGEST[0] / across, LARGEST[1] / down, 3);
    const wide = Math.max(1, Math.round((right - left) * scale));
    const high = Math.max(1, Math.round((bottom - top) * scale));
    const region = [left, top, right - left, bottom - top].join(",");
    return this.#address.part(page, "original", `${region}/^${wide},${high}/${page.rotation}`);
  }

  /** @param {string} address */
  #image(address) {
    let image = this.#known.get(address);
    if (!image) {
      image = new Image();
      lookAfter(image);
      image.src = address;
      this.#known.set(address, image);
    }
    return image;
  }
}
