// @ts-check
/** What stands in an input, as the record keeps it. The same kinds as in `review_fields.py`. */
import { asKept } from "./composition.js";

/** Something was typed that cannot be a value; the message says so to the person. */
export class NotAValue extends Error {}

/** @type {Record<string, (text: string) => any>} */
const READ = {
  text: asKept,
  long: asKept,
  choice: (text) => text,
  date: dayOf,
  number: (text) => wholeNumber(text.trim()),
  decimal: (text) => {
    const said = Number(text.trim().replace(",", "."));
    if (Number.isNaN(said)) throw new NotAValue("Chỗ này là một con số.");
    return said;
  },
  numbers: (text) => text.split(/[,;\s]+/).filter(Boolean).map(wholeNumber),
  lines: (text) => text.split("\n").map(asKept).filter(Boolean),
};

/**
 * @param {string} kind
 * @param {string} text
 * @returns {any} null where nothing is typed
 */
export function valueOf(kind, text) {
  if (text.trim() === "") return null;
  return (READ[kind] ?? asKept)(text);
}

/** @param {string} text */
function wholeNumber(text) {
  if (!/^\d+$/.test(text)) throw new NotAValue("Chỗ này là một số, chỉ gồm chữ số.");
  return Number(text);
}

/** A day as the paper has it, `30/7/2021`, `30.07.2021`, `30072021`, or as the archive keeps it.
 *
 * @param {string} text
 * @returns {string} ISO
 */
function dayOf(text) {
  const said = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(said);
  const paper = /^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})$/.exec(said)
    ?? /^(\d{2})(\d{2})(\d{4})$/.exec(said);
  const [year, month, day] = (iso ? iso.slice(1) : (paper?.slice(1).reverse() ?? [])).map(Number);
  const found = new Date(Date.UTC(year, month - 1, day));
  if (Number.isNaN(found.getTime()) || found.getUTCMonth() !== month - 1
    || found.getUTCDate() !== day) {
    throw new NotAValue("Ngày gõ như trên giấy: ngày/tháng/năm, ví dụ 30/07/2021.");
  }
  return found.toISOString().slice(0, 10);
}
