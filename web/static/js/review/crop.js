// @ts-check
/** The part of the picture that a field was read from, enlarged, and the next field's beforehand. */

/** Of the box's height, on each side: enough to see what a letter's mark belongs to. */
const MARGIN = 0.5;
const LEAST_MARGIN_PX = 12;
/** What a crop is at most on the screen; sharp on screens of two dots a pixel. */
const LARGEST = [1200, 320];

/** @typedef {{page: number, box: number[] | null, turn: number}} Place */

export class Crops {
  #base; #sizes;
  /** @type {HTMLElement | null} */ #shown = null;
  /** @type {Map<string, HTMLImageElement>} */ #known = new Map();

  /**
   * @param {string} documentId
   * @param {{number: number, size: number[]}[]} pages
   */
  constructor(documentId, pages) {
    this.#base = `/documents/${documentId}/pages`;
    this.#sizes = new Map(pages.map(({ number, size }) => [number, size]));
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
    const size = place ? this.#sizes.get(place.page) : undefined;
    if (!place?.box || !size) return null;
    const [x, y, width, height] = place.box;
    // A whole page is seen beside it already.
    if (width * height > 0.5 * size[0] * size[1]) return null;
    const by = Math.max(LEAST_MARGIN_PX, Math.round(MARGIN * Math.min(width, height)));
    const left = Math.max(0, x - by), top = Math.max(0, y - by);
    const right = Math.min(size[0], x + width + by), bottom = Math.min(size[1], y + height + by);
    const lies = place.turn % 180 !== 0;
    const across = lies ? bottom - top : right - left;
    const down = lies ? right - left : bottom - top;
    const scale = Math.min(LARGEST[0] / across, LARGEST[1] / down, 3);
    const wide = Math.max(1, Math.round((right - left) * scale));
    const high = Math.max(1, Math.round((bottom - top) * scale));
    const region = [left, top, right - left, bottom - top].join(",");
    return `${this.#base}/${place.page}/iiif/original/${region}/^${wide},${high}/${place.turn}/default.jpg`;
  }

  /** @param {string} address */
  #image(address) {
    let image = this.#known.get(address);
    if (!image) {
      image = new Image();
      image.src = address;
      this.#known.set(address, image);
    }
    return image;
  }
}
