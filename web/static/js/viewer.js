/**
 * The picture of a document's pages: deep zoom, layers, marks and zones, and the place that matters.
 *
 * `parts/viewer.html` puts it into a page:
 *
 *     import { mounted } from "./viewer.js";
 *     const view = mounted(document.querySelector("[data-viewer]"));
 *     await view.focus(2, [310, 420, 180, 40]);
 *
 * Boxes are pixels of the scan as it came in; pages are shown upright all the same.
 */

import { Overlay } from "./viewer/overlay.js";
import { PictureAddress } from "./viewer/tiles.js";

/** @typedef {import("./viewer/tiles.js").Box} Box */
/** @typedef {import("./viewer/tiles.js").Page} Page */
/** @typedef {import("./viewer/tiles.js").Layer} Layer */

/** CSS pixels for an inch of paper at which print of 13 points is read with ease. */
const READING = 150;
const USUAL_DPI = 200;
const ZOOM_STEP = 1.4;
const PAN_STEP = 80;
const THUMBNAIL = 72;
const OPENING_MS = 90_000;
/** A part of a page that did not come is asked for again so often, after so long. */
const RETRIES = 5;
const RETRY_MS = 4_000;
const LATE = "Ảnh trang chưa tới, máy đang thử lại …";
const NOT_COME = "Chưa tải được ảnh trang này. Hãy mở lại sau ít phút.";

/** @type {Record<Layer, string>} */
const LAYERS = { original: "bản gốc", cleaned: "chữ in", evidence: "dấu và bút tích" };

/** @type {WeakMap<Element, PageView>} */
const views = new WeakMap();

/**
 * The view inside an element that `parts/viewer.html` made; made now, the first time.
 *
 * @param {Element} element With `data-viewer`.
 * @returns {PageView}
 */
export function mounted(element) {
  let view = views.get(element);
  if (!view) {
    const told = element.querySelector("script[type='application/json']");
    view = new PageView(element, JSON.parse(told?.textContent ?? "{}"));
    views.set(element, view);
  }
  return view;
}

/**
 * A picture of pages with its buttons and keys.
 *
 * Events: `page` (`detail.page`, its number), when another page is shown; `pick` (`detail.page`,
 * `detail.point` [x, y] of the scan, `detail.box` and `detail.kind` of the smallest mark, unread
 * print or line there, or null), when somebody clicks on the page.
 */
export class PageView extends EventTarget {
  /**
   * @param {Element} element
   * @param {{ documentId: string, version?: string, pages: Page[] }} document
   */
  constructor(element, { documentId, version, pages }) {
    super();
    this.element = element;
    this.pages = pages;
    this.address = new PictureAddress(documentId, version);
    /** @type {Page | null} */
    this.page = null;
    /** @type {Layer} */
    this.shownLayer = "original";
    this.turned = 0;
    /** @type {Map<number, Box[]>} */
    this.hits = new Map();
    /** @type {any} The picture inside OpenSeadragon. */
    this.item = null;
    /** @type {Promise<void>} */
    this.opened = Promise.resolve();
    this.overlay = new Overlay();
    this.#fillStrip(); // first: it takes room from the picture
    this.viewer = this.#made();
    this.#listen();
    if (pages.length) this.show(pages[0].number);
  }

  /** Let go of everything; the element may be used anew. */
  close() {
    views.delete(this.element);
    this.viewer.destroy();
  }

  /**
   * Show a page, whole.
   *
   * @param {number} number In the scanned file.
   * @returns {Promise<void>} When it can be zoomed; its pixels may still be on their way.
   */
  show(number) {
    if (this.page?.number === number) return this.opened;
    const page = this.pages.find((one) => one.number === number);
    if (!page) return this.opened;
    this.page = page;
    this.turned = 0;
    this.item = null;
    this.element.setAttribute("aria-busy", "true");
    this.overlay.fill("focus", []);
    this.#tell();
    this.opened = this.#open(page);
    this.dispatchEvent(new CustomEvent("page", { detail: { page: number } }));
    return this.opened;
  }

  /**
   * Bring a place to the size in which one reads, and frame it.
   *
   * @param {number} number Of the page.
   * @param {Box | null} box Without it the whole page is shown.
   * @returns {Promise<void>}
   */
  async focus(number, box) {
    await this.show(number);
    if (this.page?.number !== number || !this.item) return; // another was asked for meanwhile
    if (!box) {
      this.fit();
      return;
    }
    this.overlay.fill("focus", [{ box }]);
    const { viewport } = this.viewer;
    const [x, y, width, height] = box;
    const [across, down] = this.#degrees() % 180 ? [height, width] : [width, height];
    const room = viewport.getContainerSize();
    const scale = Math.min(
      READING / (this.page.dpi || USUAL_DPI),
      (room.x * 0.9) / Math.max(1, across),
      (room.y * 0.7) / Math.max(1, down),
    );
    const still = isStill();
    viewport.zoomTo(this.item.imageToViewportZoom(scale), undefined, still);
    viewport.panTo(this.item.imageToViewportCoordinates(x + width / 2, y + height / 2), still);
    viewport.applyConstraints(still);
    this.#place();
  }

