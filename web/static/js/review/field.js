// @ts-check
/** A field of the record on the screen: what stands in it, what is typed, how it is saved. */
import { NotAValue, valueOf } from "./typed.js";

/** @typedef {import("./saving.js").Change} Change */
/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Input */

const INPUTS = "input, textarea, select";

export class Field {
  /** @param {HTMLElement} element `section.field` */
  constructor(element) {
    this.element = element;
    this.#fit();
  }

  get key() { return this.element.dataset.key ?? ""; }

  get target() { return { kind: "field", key: this.key }; }

  /** What the record has, people's decisions included. */
  get value() { return JSON.parse(this.element.dataset.value ?? "null"); }

  /** Where it stands on the picture. @returns {{page: number, box: number[] | null} | null} */
  get place() {
    const { page, box } = this.element.dataset;
    if (!page) return null;
    return { page: Number(page), box: box ? box.split(",").map(Number) : null };
  }

  get isDoubt() { return this.element.classList.contains("doubt"); }

  /** Whether nobody has decided on it yet, here or on its way to the server. */
  get isOpen() { return this.element.dataset.state === "open" && !this.isSaving; }

  get isSaving() { return this.element.dataset.saving === "saving"; }

  /** Whether it waits for the person to say whose value shall stand. */
  get isOvertaken() { return this.element.querySelector(".overtaken") !== null; }

  /** @returns {Input[]} */
  get inputs() {
    return /** @type {Input[]} */ ([...this.element.querySelectorAll(`.inputs :is(${INPUTS})`)]);
  }

  /** Whether something else is typed than what the record has. */
  get isTouched() {
    return this.#entriesChanged || this.inputs.some((input) => input.value !== standing(input));
  }

