import { allOrNone } from "../../core/all-or-none.ts";

/** What a pool is made of. */
interface Member<Examination> {
  /** Resolves when it can examine nothing any more. */
  readonly stopped: Promise<void>;
  examine(bytes: Uint8Array): Promise<Examination>;
  close(): Promise<void>;
}

/**
 * Several of one witness, which examine as many files at once.
 *
 * @throws what `make` throws; those that were made are closed then.
 */
export async function makeWitnessPool<Examination>(
  count: number,
  make: () => Promise<Member<Examination>>,
): Promise<WitnessPool<Examination>> {
  const members = Array.from({ length: count }, make);
  return new WitnessPool(await allOrNone(members, (member) => member.close()));
}

/** A file goes to whoever has the fewest in hand. */
export class WitnessPool<Examination> {
  /** Resolves when one of them is stopped: what the pool can do is no longer what it was asked for. */
  readonly stopped: Promise<void>;
  readonly #members: readonly { readonly witness: Member<Examination>; inHand: number }[];

  constructor(members: readonly Member<Examination>[]) {
    this.#members = members.map((witness) => ({ witness, inHand: 0 }));
    this.stopped = Promise.race(members.map(({ stopped }) => stopped));
  }

  async examine(bytes: Uint8Array): Promise<Examination> {
    const [first, ...others] = this.#members;
    if (first === undefined) throw new TypeError("expected a pool of at least one witness");
    const idlest = others.reduce((a, b) => (b.inHand < a.inHand ? b : a), first);
    idlest.inHand++;
    try {
      return await idlest.witness.examine(bytes);
    } finally {
      idlest.inHand--;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ witness }) => witness.close()));
  }
}
