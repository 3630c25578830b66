import { beforeEach, expect, it } from "vitest";
import type { SecurityFinding } from "../../../core/findings/security-finding.ts";
import { scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { makeReportFinding } from "../../../lambdas/report-finding/report-finding.ts";
import { authentic, jobFor, scannedResult } from "../../helpers/builders.ts";
import { RecordedTelemetry } from "../../helpers/doubles/recorded-telemetry.ts";
import { batchOf, leaves } from "../../helpers/message-batch.ts";

const verdict = scannedVerdictOf(scannedResult(), "masks");
const eventOf = (detail: unknown) => ({ source: "fasa.scanner", "detail-type": "Verdict", detail });

let imported: Map<string, SecurityFinding>;
let telemetry: RecordedTelemetry;
let refused: string | undefined;
beforeEach(() => {
  [imported, telemetry, refused] = [new Map(), new RecordedTelemetry(), undefined];
});

function handle(...details: readonly unknown[]) {
  let seconds = 0;
  const clock = {
    now: () => new Date(Date.UTC(2026, 0, 2, 4, 0, seconds++)),
    monotonicMs: () => 0,
  };
  const importer = {
    import: async (finding: SecurityFinding) => {
      if (finding.ProductFields["fasa/object"]?.endsWith(refused ?? "nothing")) {
        throw new Error("throttled");
      }
      imported.set(finding.Id, finding);
    },
  };
  const productArn = "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default";
  return makeReportFinding({ importer, productArn, scanner: "Scanner", clock, telemetry })(
    batchOf(...details.map(eventOf)),
  );
}

it("makes one finding of an image, however often its verdict is told", async () => {
  expect(await handle(verdict, verdict)).toEqual(leaves());
  expect([...imported.values()].map(({ UpdatedAt }) => UpdatedAt)).toEqual([
    "2026-01-02T04:00:01.000Z",
  ]);
  expect(telemetry.metrics).toEqual({ FindingSent: [1, 1] });
});

it("makes none of an authentic one", async () => {
  expect(await handle(authentic(verdict))).toEqual(leaves());
  expect(imported.size).toBe(0);
});

it("tries again what was refused, and nothing else", async () => {
  refused = "b.jpg";
  const other = scannedVerdictOf(scannedResult(jobFor({ key: "b.jpg" })), "masks");
  expect(await handle(other, verdict)).toEqual(leaves("m1"));
  expect(imported.size).toBe(1);
});
