// @ts-check
/** Decisions on their way to the server: in order, kept until it has answered, and undone.
 *
 *     import { saver } from "./review/saving.js";
 *     const answer = await saver().save({ act: "correct", target, before, after });
 *     saver().addEventListener("state", (event) => show(event.detail.state));
 *
 * Events: `state` (one of `STATES`, after every step), `saved` ({change, answer}: the server has
 * it), `overtaken` ({change, theirs, choose}: somebody decided on the same thing meanwhile; nothing
 * is written until `choose("mine" | "theirs")`), `others` ({decisions}: what others decided on
 * this document since), `refused` ({change, why}).
 */
import { csrf, signInAgain } from "../session.js";
import { Undoing } from "./undo.js";

/**
 * @typedef {object} Target As `pipeline/values/decisions.py` has it.
 * @property {string} kind
 * @property {string} [key]
 * @property {number | null} [page]
 * @property {number[] | null} [box]
 * @property {string} [where]
 */

/**
 * @typedef {object} Change
 * @property {string} act
 * @property {Target} target
 * @property {any} [before]
 * @property {any} [after]
 * @property {string | null} [reason]
 * @property {number | null} [undoes]
 */

/**
 * @typedef {object} Theirs Somebody's decision, as the server tells it.
 * @property {number} number
 * @property {string} who
 * @property {string} at
 * @property {string} act
 * @property {Target} target
 * @property {any} before
 * @property {any} after
 * @property {string | null} reason
 * @property {string} said In Vietnamese.
 */

/**
 * @typedef {object} Answer
 * @property {number} seen Number of the newest decision.
 * @property {number[]} numbers Of the decisions just made.
 * @property {Theirs[]} others What others decided since the page last knew.
 * @property {Record<string, string>} parts Element's id → its new HTML.
 */

/**
 * @typedef {object} Job
 * @property {string} id
 * @property {Change} change
 * @property {number} base The newest decision that the page showed when the person decided.
 * @property {number} [sent] What was sent as seen: the same again when it is sent again.
 * @property {string} [undoes] The job whose decision this one undoes, while that has no number.
 */

/** @typedef {"saved" | "saving" | "waiting" | "signed-out" | "overtaken" | "refused"} State */

/** What a person is told of each state. @type {Record<State, string>} */
export const STATES = {
  saved: "Đã lưu",
  saving: "Đang lưu …",
  waiting: "Chưa lưu được: mất kết nối, đang thử lại …",
  "signed-out": "Chưa lưu: cần đăng nhập lại",
  overtaken: "Chưa lưu: người khác vừa sửa chỗ này",
  refused: "Chưa lưu: máy chủ không nhận",
};

const LONGEST_WAIT_MS = 15_000;
const NO_ANSWER_MS = 20_000;

/** A decision that was given up for somebody else's, or that the server did not take. */
export class NotSaved extends Error {}

export class Saver extends EventTarget {
  #url; #storage; #seen; #undoing;
  /** @type {Job[]} */ #jobs = [];
  /** @type {Map<string, Job>} */ #held = new Map();
  /** @type {Map<string, {resolve: (answer: Answer) => void, reject: (why: Error) => void}>} */
  #promises = new Map();
  /** @type {Map<string, number>} */ #others = new Map();
  /** @type {State} */ #state = "saved";
  #running = false;
  #wake = () => {};

