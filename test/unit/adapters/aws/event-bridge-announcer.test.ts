import { expect, it } from "vitest";
import { z } from "zod";
import { makeEventBridgeClient } from "../../../../adapters/aws/clients.ts";
import { EventBridgeAnnouncer } from "../../../../adapters/aws/event-bridge-announcer.ts";
import type { Announced } from "../../../../core/settings/verdict-event.ts";
import {
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../../core/verdicts/result-to-verdict.ts";
import { authentic, parkedResult, scannedResult } from "../../../helpers/builders.ts";
import { startJsonDouble } from "../../../helpers/running/aws-emulators.ts";

const manipulated = scannedVerdictOf(scannedResult(), "masks");
const honest = authentic(manipulated);
const failed = unscannedVerdictOf(parkedResult());

it.each<[Announced, number]>([
  ["none", 0],
  ["flagged", 2],
  ["all", 3],
])("tells of %s: %i of a manipulated, an authentic and a failed image", async (which, count) => {
  const bus = await startJsonDouble(() => ({ FailedEntryCount: 0, Entries: [{ EventId: "1" }] }));
  const announcer = new EventBridgeAnnouncer(makeEventBridgeClient(bus), which);
  for (const verdict of [manipulated, honest, failed]) await announcer.announce(verdict);
  expect(bus.bodies).toHaveLength(count);
});

it("says who speaks, and carries the verdict", async () => {
  const bus = await startJsonDouble(() => ({ FailedEntryCount: 0, Entries: [{ EventId: "1" }] }));
  await new EventBridgeAnnouncer(makeEventBridgeClient(bus), "flagged").announce(manipulated);
  const Sent = z.object({ Entries: z.tuple([z.object({ Detail: z.string() }).loose()]) });
  const [entry] = Sent.parse(bus.bodies[0]).Entries;
  expect(entry).toMatchObject({ Source: "fasa.scanner", DetailType: "Verdict" });
  expect(JSON.parse(entry.Detail)).toEqual(manipulated);
});

it("does not take a refused entry for a told one", async () => {
  const Entries = [{ ErrorCode: "ThrottlingException", ErrorMessage: "slow down" }];
  const bus = await startJsonDouble(() => ({ FailedEntryCount: 1, Entries }));
  const announcer = new EventBridgeAnnouncer(makeEventBridgeClient(bus), "flagged");
  await expect(announcer.announce(manipulated)).rejects.toThrow("ThrottlingException slow down");
});
