import { expect, it } from "vitest";
import { EmfTelemetry } from "../../../../adapters/aws/emf-telemetry.ts";
import { printedLines } from "../../../helpers/running/printed-lines.ts";

const lines = printedLines();

it("prints a line with every error that was gathered, and what caused it", () => {
  const telemetry = new EmfTelemetry("park-dead-letter", "scanner");
  const cause = new Error("table unavailable");
  const error = new AggregateError([new Error("first", { cause }), new Error("second")], "two");
  telemetry.log("error", "message-failed", { messageId: "m1", error });
  expect(lines()).toMatchObject([
    {
      level: "ERROR",
      message: "message-failed",
      service: "park-dead-letter",
      messageId: "m1",
      error: {
        message: "two",
        errors: [
          { message: "first", cause: { message: "table unavailable" } },
          { message: "second" },
        ],
      },
    },
  ]);
});

it("prints what a handler counted as one document of CloudWatch's format, also when it throws", async () => {
  const telemetry = new EmfTelemetry("record-verdict", "scanner");
  const handler = telemetry.flushAfter(async (event: string) => {
    telemetry.metric("Scanned", 1);
    telemetry.metric("UploadToVerdictTime", 2500);
    if (event === "bad") throw new Error("bad");
    return event;
  });
  expect(await handler("good")).toBe("good");
  await expect(handler("bad")).rejects.toThrow("bad");
  const Metrics = [
    { Name: "Scanned", Unit: "Count" },
    { Name: "UploadToVerdictTime", Unit: "Milliseconds" },
  ];
  const document = {
    _aws: {
      CloudWatchMetrics: [{ Namespace: "FasaScanner", Metrics, Dimensions: [["service"]] }],
    },
    service: "scanner",
    Scanned: 1,
    UploadToVerdictTime: 2500,
  };
  expect(lines()).toMatchObject([document, document]);
});