  /**
   * @param {object} of
   * @param {string} of.url Where decisions go.
   * @param {number} of.seen Number of the newest decision that the page shows.
   * @param {string} of.owner Person and document, under which waiting decisions are kept.
   * @param {import("./undo.js").Done[]} of.mine Decisions of this person that hold, oldest first.
   */
  constructor({ url, seen, owner, mine }) {
    super();
    this.#url = url;
    this.#seen = seen;
    this.#undoing = new Undoing(mine);
    this.#storage = `sohoa.waiting ${owner}`;
    window.addEventListener("online", () => this.retry());
    window.addEventListener("beforeunload", (event) => {
      if (this.#jobs.length || this.#held.size) event.preventDefault();
    });
  }

  /** @returns {State} */
  get state() { return this.#state; }

  get seen() { return this.#seen; }

  get canUndo() { return this.#undoing.canUndo; }

  get canRedo() { return this.#undoing.canRedo; }

  /** Whether something is not on the server yet. */
  get isWaiting() { return this.#jobs.length + this.#held.size > 0; }

  /** Send what a page that was closed or reloaded had not brought to the server. */
  resume() {
    for (const job of this.#kept()) {
      this.#jobs.push(job);
      this.#undoing.add({ change: job.change, job: job.id });
    }
    this.#go();
  }

  /** A decision; it is on its way at once, behind those before it.
   * @param {Change} change
   * @returns {Promise<Answer>} Rejected with `NotSaved` where it was given up.
   */
  save(change) {
    const job = this.#job(change);
    this.#undoing.add({ change, job: job.id });
    return this.#enqueue(job);
  }

  /** Undo this person's newest decision. @returns {Change | null} What is undone. */
  undo() {
    const last = this.#undoing.last();
    if (!last) return null;
    const job = this.#undo(last);
    this.#undoing.undid({ change: last.change, job: job.id });
    return last.change;
  }

  /** Let the decision hold again that was undone last. @returns {Change | null} */
  redo() {
    const last = this.#undoing.lastUndone();
    if (!last) return null;
    const { before, after, ...rest } = last.change;
    const job = this.#undo({ ...last, change: { ...rest, before: after, after: before } });
    this.#undoing.redid({ change: last.change, job: job.id });
    return last.change;
  }

  /** Try again now: the network is back, or the person is signed in again. */
  retry() {
    this.#wake();
    this.#go();
  }

  /** When everything is on the server; at once where it is. @returns {Promise<void>} */
  async settled() {
    while (this.#jobs.length) {
      await new Promise((resolve) => this.addEventListener("state", resolve, { once: true }));
    }
  }

  /** @param {import("./undo.js").Done} done @returns {Job} */
  #undo({ change, number, job: undoes }) {
    const { target, before = null, after = null } = change;
    const job = this.#job({
      act: "undo", target, before: after, after: before, undoes: number ?? null,
    });
    if (number === undefined) job.undoes = undoes;
    // Whoever waits for it listens to `saved`.
    this.#enqueue(job).catch(() => {});
    return job;
  }

  /** @param {Change} change @returns {Job} */
  #job(change) {
    return { id: crypto.getRandomValues(new Uint32Array(2)).join("-"), change, base: this.#seen };
  }

  /** @param {Job} job @returns {Promise<Answer>} */
  #enqueue(job) {
    const saved = new Promise((resolve, reject) => {
      this.#promises.set(job.id, { resolve, reject });
    });
    this.#jobs.push(job);
    this.#keep();
    this.#go();
    return saved;
  }

  async #go() {
    if (this.#running) return;
    this.#running = true;
    let tried = 0;
    while (this.#jobs.length) {
      const [job] = this.#jobs;
      if (job.undoes) {
        // What it shall undo was given up: there is nothing to undo.
        if (!job.change.undoes) { this.#drop(job, "không còn gì để hoàn tác"); continue; }
      }
      this.#tell("saving");
      const went = await this.#send(job);
      tried = went === "again" ? tried + 1 : 0;
      if (went === "again") await this.#pause(Math.min(LONGEST_WAIT_MS, 500 * 2 ** tried));
    }
    this.#running = false;
    if (this.#held.size) this.#tell("overtaken");
    else if (this.#state !== "refused") this.#tell("saved");
  }

  /** @param {Job} job @returns {Promise<"gone" | "again" | "at once">} */
  async #send(job) {
    job.sent ??= this.#asSeen(job);
    this.#keep();
    let response;
    try {
      response = await fetch(this.#url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json", Accept: "application/json", "X-CSRF": csrf(),
        },
        body: JSON.stringify({ seen: job.sent, changes: [job.change] }),
        signal: AbortSignal.timeout(NO_ANSWER_MS),
      });
      if (response.status === 401) {
        this.#tell("signed-out");
        // Who closes the dialog without signing in is asked again with the next attempt.
        return (await signInAgain()) ? "at once" : "again";
      }
      if (response.status === 429 || response.status >= 500) throw new Error(response.statusText);
      const answer = await response.json();
      if (response.ok) this.#saved(job, answer);
      else if (response.status === 409) this.#overtaken(job, answer);
      else this.#drop(job, answer.detail ?? response.statusText);
      return "gone";
    } catch {
      // No network, no answer in time, or a server in trouble: what was sent may have arrived, and
      // is known again when it comes a second time.
      this.#tell("waiting");
      return "again";
    }
  }

  /** What the person had seen of this decision's target: not what came since, unseen.
   * @param {Job} job
   */
  #asSeen(job) {
    const other = this.#others.get(keyOf(job.change.target)) ?? 0;
    return other > job.base ? job.base : this.#seen;
  }

  /** @param {Job} job @param {Answer} answer */
  #saved(job, answer) {
    this.#jobs.shift();
    const number = answer.numbers[0];
    this.#undoing.numbered(job.id, number);
    for (const later of this.#jobs) if (later.undoes === job.id) later.change.undoes = number;
    this.#know(answer);
    this.#promises.get(job.id)?.resolve(answer);
    this.#promises.delete(job.id);
    this.#keep();
    this.#fire("saved", { change: job.change, answer });
    this.#fire("others", { decisions: answer.others });
  }

  /** @param {Job} job @param {Answer} answer */
  #overtaken(job, answer) {
    this.#jobs.shift();
    this.#held.set(job.id, job);
    this.#know(answer);
    this.#keep();
    this.#fire("overtaken", {
      change: job.change,
      theirs: answer.others,
      answer,
      /** @param {"mine" | "theirs"} whose */
      choose: (whose) => {
        if (!this.#held.delete(job.id)) return;
        if (whose === "theirs") {
          this.#undoing.forget(job.id);
          this.#promises.get(job.id)?.reject(new NotSaved("overtaken"));
          this.#promises.delete(job.id);
        } else {
          const newest = answer.others.at(-1);
          if (newest && job.change.act !== "undo") job.change.before = newest.after ?? null;
          job.base = answer.seen;
          job.sent = undefined;
          this.#jobs.push(job);
        }
        this.#keep();
        this.#tell("saving");
        this.#go();
      },
    });
  }

  /** @param {Job} job @param {string} why */
  #drop(job, why) {
    this.#jobs.shift();
    this.#undoing.forget(job.id);
    this.#keep();
    this.#promises.get(job.id)?.reject(new NotSaved(why));
    this.#promises.delete(job.id);
    this.#tell("refused");
    this.#fire("refused", { change: job.change, why });
  }

  /** @param {Answer} answer */
  #know(answer) {
    this.#seen = Math.max(this.#seen, answer.seen);
    for (const { target, number } of answer.others) this.#others.set(keyOf(target), number);
  }

  /** @param {number} ms @returns {Promise<void>} */
  #pause(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => { clearTimeout(timer); resolve(); };
    });
  }

  #keep() {
    const all = [...this.#held.values(), ...this.#jobs];
    if (all.length) sessionStorage.setItem(this.#storage, JSON.stringify(all));
    else sessionStorage.removeItem(this.#storage);
  }

  /** @returns {Job[]} */
  #kept() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#storage) ?? "[]");
    } catch {
      return [];
    }
  }

  /** @param {State} state */
  #tell(state) {
    this.#state = state;
    this.#fire("state", { state, said: STATES[state] });
  }

  /** @param {string} name @param {object} detail */
  #fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A target as a key: two decisions of one target have one.
 * @param {Target} target
 * @returns {string}
 */
export function keyOf({ kind, key = "", page = null, box = null, where = "" }) {
  return JSON.stringify([kind, key, page, box, where]);
}

/** @type {Saver | null} */
let only = null;

/** The page's one saver, made from what stands at `#review`. @returns {Saver} */
export function saver() {
  if (only === null) {
    const at = /** @type {HTMLElement} */ (document.getElementById("review"));
    only = new Saver({
      url: at.dataset.decide ?? "",
      seen: Number(at.dataset.seen),
      owner: `${at.dataset.who} ${at.dataset.document}`,
      mine: JSON.parse(at.dataset.mine ?? "[]"),
    });
  }
  return only;
}
