import {
  deciderOf,
  headRow,
  meaningOf,
  type RowLayout,
  reasonOf,
  verdictRow,
} from "../adapters/terminal/verdict-lines.ts";
import type { Verdict } from "../core/contracts/verdict.ts";
import type { WitnessName } from "../core/contracts/witnesses.ts";

/** A table of verdicts that grows at its end, each of them in it once. */
export class VerdictRows {
  readonly #layout: RowLayout;
  readonly #say: (line: string) => void;
  /** By the object's key the order of the verdict in its last row. */
  readonly #printed = new Map<string, string>();
  readonly #explained = new Set<WitnessName>();

  constructor(layout: RowLayout, say: (line: string) => void) {
    this.#layout = layout;
    this.#say = say;
  }

  has({ object, order }: Verdict): boolean {
    return this.#printed.get(object.key) === order;
  }

  /** A row, why there was no scan, and the first time that a witness decided what that means. */
  print(verdict: Verdict): void {
    if (this.has(verdict)) return;
    if (this.#printed.size === 0) this.#say(headRow(this.#layout));
    this.#printed.set(verdict.object.key, verdict.order);
    const news = deciderOf(verdict).filter((name) => !this.#explained.has(name));
    for (const name of news) this.#explained.add(name);
    const lines = [verdictRow(verdict, this.#layout), ...reasonOf(verdict)];
    for (const line of [...lines, ...news.map(meaningOf)]) this.#say(line);
  }
}
