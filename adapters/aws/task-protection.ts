import type { BusySignal, Clock, Telemetry } from "../../core/ports.ts";

export interface TaskProtectionDeps {
  /** `ECS_AGENT_URI`, which ECS gives every container. */
  readonly agentUri: string;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** Longer than any scan, and short enough that a task which hangs can be stopped again. */
const EXPIRES_MINUTES = 15;
const REFRESH_MS = (EXPIRES_MINUTES * 60_000) / 3;
const TIMEOUT_MS = 5_000;

/**
 * Keeps ECS from stopping a busy task when it scales in or deploys. It does not hold against a Spot
 * interruption. An agent that refuses is logged, never thrown: a stopped task gives its work back.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
 */
export class TaskProtection implements BusySignal {
  readonly #deps: TaskProtectionDeps;
  #isProtected = false;
  #askedAtMs = 0;

  constructor(deps: TaskProtectionDeps) {
    this.#deps = deps;
  }

  async report(isBusy: boolean): Promise<void> {
    const now = this.#deps.clock.monotonicMs();
    const isStale = this.#isProtected && now - this.#askedAtMs >= REFRESH_MS;
    if (isBusy === this.#isProtected && !(isBusy && isStale)) return;
    this.#isProtected = isBusy;
    this.#askedAtMs = now;
    await this.#ask(isBusy).catch((error: unknown) => {
      this.#deps.telemetry.log("warn", "task-protection-refused", { isBusy, error });
    });
  }

  async #ask(ProtectionEnabled: boolean): Promise<void> {
    const state = ProtectionEnabled
      ? { ProtectionEnabled, ExpiresInMinutes: EXPIRES_MINUTES }
      : { ProtectionEnabled };
    const response = await fetch(`${this.#deps.agentUri}/task-protection/v1/state`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(state),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`the agent answered ${response.status}: ${answer}`);
  }
}
