/** What was last said about a key: its content, or that it is gone. */
interface Announced {
  readonly eTag: string | undefined;
  readonly sequencer: string;
}

/** 2^64 nanoseconds reach into the year 2554. */
const SEQUENCER_DIGITS = 16;

/**
 * Gives every event of a key a sequencer that is greater than the one before.
 *
 * It is the moment of the change in nanoseconds, as the file system keeps it (ctime), not that of
 * the announcement: an upload that is announced again after a crash carries the same sequencer, so
 * that it is the same scan and not a second one. Where a clock was set back, the last sequencer of
 * the key counts on by one.
 */
export class KeyHistory {
  readonly #last = new Map<string, Announced>();

  /** Remembers what was announced, by this process or an earlier one; no `eTag`: the key is gone. */
  record(key: string, eTag: string | undefined, sequencer: string): void {
    this.#last.set(key, { eTag, sequencer });
  }

  /** Sequencer for new content under a key; nothing when this content has been announced. */
  created(key: string, eTag: string, changedNs: bigint): string | undefined {
    const last = this.#last.get(key);
    return last?.eTag === eTag ? undefined : following(last, changedNs);
  }

  /** Sequencer for a removal; nothing when no content was announced. */
  removed(key: string, noticedNs: bigint): string | undefined {
    const last = this.#last.get(key);
    return last?.eTag === undefined ? undefined : following(last, noticedNs);
  }
}

function following(last: Announced | undefined, atNs: bigint): string {
  const afterLast = last === undefined ? 0n : BigInt(`0x${last.sequencer}`) + 1n;
  const value = atNs > afterLast ? atNs : afterLast;
  return value.toString(16).padStart(SEQUENCER_DIGITS, "0");
}
