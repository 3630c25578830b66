import { relative } from "node:path";
import type { Writable } from "node:stream";
import { openProgress, type Progress } from "../adapters/terminal/progress.ts";
import { verdictLines, verdictTable } from "../adapters/terminal/verdict-lines.ts";
import type { Verdict } from "../core/contracts/verdict.ts";
import { IMAGE_BUCKET } from "./bucket/buckets.ts";
import type { LocalSystem } from "./system.ts";

const MAX_TABLE_ROWS = 100;

/** What the person who typed `npm start` sees. */
export class Reporter {
  readonly #out: Writable;
  readonly #terminal: NodeJS.WriteStream;
  /** How a verdict that comes in is shown just now. */
  #show: (verdict: Verdict) => void = () => {};

  constructor(out: Writable, terminal: NodeJS.WriteStream) {
    this.#out = out;
    this.#terminal = terminal;
  }

  say(text: string): void {
    this.#out.write(`${text}\n`);
  }

  verdict(verdict: Verdict): void {
    this.#show(verdict);
  }

  /** A progress bar until the returned function is called. */
  scanning({ queued, awaited }: LocalSystem): () => void {
    if (queued > 0) this.say(`Found ${queued} new, changed or removed files.`);
    const progress: Progress = openProgress(queued, this.#terminal);
    this.#show = ({ object }) => progress.update(queued - awaited.size, object.key);
    return () => {
      progress.close();
      this.#show = () => {};
    };
  }

  /** Everything that is known about the bucket now. @returns whether all of it was scanned. */
  async table(system: LocalSystem): Promise<boolean> {
    const verdicts: Verdict[] = [];
    for await (const verdict of system.verdicts.list({ bucket: IMAGE_BUCKET })) {
      if (verdict.state !== "deleted") verdicts.push(verdict);
    }
    verdicts.sort((a, b) => (a.object.key < b.object.key ? -1 : 1));
    this.say(verdictTable(verdicts.slice(0, MAX_TABLE_ROWS), pathOf(system)));
    const more = verdicts.length - MAX_TABLE_ROWS;
    if (more > 0) this.say(`… and ${more} more`);
    return verdicts.every(({ state }) => state === "scanned");
  }

  /** From here on every verdict has a line of its own. */
  staysUp(system: LocalSystem): void {
    const path = pathOf(system);
    this.say(`\nImages   ${path(IMAGE_BUCKET)}  (drop one here)`);
    this.say(`Page     ${system.url}`);
    this.say(`Verdicts ${system.url}/verdicts/${IMAGE_BUCKET}/<file>`);
    this.say("Ctrl-C stops.\n");
    this.#show = (verdict) => this.say(verdictLines(verdict, path));
  }
}

/** Where a bucket lies, as short as it can be written. */
function pathOf({ folders }: LocalSystem): (bucket: string) => string {
  return (bucket) => {
    const folder = folders[bucket] ?? bucket;
    const fromHere = relative(process.cwd(), folder);
    return fromHere.startsWith("..") ? folder : fromHere;
  };
}
