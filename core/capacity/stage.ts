import { shareOf } from "./random.ts";

/** Images that came into the system in the same second. */
export interface Cohort {
  readonly arrivedAt: number;
  readonly count: number;
  /** Deliveries that failed. */
  readonly failures: number;
}

/** A queue and what is known of those who empty it. */
export interface StageLimits {
  /** Of one image, once somebody has it. */
  readonly serviceSeconds: number;
  /** After a failed delivery, and until the message is seen again. */
  readonly visibilitySeconds: number;
  readonly maxDeliveries: number;
  /** Messages that the queue lets be in flight. */
  readonly maxInFlight: number;
  /** Deliveries that fail for a reason that passes. */
  readonly failureShare: number;
}

export interface StageStep {
  readonly done: readonly Cohort[];
  /** Given up after the last delivery. */
  readonly parked: number;
}

/** A queue with consumers, second by second. */
export class Stage {
  readonly #limits: StageLimits;
  readonly #random: () => number;
  readonly #waiting: Cohort[] = [];
  /** Where the waiting ones begin. */
  #head = 0;
  #backlog = 0;
  readonly #due = new Map<number, { done: Cohort[]; again: Cohort[] }>();
  #inFlight = 0;
  #credit = 0;

  constructor(limits: StageLimits, random: () => number) {
    this.#limits = limits;
    this.#random = random;
  }

  /** Messages that are not done, hidden or not. */
  get backlog(): number {
    return this.#backlog;
  }

  /** @param perSecond that its consumers can begin now. */
  step(now: number, arrived: readonly Cohort[], perSecond: number): StageStep {
    const { done, again } = this.#due.get(now) ?? { done: [], again: [] };
    this.#due.delete(now);
    this.#inFlight -= sum(done) + sum(again);
    const { maxDeliveries } = this.#limits;
    const isLost = ({ failures }: Cohort) => failures >= maxDeliveries;
    const parked = sum(again.filter(isLost));
    this.#waiting.push(...arrived, ...again.filter((cohort) => !isLost(cohort)));
    this.#backlog += sum(arrived) - sum(done) - parked;
    this.#begin(now, perSecond);
    return { done, parked };
  }

  #begin(now: number, perSecond: number): void {
    const { serviceSeconds, visibilitySeconds, maxInFlight, failureShare } = this.#limits;
    // What a consumer could have begun while nothing waited is gone, but for a part of an image.
    this.#credit = perSecond + Math.min(this.#credit, 1);
    let room = Math.min(Math.floor(this.#credit), maxInFlight - this.#inFlight);
    while (room > 0) {
      const first = this.#waiting[this.#head];
      if (first === undefined) return;
      const count = Math.min(room, first.count);
      if (count < first.count) this.#waiting[this.#head] = { ...first, count: first.count - count };
      else this.#head++;
      const failed = shareOf(count, failureShare, this.#random);
      this.#at(now + Math.max(1, Math.ceil(serviceSeconds))).done.push({
        ...first,
        count: count - failed,
      });
      const once = { ...first, count: failed, failures: first.failures + 1 };
      if (failed > 0) this.#at(now + visibilitySeconds).again.push(once);
      this.#inFlight += count;
      this.#credit -= count;
      room -= count;
    }
  }

  #at(second: number) {
    const due = this.#due.get(second) ?? { done: [], again: [] };
    this.#due.set(second, due);
    return due;
  }
}

const sum = (cohorts: readonly Cohort[]) => cohorts.reduce((total, { count }) => total + count, 0);