  /** @param {Layer} name */
  layer(name) {
    if (!(name in LAYERS) || name === this.shownLayer) return;
    this.shownLayer = name;
    this.#tell();
    if (this.item && this.page) this.#exchange(this.page);
  }

  /** @param {boolean} on Whether marks and unread print are outlined. */
  marks(on) {
    this.overlay.show("marks", on);
    this.overlay.show("unread", on);
    this.#press("marks", on);
    this.#place();
  }

  /** @param {boolean} on Whether the parts of the page are outlined. */
  zones(on) {
    this.overlay.show("zones", on);
    this.#press("zones", on);
    this.#place();
  }

  /**
   * Highlight what was searched for.
   *
   * @param {number} number Of the page.
   * @param {Box[]} boxes None takes the highlight away.
   */
  highlight(number, boxes) {
    this.hits.set(number, boxes);
    if (this.page?.number === number) this.#fillHits();
  }

  /** @param {number} degrees Turn the picture on the screen by so much, clockwise. */
  turn(degrees) {
    this.turned = (((this.turned + degrees) % 360) + 360) % 360;
    this.viewer.viewport.setRotation(this.#degrees(), true);
    this.fit();
  }

  /** Show the whole page. */
  fit() {
    this.viewer.viewport.goHome(isStill());
    this.#place();
  }

  /** @param {number} by */
  zoom(by) {
    this.viewer.viewport.zoomBy(by, undefined, isStill());
    this.viewer.viewport.applyConstraints(isStill());
  }

  /** @param {number} by Pages forward or, below 0, back. */
  leaf(by) {
    const at = this.pages.findIndex((page) => page.number === this.page?.number);
    const next = this.pages[at + by];
    if (next) this.show(next.number);
  }

  #made() {
    const box = this.element.querySelector(".viewer-picture") ?? this.element;
    keepStylesOut();
    // @ts-expect-error OpenSeadragon is a script of its own, loaded before.
    const viewer = OpenSeadragon({
      element: box,
      drawer: "canvas",
      showNavigationControl: false,
      keyboardNavEnabled: false,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      gestureSettingsTouch: { clickToZoom: false, dblClickToZoom: true },
      animationTime: isStill() ? 0 : 0.35,
      springStiffness: 8,
      zoomPerScroll: 1.25,
      minZoomImageRatio: 0.9,
      maxZoomPixelRatio: 4,
      visibilityRatio: 0.4,
      imageLoaderLimit: 4,
      timeout: OPENING_MS,
      tileRetryMax: RETRIES,
      tileRetryDelay: RETRY_MS,
    });
    viewer.canvas.append(this.overlay.element);
    viewer.canvas.setAttribute("role", "img");
    return viewer;
  }

  #listen() {
    this.#waitPatiently();
    this.viewer.addHandler("update-viewport", () => this.#place());
    this.viewer.addHandler("canvas-click", (/** @type {any} */ event) => {
      if (event.quick) this.#pick(event.position);
    });
    this.element.addEventListener("click", (event) => this.#pressed(event));
    this.element.addEventListener("keydown", (event) => {
      if (event instanceof KeyboardEvent && this.#typed(event)) event.preventDefault();
    });
    this.marks(this.#isPressed("marks"));
    this.zones(this.#isPressed("zones"));
  }

  /** Tell of what did not come, and no longer once it has. */
  #waitPatiently() {
    /** @type {WeakMap<object, number>} */
    const failed = new WeakMap();
    this.viewer.addHandler("tile-load-failed", (/** @type {any} */ { tile }) => {
      const times = (failed.get(tile) ?? 0) + 1;
      failed.set(tile, times);
      this.#note(times > RETRIES ? NOT_COME : LATE);
    });
    this.viewer.addHandler("tile-loaded", () => this.#note());
  }

  /** @param {Page} asked */
  async #open(asked) {
    let page;
    try {
      page = await this.address.measured(asked);
    } catch {
      if (this.page?.number === asked.number) this.#note(NOT_COME);
      return;
    }
    if (this.page?.number !== page.number) return;
    this.page = page;
    const done = new Promise((resolve) => this.viewer.addOnceHandler("open", resolve));
    this.viewer.open(this.address.source(page, this.shownLayer));
    await done;
    if (this.page?.number !== page.number) return;
    this.item = this.viewer.world.getItemAt(0);
    this.#watch(this.item);
    this.viewer.viewport.setRotation(this.#degrees(), true);
    this.viewer.viewport.goHome(true);
    this.overlay.fill("marks", page.marks ?? []);
    this.overlay.fill("unread", page.unread ?? []);
    this.overlay.fill("zones", page.zones ?? []);
    this.#fillHits();
    this.#tell();
    this.#place();
  }

  /** Another layer over the old one, which goes when the new one is there. @param {Page} page */
  #exchange(page) {
    const old = this.item;
    this.viewer.addTiledImage({
      tileSource: this.address.source(page, this.shownLayer),
      success: (/** @type {any} */ { item }) => {
        this.item = item;
        this.#watch(item, () => this.viewer.world.removeItem(old));
      },
    });
  }

  /**
   * Tell whether pixels are still on their way.
   *
   * @param {any} item
   * @param {() => void} [then] Once, when all are there.
   */
  #watch(item, then = () => {}) {
    let first = true;
    const tell = () => {
      const there = item.getFullyLoaded();
      if (item === this.item) this.element.setAttribute("aria-busy", String(!there));
      if (there && first) {
        first = false;
        then();
      }
    };
    item.addHandler("fully-loaded-change", tell);
    tell();
  }

  #degrees() {
    return ((this.page?.rotation ?? 0) + this.turned) % 360;
  }

  #place() {
    if (!this.item) return;
    this.overlay.place(([x, y, width, height]) => {
      const one = this.item.imageToViewerElementCoordinates(pointAt(x, y));
      const other = this.item.imageToViewerElementCoordinates(pointAt(x + width, y + height));
      const [left, top] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
      return new DOMRect(left, top, Math.abs(one.x - other.x), Math.abs(one.y - other.y));
    });
  }