  get #entriesChanged() {
    return this.element.dataset.shape === "entries"
      && this.element.querySelectorAll(".inputs > .parts").length !== (this.value ?? []).length;
  }

  /** What is typed, as the record would keep it.
   * @throws {NotAValue}
   */
  typed() {
    if (this.element.dataset.shape === "one") {
      const [input] = this.inputs;
      return valueOf(input.dataset.kind ?? "", input.value);
    }
    const before = this.value;
    const entries = [...this.element.querySelectorAll(".inputs > .parts")].map((at, i) => {
      const old = Array.isArray(before) ? before[i] : before;
      const entry = { ...old };
      for (const input of /** @type {NodeListOf<Input>} */ (at.querySelectorAll(INPUTS))) {
        const part = input.dataset.part ?? "";
        // What nobody touched stays to the letter, whatever its form would make of it.
        if (input.value === standing(input) && old) continue;
        entry[part] = valueOf(input.dataset.kind ?? "", input.value);
      }
      return entry;
    }).filter((entry) => Object.values(entry).some((part) => part !== null));
    if (entries.length === 0) return null;
    return this.element.dataset.shape === "parts" ? entries[0] : entries;
  }

  /** What the person decides by Enter: null where it was decided before and nothing is typed.
   * @returns {Change | null}
   * @throws {NotAValue}
   */
  decision() {
    const { value, target } = this;
    const typed = this.isTouched ? this.typed() : value;
    if (JSON.stringify(typed) !== JSON.stringify(value)) {
      return { act: "correct", target, before: value, after: typed };
    }
    return this.isOpen ? { act: "confirm", target, before: value } : null;
  }

  /** Give back what stood. */
  restore() {
    const entries = this.value;
    if (this.element.dataset.shape === "entries") {
      [...this.element.querySelectorAll(".inputs > .parts")]
        .slice((entries ?? []).length).forEach((extra) => extra.remove());
    }
    for (const input of this.inputs) put(input, standing(input));
    this.fault("");
    this.#fit();
  }

  /** Take another reading: the n-th, from 1. @param {number} n @returns {Change | null} */
  alternative(n) {
    const button = this.element.querySelectorAll("[data-alternative]")[n - 1];
    if (!(button instanceof HTMLElement)) return null;
    const after = JSON.parse(button.dataset.alternative ?? "null");
    return { act: "correct", target: this.target, before: this.value, after };
  }

  /** One entry more, at the end. */
  addEntry() {
    const template = this.element.querySelector("template");
    if (!template) return;
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const number = this.element.querySelectorAll(".inputs > .parts").length;
    for (const one of copy.querySelectorAll("[id], [for]")) {
      for (const name of ["id", "for"]) {
        const said = one.getAttribute(name);
        if (said) one.setAttribute(name, said.replace("-999-", `-${number}-`));
      }
    }
    template.before(copy);
    this.element.querySelectorAll(".inputs > .parts")[number]
      ?.querySelector(/** @type {"input"} */ (INPUTS))?.focus();
  }

  /** What is typed, to be put back after a reload. @returns {string[]} */
  draft() { return this.inputs.map((input) => input.value); }

  /** @param {string[]} draft */
  redraft(draft) {
    while (this.inputs.length < draft.length && this.element.querySelector("template")) {
      this.addEntry();
    }
    this.inputs.forEach((input, i) => put(input, draft[i] ?? input.value));
    this.#fit();
    this.mark();
  }

  /** Begin to look at it: everything typed before is chosen, so that typing replaces it. */
  focus() {
    const focused = this.element.contains(document.activeElement);
    const at = this.inputs[0] ?? this.element.querySelector("[tabindex]");
    if (!focused) at?.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  /** Say how it stands with the server.
   * @param {"" | "saving" | "saved" | "refused"} [state]
   */
  mark(state = "") {
    this.element.dataset.saving = state;
    const words = { saving: "đang lưu …", saved: "đã lưu", refused: "chưa lưu" };
    const said = this.element.querySelector(".saving");
    const touched = this.isTouched ? "chưa lưu: Enter để lưu" : "";
    if (said) said.textContent = state ? words[state] : touched;
  }

  /** Say what is wrong with what is typed; "" = nothing. @param {string} why */
  fault(why) {
    const said = this.element.querySelector("p.error");
    if (!(said instanceof HTMLElement)) return;
    said.textContent = why;
    said.hidden = why === "";
    for (const input of this.inputs) {
      if (why) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (why) {
      said.id = `fault-${this.key}`;
      said.setAttribute("role", "alert");
      this.inputs[0]?.setAttribute("aria-describedby", said.id);
    }
  }

  /** The record has changed: show it, unless the person is typing something else here.
   * @param {string} html
   */
  update(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("section.field");
    if (!(fresh instanceof HTMLElement)) return;
    const draft = this.isTouched ? this.draft() : null;
    const at = this.inputs.findIndex((input) => input === document.activeElement);
    const crop = this.element.querySelector(".crop");
    this.element.replaceWith(fresh);
    this.element = fresh;
    if (crop) fresh.querySelector(".crop")?.replaceWith(crop);
    this.#fit();
    if (draft !== null) {
      this.redraft(draft);
      try {
        if (JSON.stringify(this.typed()) === JSON.stringify(this.value)) this.restore();
      } catch (error) {
        if (!(error instanceof NotAValue)) throw error;
      }
      this.mark();
    }
    if (at >= 0) {
      const input = this.inputs[Math.min(at, this.inputs.length - 1)];
      input?.focus();
      if (draft === null) choose(input);
    }
  }

  /** Somebody decided on this field meanwhile: nothing is written until the person has chosen.
   * @param {import("./saving.js").Theirs[]} theirs
   * @param {string} mine
   * @param {(whose: "mine" | "theirs") => void} chosen
   */
  overtaken(theirs, mine, chosen) {
    this.element.querySelector(".overtaken")?.remove();
    const box = document.createElement("div");
    box.className = "overtaken notice should";
    box.setAttribute("role", "alert");
    for (const one of theirs) box.append(paragraph(`${one.who}, ${one.at}: ${one.said}.`));
    box.append(paragraph(`Còn ở đây: ${mine}.`));
    const buttons = document.createElement("div");
    buttons.className = "tools";
    const words = /** @type {const} */ ({ theirs: "Giữ của người kia", mine: "Ghi của tôi" });
    for (const whose of /** @type {const} */ (["theirs", "mine"])) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words[whose];
      button.dataset.choose = whose;
      button.addEventListener("click", () => {
        box.remove();
        for (const input of this.inputs) input.disabled = false;
        chosen(whose);
      });
      buttons.append(button);
    }
    box.append(buttons);
    this.element.append(box);
    for (const input of this.inputs) input.disabled = true;
    this.mark("refused");
  }

  /** Text of several lines is seen whole. */
  #fit() {
    for (const input of this.inputs) {
      if (!(input instanceof HTMLTextAreaElement)) continue;
      input.rows = 1;
      const style = getComputedStyle(input);
      const around = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
      const line = parseFloat(style.lineHeight) || 24;
      input.rows = Math.min(8, Math.max(1, Math.round((input.scrollHeight - around) / line)));
    }
  }

  /** Something was typed. */
  grew() { this.#fit(); }
}

/** What stood in an input when the server sent it. @param {Input} input @returns {string} */
function standing(input) {
  if (!(input instanceof HTMLSelectElement)) return input.defaultValue;
  return [...input.options].find((option) => option.defaultSelected)?.value ?? "";
}

/** Put a text into an input; one that is there already is left, and the caret with it.
 * @param {Input} input
 * @param {string} text
 */
function put(input, text) {
  if (input.value !== text) input.value = text;
}

/** @param {Input | undefined} input */
export function choose(input) {
  if (input && !(input instanceof HTMLSelectElement)) input.select();
}

/** @param {string} text */
function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}
