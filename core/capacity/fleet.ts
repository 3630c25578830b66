/** Who scans, and how more of them come. */
export interface FleetLimits {
  readonly min: number;
  readonly max: number;
  /** Jobs for each of them that are worth waiting for. */
  readonly backlogEach: number;
  /** From when one is wanted until it works. */
  readonly startSeconds: number;
  /** Begun together at most. */
  readonly stepSize: number;
  /** Between two decisions. */
  readonly decideEverySeconds: number;
  /** What one does. */
  readonly imagesPerSecond: number;
}

/** Consumers that come with the backlog, and go when nothing is left. */
export class Fleet {
  readonly #limits: FleetLimits;
  #running: number;
  readonly #coming: number[] = [];
  /** For which somebody pays. */
  paidSeconds = 0;

  constructor(limits: FleetLimits) {
    this.#limits = limits;
    this.#running = limits.min;
  }

  get perSecond(): number {
    return this.#running * this.#limits.imagesPerSecond;
  }

  get running(): number {
    return this.#running;
  }

  step(now: number, backlog: number): void {
    while ((this.#coming[0] ?? Number.POSITIVE_INFINITY) <= now) {
      this.#coming.shift();
      this.#running++;
    }
    if (now % this.#limits.decideEverySeconds === 0) this.#decide(now, backlog);
    this.paidSeconds += this.#running + this.#coming.length;
  }

  #decide(now: number, backlog: number): void {
    const { min, max, backlogEach, startSeconds, stepSize } = this.#limits;
    const wanted = Math.min(max, Math.max(min, Math.ceil(backlog / backlogEach)));
    const missing = Math.min(stepSize, wanted - this.#running - this.#coming.length);
    for (let one = 0; one < missing; one++) this.#coming.push(now + startSeconds);
    if (backlog === 0) this.#running = min;
  }
}
