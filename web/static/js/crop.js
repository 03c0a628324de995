/**
 * A place on a page as a small picture, upright, with a little margin (`web/services/crops.py` does
 * the same for pages that the server makes).
 */

const MARGIN_MM = 1;
const USUAL_DPI = 200;
const DENSEST = 2;

/**
 * @param {import("./viewer/tiles.js").PictureAddress} address Of the document's pictures.
 * @param {import("./viewer/tiles.js").Page} page
 * @param {import("./viewer/tiles.js").Box} box Pixels of the scan.
 * @param {number} height CSS pixels.
 * @param {string} [what] What stands there.
 * @returns {HTMLImageElement}
 */
export function crop(address, page, box, height, what = "Ảnh cắt") {
  const margin = Math.round((MARGIN_MM * (page.dpi || USUAL_DPI)) / 25.4);
  const left = Math.max(0, box[0] - margin);
  const top = Math.max(0, box[1] - margin);
  const width = Math.min(page.width, box[0] + box[2] + margin) - left;
  const high = Math.min(page.height, box[1] + box[3] + margin) - top;
  const lies = page.rotation % 180 !== 0;
  const [across, down] = lies ? [high, width] : [width, high];
  const sharp = Math.min(down, DENSEST * height);
  const size = lies ? `${sharp},` : `,${sharp}`;
  const picture = new Image(Math.max(1, Math.round((across * height) / down)), height);
  picture.className = "crop";
  picture.decoding = "async";
  picture.alt = `${what}, trang ${page.number}`;
  picture.src = address.part(page, "original", `${left},${top},${width},${high}/${size}/${page.rotation}`);
  return picture;
}
