import { relative } from "node:path";
import type { Writable } from "node:stream";
import type { LeftOut } from "../adapters/folder/list-files.ts";
import { leftOutLine, noImagesLine } from "../adapters/terminal/left-out-lines.ts";
import { openProgress, type Progress } from "../adapters/terminal/progress.ts";
import { rowLayoutFor, totalsLine } from "../adapters/terminal/verdict-lines.ts";
import { isListed } from "../core/contracts/listing.ts";
import type { Verdict } from "../core/contracts/verdict.ts";
import { IMAGE_BUCKET, MASK_BUCKET } from "./bucket/buckets.ts";
import { NAMED_MASK_ENDING } from "./bucket/named-masks.ts";
import type { LocalSystem } from "./system.ts";
import { VerdictRows } from "./verdict-rows.ts";

/** Of images in which nothing was found. */
const MAX_AUTHENTIC_ROWS = 100;
const STOPPING =
  "Stopping: what is in hand is finished, the rest is found again at the next start. Ctrl-C again ends it now.";

/** Standard output, whether or not somebody looks. */
type Out = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a report is about. */
type Reported = Pick<LocalSystem, "url" | "folders" | "queued" | "awaited" | "verdicts">;

/** What the person who typed `npm start` sees. */
export class Reporter {
  readonly #out: Out;
  readonly #terminal: NodeJS.WriteStream;
  /** How a verdict that comes in is shown just now. */
  #show: (verdict: Verdict) => void = () => {};
  #progress: Progress | undefined;
  #rows: VerdictRows | undefined;
  /** Names of files that are no images, until they are told of together. */
  #noImages: string[] | undefined = [];

  constructor(out: Out, terminal: NodeJS.WriteStream) {
    this.#out = out;
    this.#terminal = terminal;
  }

  say(text: string): void {
    this.#write(this.#out, text);
  }

  verdict(verdict: Verdict): void {
    this.#show(verdict);
  }

  /** One line each, but for files that were there at first and are no images: these are counted. */
  leftOut(leftOut: LeftOut): void {
    if (leftOut.hidesFiles || this.#noImages === undefined) this.#warn(leftOutLine(leftOut));
    else this.#noImages.push(leftOut.key);
  }

  /** Whoever pressed Ctrl-C hears at once that it was heard. */
  stopping(): void {
    this.#endProgress();
    this.say(STOPPING);
  }

  /** A progress bar, and above it every verdict that somebody should look at. */
  scanning({ queued, awaited, verdicts, url }: Reported): void {
    if (queued > 0) {
      this.say(`Found ${queued} new, changed or removed files. They come in at ${url}, too.`);
    }
    const names = [...awaited.keys(), ...verdicts.newestFirst().map(keyOf)];
    const columns = this.#out.isTTY ? this.#out.columns || undefined : undefined;
    const rows = new VerdictRows(rowLayoutFor(names, columns), (line) => this.say(line));
    this.#rows = rows;
    const progress = openProgress(queued, this.#terminal);
    this.#progress = progress;
    this.#show = (verdict) => {
      if (isListed(verdict, "flagged")) rows.print(verdict);
      progress.update(queued - awaited.size, verdict.object.key);
    };
  }

  /**
   * What is known about the bucket now and has no row yet, what was flagged first, and how much there is.
   *
   * @param isAll whether authentic images may not be cut.
   * @returns whether all of it was scanned.
   */
  settled(system: Reported, { isAll }: { readonly isAll: boolean }): boolean {
    this.#endProgress();
    const known = system.verdicts
      .newestFirst()
      .map(({ verdict }) => verdict)
      .filter(({ state }) => state !== "deleted")
      .toSorted((a, b) => (a.object.key < b.object.key ? -1 : 1));
    const flagged = known.filter((verdict) => isListed(verdict, "flagged"));
    const authentic = known.filter((verdict) => !isListed(verdict, "flagged"));
    const shown = isAll ? authentic : authentic.slice(0, MAX_AUTHENTIC_ROWS);
    for (const verdict of [...flagged, ...shown]) this.#rows?.print(verdict);
    const more = authentic.length - shown.length;
    if (more > 0) this.say(`… and ${more} more authentic`);
    if (known.length > 0) this.say(`\n${totalsLine(known)}`);
    for (const line of noImagesLine(this.#noImages ?? [])) this.#warn(line);
    this.#noImages = undefined;
    this.say(`Masks    ${pathOf(system, MASK_BUCKET)}/<file>${NAMED_MASK_ENDING}`);
    return known.every(({ state }) => state === "scanned");
  }

  /** From here on every verdict has a row. */
  staysUp(system: Reported): void {
    this.say(`Images   ${pathOf(system, IMAGE_BUCKET)}  (drop one here)`);
    this.say(`Page     ${system.url}`);
    this.say(`Verdicts ${system.url}/verdicts/${IMAGE_BUCKET}/<file>`);
    this.say("Ctrl-C stops.\n");
    this.#show = (verdict) => this.#rows?.print(verdict);
  }

  #warn(text: string): void {
    this.#write(this.#terminal, text);
  }

  #write(out: Writable, text: string): void {
    const write = () => out.write(`${text}\n`);
    if (this.#progress === undefined) write();
    else this.#progress.above(write);
  }

  #endProgress(): void {
    this.#progress?.close();
    this.#progress = undefined;
    this.#show = () => {};
  }
}

const keyOf = ({ verdict }: { readonly verdict: Verdict }) => verdict.object.key;

/** Where a bucket lies, as short as it can be written. */
function pathOf({ folders }: Reported, bucket: string): string {
  const folder = folders[bucket] ?? bucket;
  const fromHere = relative(process.cwd(), folder);
  return fromHere.startsWith("..") ? folder : fromHere;
}
