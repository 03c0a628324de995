// @ts-check
/** What is typed and not decided yet, kept until it is: a reload or a crash takes nothing away.
 *
 * It is kept in the tab (`sessionStorage`): whoever sits down at this machine next has another.
 */
export class Typing {
  #name;

  /** @param {string} owner Person and document. */
  constructor(owner) { this.#name = `sohoa.typing ${owner}`; }

  /** @returns {Record<string, string[]>} Field's key → what stands in its inputs. */
  all() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#name) ?? "{}");
    } catch {
      return {};
    }
  }

  /** @param {string} key @param {string[] | null} draft null: nothing is typed there. */
  keep(key, draft) {
    const all = this.all();
    if (draft === null) delete all[key];
    else all[key] = draft;
    if (Object.keys(all).length) sessionStorage.setItem(this.#name, JSON.stringify(all));
    else sessionStorage.removeItem(this.#name);
  }
}
