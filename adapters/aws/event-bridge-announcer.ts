import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { VerdictAnnouncer } from "../../core/ports.ts";
import { type Announced, isAnnounced, VERDICT_EVENT } from "../../core/settings/verdict-event.ts";

/** Events on the account's default bus. */
export class EventBridgeAnnouncer implements VerdictAnnouncer {
  readonly #client: EventBridgeClient;
  readonly #announced: Announced;

  constructor(client: EventBridgeClient, announced: Announced) {
    this.#client = client;
    this.#announced = announced;
  }

  async announce(verdict: Verdict): Promise<void> {
    if (!isAnnounced(verdict, this.#announced)) return;
    const { source: Source, detailType: DetailType } = VERDICT_EVENT;
    const Entries = [{ Source, DetailType, Detail: JSON.stringify(verdict) }];
    const { Entries: results = [] } = await this.#client.send(new PutEventsCommand({ Entries }));
    // A refused entry is no error of the call.
    const [refused] = results.filter(({ ErrorCode }) => ErrorCode !== undefined);
    if (refused === undefined) return;
    throw new Error(`the event was refused: ${refused.ErrorCode} ${refused.ErrorMessage ?? ""}`);
  }
}
