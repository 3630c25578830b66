import { expect, it } from "vitest";
import { makeDynamoDbClient } from "../../../adapters/aws/clients.ts";
import { DynamoQuarantineRecords } from "../../../adapters/aws/dynamo/dynamo-quarantine-records.ts";
import { DynamoVerdictStore } from "../../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import type { QuarantineRecord } from "../../../core/quarantine/quarantine-record.ts";
import { scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { writeVerdict } from "../../../core/verdicts/write-verdict.ts";
import { OBJECT, scannedResult } from "../../helpers/builders.ts";
import { collect } from "../../helpers/collect.ts";
import { startDynalite } from "../../helpers/running/aws-emulators.ts";

const verdict = scannedVerdictOf(scannedResult(), "masks");
const record: QuarantineRecord = {
  version: 1,
  object: OBJECT,
  scanId: verdict.scanId,
  state: "copied",
  copy: { bucket: "held", key: "uploads/a.jpeg", versionId: "c1" },
  copiedAt: "2026-01-02T03:04:07.000Z",
};

it("lies beside the verdicts of its object, one for each version, and is none of them", async () => {
  const client = makeDynamoDbClient(await startDynalite("verdicts"));
  const [records, verdicts] = [
    new DynamoQuarantineRecords(client, "verdicts"),
    new DynamoVerdictStore(client, { tableName: "verdicts" }),
  ];
  await writeVerdict(verdicts, verdict);
  expect(await records.get(OBJECT)).toBeUndefined();
  await records.put(record);
  await records.put({ ...record, state: "removed" });
  expect(await records.get(OBJECT)).toEqual({ ...record, state: "removed" });
  expect(await records.get({ ...OBJECT, versionId: "v2" })).toBeUndefined();
  expect(await collect(verdicts.list())).toEqual([verdict]);
});
