import type { Verdict } from "../../core/contracts/verdict.ts";
import { DEFAULT_LIMITS } from "../../core/scan/limits.ts";
import { Observable } from "./observable.ts";
import { client, messageOf, type Uploaded, upload } from "./scanner-api.ts";

/** `exists`: waits for what the person says. `scanning`: it is in the bucket, without a verdict yet. */
export type UploadState = "waiting" | "sending" | "exists" | "scanning" | "done" | "refused";

export interface UploadItem {
  readonly id: number;
  key: string;
  readonly file: File;
  state: UploadState;
  /** What of it was sent, 0 to 1. */
  share: number;
  /** Why it was refused. */
  problem?: string;
  verdict?: Verdict;
}

const AT_ONCE = 3;
const ASK_AGAIN_MS = 700;

/** Files on their way into the bucket, and then to a verdict. */
export class UploadQueue extends Observable {
  items: readonly UploadItem[] = [];
  readonly #onVerdict: (verdict: Verdict) => void;
  #nextId = 0;

  constructor(onVerdict: (verdict: Verdict) => void) {
    super();
    this.#onVerdict = onVerdict;
  }

  add(files: Iterable<File>): void {
    const added = [...files].map((file): UploadItem => {
      const item = { id: this.#nextId++, key: file.name, file, share: 0 };
      const { maxSizeBytes } = DEFAULT_LIMITS;
      if (file.size <= maxSizeBytes) return { ...item, state: "waiting" };
      const problem = `${mebibytes(file.size)}: a scan opens files of at most ${mebibytes(maxSizeBytes)}.`;
      return { ...item, state: "refused", problem };
    });
    this.items = [...this.items, ...added];
    this.#goOn();
  }

  /** What becomes of a file whose name is taken. */
  settle(item: UploadItem, choice: "replace" | "keepBoth" | "skip"): void {
    if (choice === "skip") {
      this.items = this.items.filter((one) => one !== item);
      this.changed();
      return;
    }
    if (choice === "keepBoth") item.key = nextName(item.key);
    void this.#send(item, choice === "replace");
  }

  clearEnded(): void {
    this.items = this.items.filter(({ state }) => state !== "done" && state !== "refused");
    this.changed();
  }

  #goOn(): void {
    const sending = this.items.filter(({ state }) => state === "sending").length;
    const waiting = this.items.filter(({ state }) => state === "waiting");
    for (const item of waiting.slice(0, AT_ONCE - sending)) void this.#send(item, false);
    this.changed();
  }

  async #send(item: UploadItem, isReplacing: boolean): Promise<void> {
    item.state = "sending";
    try {
      const { key, file } = item;
      const onProgress = (share: number) => {
        item.share = share;
        this.changed();
      };
      const uploaded = await upload({ key, file, isReplacing, onProgress });
      item.state = uploaded === "exists" ? "exists" : "scanning";
      if (uploaded !== "exists") void this.#awaitVerdict(item, uploaded);
    } catch (error) {
      item.state = "refused";
      item.problem = messageOf(error);
    }
    this.#goOn();
  }

  async #awaitVerdict(item: UploadItem, uploaded: Uploaded): Promise<void> {
    while (item.state === "scanning") {
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      // A system that does not answer for a while has not lost the file.
      const answer = await client.verdict(uploaded).catch(() => undefined);
      if (answer === undefined || !("verdict" in answer) || answer.stale === true) continue;
      if (answer.verdict.state === "deleted") continue;
      item.verdict = answer.verdict;
      item.state = "done";
      this.#onVerdict(answer.verdict);
    }
    this.changed();
  }
}

/** "a (2).jpg" after "a.jpg", "a (3).jpg" after that. */
export function nextName(name: string): string {
  const [, stem = name, number, ending = ""] = /^(.*?)(?: \((\d+)\))?(\.[^.]*)?$/.exec(name) ?? [];
  return `${stem} (${Number(number ?? 1) + 1})${ending}`;
}

function mebibytes(sizeBytes: number): string {
  return `${Math.ceil(sizeBytes / 1024 ** 2)} MiB`;
}
