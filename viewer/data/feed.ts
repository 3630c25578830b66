import type { ListLabel, ListTotals } from "../../core/api/verdict-list.ts";
import type { ListingClass } from "../../core/contracts/listing.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { Observable } from "./observable.ts";
import { client, messageOf } from "./scanner-api.ts";
import { idOf, insertNewest, labelsOf, sectionTakes, totalOf } from "./sections.ts";

/** What of all verdicts is looked at. `flaggedFirst`: what needs a person before what does not. */
export type View = "flaggedFirst" | "newest" | ListingClass;

export interface FeedQuery {
  readonly view: View;
  readonly bucket?: string;
  readonly prefix?: string;
  /** ISO 8601. */
  readonly since?: string;
  readonly until?: string;
}

/** Verdicts under one label, the newest first, as far as they were loaded. */
export interface Section {
  readonly label: ListLabel;
  verdicts: readonly Verdict[];
  cursor: string | undefined;
  isWhole: boolean;
}

const PAGE_SIZE = 100;
/** Fills a screen, and is there sooner. */
const FIRST_PAGE_SIZE = 40;
const BEGINNING = "1970-01-01T00:00:00Z";
const POLL_MS = 2000;
/** A verdict may be written this long after its time. */
const LATE_MS = 60_000;
const MOST_PAGES = 20;

/** The verdicts that the page has, page by page, and what comes in meanwhile. */
export class Feed extends Observable {
  query: FeedQuery = { view: "flaggedFirst" };
  totals: ListTotals | undefined;
  isLoading = false;
  /** Why the last answer did not come. */
  problem: string | undefined;
  /** Buckets seen so far. */
  readonly buckets = new Set<string>();
  #sections: Section[] = [];
  #known = new Map<string, Verdict>();
  #loaded: readonly Verdict[] | undefined;
  /** Answers to an older question are dropped. */
  #asked = 0;
  #pollFrom = Date.now() - LATE_MS;
  #isRefreshing = false;

  get loaded(): readonly Verdict[] {
    this.#loaded ??= this.#sections.flatMap(({ verdicts }) => verdicts);
    return this.#loaded;
  }

  /** Of all that is asked for, loaded or not. */
  get total(): number {
    const { totals } = this;
    const isWhole = this.#sections.every((section) => section.isWhole);
    if (totals === undefined || isWhole) return this.loaded.length;
    return Math.max(this.loaded.length, totalOf(this.query.view, totals));
  }

  get isWhole(): boolean {
    return this.#sections.every((section) => section.isWhole);
  }

  ask(query: FeedQuery): void {
    this.query = query;
    this.#asked++;
    this.#sections = labelsOf(query.view).map((label) => ({
      label,
      verdicts: [],
      cursor: undefined,
      isWhole: false,
    }));
    this.#known.clear();
    this.totals = undefined;
    this.isLoading = false;
    this.#touched();
    void this.loadMore();
  }

  async loadMore(): Promise<void> {
    const section = this.#sections.find(({ isWhole }) => !isWhole);
    if (section === undefined || this.isLoading) return;
    const asked = this.#asked;
    this.isLoading = true;
    this.changed();
    const problem = await this.#loadPage(section).catch(messageOf);
    if (asked !== this.#asked) return;
    this.problem = problem;
    this.isLoading = false;
    this.#touched();
    // A page may be empty, and the next class not.
    if (problem === undefined && this.loaded.length < FIRST_PAGE_SIZE) await this.loadMore();
  }

  async #loadPage(section: Section): Promise<undefined> {
    const asked = this.#asked;
    const { cursor } = section;
    const limit = this.#known.size === 0 ? FIRST_PAGE_SIZE : PAGE_SIZE;
    const answer = await this.#list({ label: section.label, limit, ...(cursor && { cursor }) });
    if (asked !== this.#asked) return;
    this.totals = answer.totals ?? this.totals;
    section.cursor = answer.cursor;
    section.isWhole = answer.cursor === undefined;
    const fresh = answer.verdicts.filter((verdict) => this.#isNew(section, verdict));
    for (const verdict of fresh) this.#known.set(idOf(verdict), verdict);
    section.verdicts = [...section.verdicts, ...fresh];
  }

  /** Looks for what came in, again and again, while somebody looks at the page. */
  follow(): () => void {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && !this.#isRefreshing) void this.refresh();
    }, POLL_MS);
    return () => clearInterval(timer);
  }

  async refresh(): Promise<void> {
    const [asked, startedMs] = [this.#asked, Date.now()];
    this.#isRefreshing = true;
    try {
      const arrived = await this.#newestSince(new Date(this.#pollFrom).toISOString());
      this.problem = undefined;
      this.#pollFrom = startedMs - LATE_MS;
      if (asked !== this.#asked) return;
      const changes = arrived.filter((verdict) => this.#take(verdict));
      if (changes.length === 0) return this.changed();
      const [label = "all"] = labelsOf(this.query.view);
      this.totals = (await this.#list({ label, limit: 1 })).totals ?? this.totals;
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.#isRefreshing = false;
    }
    if (asked === this.#asked) this.#touched();
  }

  /** Takes a verdict about something that is looked at, wherever it came from. */
  take(verdict: Verdict): void {
    if (this.#take(verdict)) this.#touched();
  }

  /** What is at hand about an object. */
  find({ bucket, key }: Verdict["object"]): Verdict | undefined {
    return this.#known.get(`${bucket}/${key}`);
  }

  #list(wanted: { label: ListLabel; limit: number; cursor?: string }) {
    const { view: _, ...within } = this.query;
    return client.list({ since: BEGINNING, ...within, ...wanted });
  }

  async #newestSince(since: string): Promise<Verdict[]> {
    const arrived: Verdict[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const from = { label: "all", since, limit: PAGE_SIZE } as const;
      const answer = await client.list({ ...from, ...(cursor && { cursor }) });
      arrived.push(...answer.verdicts);
      cursor = answer.cursor;
      if (cursor === undefined) break;
    }
    return arrived;
  }

  #isNew(section: Section, verdict: Verdict): boolean {
    if (section.label === "all" && verdict.state === "deleted") return false;
    return !this.#known.has(idOf(verdict));
  }

  /** @returns whether it changed anything. */
  #take(verdict: Verdict): boolean {
    const id = idOf(verdict);
    const before = this.#known.get(id);
    if (before !== undefined && before.order >= verdict.order) return false;
    this.#known.delete(id);
    for (const section of this.#sections) {
      if (before !== undefined) {
        section.verdicts = section.verdicts.filter((one) => idOf(one) !== id);
      }
      if (!sectionTakes(section, verdict, this.query)) continue;
      section.verdicts = insertNewest(section.verdicts, verdict);
      this.#known.set(id, verdict);
    }
    return before !== undefined || this.#known.has(id);
  }

  #touched(): void {
    this.#loaded = undefined;
    for (const { object } of this.#known.values()) this.buckets.add(object.bucket);
    this.changed();
  }
}