  #fillHits() {
    const boxes = this.hits.get(this.page?.number ?? 0) ?? [];
    this.overlay.fill("hits", boxes.map((box) => ({ box })));
    this.#place();
  }

  /** @param {any} position On the screen. */
  #pick(position) {
    if (!this.item || !this.page) return;
    const { x, y } = this.item.viewerElementToImageCoordinates(position);
    const { marks = [], unread = [], lines = [] } = this.page;
    const places = [
      ...marks.map(({ box }) => ({ box, kind: "mark" })),
      ...unread.map(({ box }) => ({ box, kind: "unread" })),
      ...lines.map(({ box }) => ({ box, kind: "line" })),
    ];
    const there = places
      .filter(({ box: [left, top, w, h] }) => x >= left && y >= top && x < left + w && y < top + h)
      .sort((one, other) => one.box[2] * one.box[3] - other.box[2] * other.box[3])[0];
    const detail = {
      page: this.page.number,
      point: [Math.round(x), Math.round(y)],
      box: there?.box ?? null,
      kind: there?.kind ?? null,
    };
    this.dispatchEvent(new CustomEvent("pick", { detail }));
  }

  /** @param {Event} event */
  #pressed(event) {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest("[data-do], [data-page]");
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset.page) this.show(Number(button.dataset.page));
    else this.#act(button.dataset.do ?? "", button.dataset.layer);
  }

  /**
   * @param {string} what
   * @param {string} [layer]
   */
  #act(what, layer) {
    if (what === "in") this.zoom(ZOOM_STEP);
    else if (what === "out") this.zoom(1 / ZOOM_STEP);
    else if (what === "fit") this.fit();
    else if (what === "turn") this.turn(90);
    else if (what === "back") this.leaf(-1);
    else if (what === "on") this.leaf(1);
    else if (what === "marks") this.marks(!this.#isPressed("marks"));
    else if (what === "zones") this.zones(!this.#isPressed("zones"));
    else if (what === "layer") this.layer(/** @type {Layer} */ (layer));
  }

  /** @param {KeyboardEvent} event @returns {boolean} Whether the key was ours. */
  #typed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
    const [dx, dy] =
      { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ??
      [0, 0];
    if ((dx || dy) && event.target === this.viewer.canvas) {
      const { viewport } = this.viewer;
      viewport.panBy(viewport.deltaPointsFromPixels(pointAt(dx * PAN_STEP, dy * PAN_STEP)), isStill());
      viewport.applyConstraints(isStill());
      return true;
    }
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act === "layers") this.#nextLayer();
    else if (act) this.#act(act);
    return act !== undefined;
  }

  #nextLayer() {
    const names = /** @type {Layer[]} */ (Object.keys(LAYERS));
    this.layer(names[(names.indexOf(this.shownLayer) + 1) % names.length]);
  }

  /** @param {string} what */
  #isPressed(what) {
    const button = this.element.querySelector(`[data-do="${what}"]`);
    return button?.getAttribute("aria-pressed") === "true";
  }

  /** @param {string} what @param {boolean} on */
  #press(what, on) {
    this.element.querySelector(`[data-do="${what}"]`)?.setAttribute("aria-pressed", String(on));
  }

  /** Say which page is shown, how, and what is on it. */
  #tell() {
    const page = this.page;
    if (!page) return;
    const at = this.pages.findIndex((one) => one.number === page.number) + 1;
    this.viewer.canvas.setAttribute("aria-label", this.#described(page, at));
    const said = this.element.querySelector(".viewer-said");
    if (said) said.textContent = `${at} / ${this.pages.length}`;
    const own = this.element.querySelector(".viewer-own");
    own?.setAttribute("href", `/documents/${this.address.documentId}/picture?page=${page.number}`);
    this.#note();
    for (const button of this.element.querySelectorAll("[data-layer]")) {
      const chosen = button.getAttribute("data-layer") === this.shownLayer;
      button.setAttribute("aria-pressed", String(chosen));
    }
    for (const [what, there] of [["back", at > 1], ["on", at < this.pages.length]]) {
      const button = this.element.querySelector(`[data-do="${what}"]`);
      button?.setAttribute("aria-disabled", String(!there));
    }
    for (const thumb of this.element.querySelectorAll(".viewer-strip [data-page]")) {
      const current = thumb.getAttribute("data-page") === String(page.number);
      if (current) {
        thumb.setAttribute("aria-current", "page");
        keepInSight(thumb);
      } else thumb.removeAttribute("aria-current");
    }
  }

  /** Words over the picture. @param {string} [said] Instead of what there is to say of the page. */
  #note(said) {
    const note = this.element.querySelector(".viewer-note");
    if (!(note instanceof HTMLElement)) return;
    const words = said ?? this.page?.problem ?? (this.page?.blank ? "Trang trắng" : "");
    if (note.textContent === words) return;
    note.textContent = words;
    note.hidden = !words;
  }

  /** @param {Page} page @param {number} at */
  #described(page, at) {
    const marks = (page.marks ?? []).map(({ label, text }) => (text ? `${label} “${text}”` : label));
    const unread = page.unread?.length ? `${page.unread.length} chỗ chữ chưa đọc` : "";
    const layer = this.shownLayer === "original" ? "" : `lớp ${LAYERS[this.shownLayer]}`;
    return [
      `Trang ${at} của ${this.pages.length}`,
      page.problem ?? (page.blank ? "trang trắng" : ""),
      layer,
      marks.length ? `dấu: ${marks.join(", ")}` : "không có dấu",
      unread,
    ]
      .filter(Boolean)
      .join("; ");
  }

  #fillStrip() {
    const strip = this.element.querySelector(".viewer-strip");
    if (!(strip instanceof HTMLElement)) return;
    strip.hidden = this.pages.length < 2;
    strip.replaceChildren(
      ...this.pages.map((page, index) => {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.page = String(page.number);
        const picture = document.createElement("img");
        picture.loading = "lazy";
        picture.height = THUMBNAIL;
        picture.width = Math.round(THUMBNAIL / Math.SQRT2);
        picture.alt = `Trang ${index + 1}`;
        picture.src = this.address.thumbnail(page, THUMBNAIL);
        const number = document.createElement("span");
        number.textContent = String(index + 1);
        number.setAttribute("aria-hidden", "true");
        button.append(picture, number);
        return button;
      }),
    );
  }
}

