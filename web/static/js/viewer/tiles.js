/**
 * Where the pixels of a page come from: tiles of the IIIF Image API.
 *
 * @typedef {[number, number, number, number]} Box x, y, width, height in pixels of the scan.
 *
 * @typedef {object} Mark
 * @property {string} kind
 * @property {string} label What a clerk calls it.
 * @property {string} colour In which it is outlined.
 * @property {string} family Tells how it is outlined.
 * @property {Box} box
 * @property {string | null} text What it says.
 *
 * @typedef {object} Place
 * @property {string} [kind]
 * @property {string} label
 * @property {Box} box
 *
 * @typedef {object} Page
 * @property {number} number In the scanned file.
 * @property {number} width Pixels of the scan; 0 where the page could not be read.
 * @property {number} height
 * @property {number} [dpi]
 * @property {number} rotation Degrees clockwise to upright.
 * @property {boolean} [blank]
 * @property {string | null} [problem] Why it could not be read.
 * @property {Mark[]} [marks]
 * @property {Place[]} [zones]
 * @property {Place[]} [unread]
 * @property {Place[]} [lines] Where a click finds a line of the text.
 *
 * @typedef {"original" | "cleaned" | "evidence"} Layer
 */

/** Pixels of a tile, as the server cuts them (`pipeline/archive/pictures/pyramid.py`). */
const TILE = 512;

/** Where the pictures of a document lie. */
export class PictureAddress {
  /**
   * @param {string} documentId
   * @param {string} [version] Of the document: what is named so never changes.
   */
  constructor(documentId, version = "") {
    this.documentId = documentId;
    this.version = version;
  }

  /** @param {Page} page @param {Layer} layer @returns {string} */
  picture(page, layer) {
    return `/documents/${this.documentId}/pages/${page.number}/iiif/${layer}`;
  }

  /**
   * A part of a page.
   *
   * @param {Page} page
   * @param {Layer} layer
   * @param {string} request `region/size/rotation`, as IIIF says them.
   * @returns {string}
   */
  part(page, layer, request) {
    const version = this.version ? `?v=${this.version}` : "";
    return `${this.picture(page, layer)}/${request}/default.jpg${version}`;
  }

  /**
   * The whole page, small and upright.
   *
   * @param {Page} page
   * @param {number} height CSS pixels.
   * @returns {string}
   */
  thumbnail(page, height) {
    const onItsSide = page.rotation % 180 !== 0;
    const size = onItsSide ? `^${height},` : `^,${height}`;
    return this.part(page, "original", `full/${size}/${page.rotation}`);
  }

  /**
   * What OpenSeadragon is told of a page.
   *
   * @param {Page} page Its size is known.
   * @param {Layer} layer
   * @returns {object}
   */
  source(page, layer) {
    const { width, height } = page;
    const maxLevel = Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE)));
    return {
      width,
      height,
      tileSize: TILE,
      tileOverlap: 0,
      minLevel: 0,
      maxLevel,
      getTileUrl: (/** @type {number} */ level, /** @type {number} */ x, /** @type {number} */ y) => {
        const scale = 2 ** (maxLevel - level);
        const [left, top] = [x * TILE * scale, y * TILE * scale];
        const wide = Math.min(TILE * scale, width - left);
        const high = Math.min(TILE * scale, height - top);
        const size = `${Math.ceil(wide / scale)},${Math.ceil(high / scale)}`;
        return this.part(page, layer, `${left},${top},${wide},${high}/${size}/0`);
      },
    };
  }

  /**
   * The page with its size; a page that could not be read does not bring one.
   *
   * @param {Page} page
   * @returns {Promise<Page>}
   */
  async measured(page) {
    if (page.width && page.height) return page;
    const answer = await fetch(`${this.picture(page, "original")}/info.json`);
    if (!answer.ok) throw new Error(`page ${page.number}: ${answer.status}`);
    const { width, height, problem } = await answer.json();
    return { ...page, width, height, problem: problem ?? page.problem };
  }
}
