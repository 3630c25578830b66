import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../fuzz/mutate.ts";
import { Tally } from "../counts.ts";
import type { ChaosProcess } from "../processes/chaos-process.ts";

/** Between one kill and the next. */
const PAUSE_MS = 500;
/** After the victim began to read an image or to write a mask; the disk alone takes as long. */
const STRIKE_MS = 60;

/** Kills a process at a time, each while it has work in hand, and starts another in its place. */
export class Kills {
  readonly byName = new Tally();
  readonly #planned: number;

  constructor(planned: number) {
    this.#planned = planned;
  }

  /** From 0 to 1. */
  get progress(): number {
    return this.byName.total / this.#planned;
  }

  async run(processes: readonly ChaosProcess[], random: Random): Promise<void> {
    while (this.progress < 1) {
      await sleep(random(PAUSE_MS));
      const victim = pick(processes, random);
      await victim.signal("works");
      await sleep(random(STRIKE_MS));
      await victim.kill();
      victim.start();
      this.byName.add(victim.name);
    }
  }
}

/** A worker as often as the host of the functions, of which there is one. */
function pick(processes: readonly ChaosProcess[], random: Random): ChaosProcess {
  const role = random(2) === 0 ? "worker" : "functions";
  const ofRole = processes.filter((process) => process.role === role);
  const victim = ofRole[random(ofRole.length)];
  if (victim === undefined) throw new RangeError(`expected a process as ${role}, received none`);
  return victim;
}