/** @type {Record<string, string>} What a key does, wherever in the viewer the focus is. */
const KEYS = {
  "+": "in",
  "=": "in",
  "-": "out",
  0: "fit",
  r: "turn",
  l: "layers",
  m: "marks",
  z: "zones",
  PageUp: "back",
  PageDown: "on",
};

/** @returns {boolean} Whether the person wants nothing to move. */
function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Scroll the strip, and nothing around it, to where a small picture is seen: the page may have been
 * opened at a place of its own.
 *
 * @param {Element} thumb
 */
function keepInSight(thumb) {
  const strip = thumb.parentElement;
  if (!strip) return;
  const [there, frame] = [thumb.getBoundingClientRect(), strip.getBoundingClientRect()];
  if (there.left < frame.left) strip.scrollLeft -= frame.left - there.left;
  else if (there.right > frame.right) strip.scrollLeft += there.right - frame.right;
}

/** @param {number} x @param {number} y */
function pointAt(x, y) {
  // @ts-expect-error as above
  return new OpenSeadragon.Point(x, y);
}

/**
 * OpenSeadragon puts a style into the page unless one of this name is there, and the page's policy
 * refuses styles inside it (an empty one, too). What that one says stands in `viewer.css`; what is
 * put here is called like a style and is none.
 */
function keepStylesOut() {
  if (document.querySelector("style[data-openseadragon-mobile-css]")) return;
  const standIn = document.createElementNS("urn:sohoa:none", "style");
  standIn.setAttribute("data-openseadragon-mobile-css", "");
  document.head.append(standIn);
}
