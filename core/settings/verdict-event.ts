import { z } from "zod";
import { isListed } from "../contracts/listing.ts";
import { parseJson, receivedBy } from "../contracts/parse-json.ts";
import { MessageError } from "../contracts/reasons.ts";
import { Verdict } from "../contracts/verdict.ts";

/** What an event about a verdict says of itself; its detail is the verdict. */
export const VERDICT_EVENT = { source: "fasa.scanner", detailType: "Verdict" } as const;

/** Of which verdicts an event tells. `flagged`: of none about an authentic image. */
export const Announced = z.enum(["none", "flagged", "all"]);
export type Announced = z.infer<typeof Announced>;

export function isAnnounced(verdict: Verdict, announced: Announced): boolean {
  return announced !== "none" && isListed(verdict, announced);
}

const Event = z.object({
  source: z.literal(VERDICT_EVENT.source),
  "detail-type": z.literal(VERDICT_EVENT.detailType),
  detail: Verdict,
});

/** An event as EventBridge delivers it → the verdict that it tells of. @throws MessageError when it is none. */
export function parseVerdictEvent(body: string): Verdict {
  const expected = "an event about a verdict";
  const parsed = Event.safeParse(parseJson(body, expected));
  if (parsed.success) return parsed.data.detail;
  const received = receivedBy(parsed.error, body);
  throw new MessageError({ expected, received }, { cause: parsed.error });
}
