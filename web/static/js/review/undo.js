// @ts-check
/** What can be undone on a document: decisions of this person, newest last. */

/** @typedef {import("./saving.js").Change} Change */

/**
 * @typedef {object} Done
 * @property {Change} change What was decided.
 * @property {number} [number] The decision's, once the server has answered.
 * @property {string} [job] Of the job that brings it to the server.
 */

/** Signing and opening again have buttons, and a reason, of their own. */
const NOT_HERE = new Set(["undo", "sign", "reopen"]);

export class Undoing {
  /** @type {Done[]} */ #done;
  /** @type {Done[]} */ #undone = [];

  /** @param {Done[]} done What this person decided before the page was opened, and still holds. */
  constructor(done) {
    this.#done = done.filter(({ change }) => !NOT_HERE.has(change.act));
  }

  get canUndo() { return this.#done.length > 0; }

  get canRedo() { return this.#undone.length > 0; }

  /** @param {Done} done */
  add(done) {
    if (NOT_HERE.has(done.change.act)) return;
    this.#done.push(done);
    this.#undone = [];
  }

  /** A decision has its number now.
   * @param {string} job
   * @param {number} number
   */
  numbered(job, number) {
    for (const one of [...this.#done, ...this.#undone]) if (one.job === job) one.number = number;
  }

  /** A decision did not come to be, or was given up.
   * @param {string} job
   */
  forget(job) {
    this.#done = this.#done.filter((one) => one.job !== job);
    this.#undone = this.#undone.filter((one) => one.job !== job);
  }

  /** The newest decision, taken off. @returns {Done | undefined} */
  last() { return this.#done.pop(); }

  /** The newest undoing, taken off. @returns {Done | undefined} */
  lastUndone() { return this.#undone.pop(); }

  /** An undoing was asked for; it can be undone in its turn.
   * @param {Done} undoing
   */
  undid(undoing) { this.#undone.push(undoing); }

  /** What was undone holds again.
   * @param {Done} done
   */
  redid(done) { this.#done.push(done); }
}
