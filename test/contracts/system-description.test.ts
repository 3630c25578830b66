import { expect, it } from "vitest";
import { MessageError } from "../../core/contracts/reasons.ts";
import {
  parseSystem,
  SYSTEM_OUTPUT,
  type SystemDescription,
} from "../../core/settings/system-description.ts";

const SYSTEM: SystemDescription = {
  version: 1,
  buckets: [{ name: "photos", filter: { prefixes: ["press/"], suffixes: [".jpg"] } }],
  table: "Verdicts",
  backfillQueueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/Backfill",
  compute: "lambdaCpu",
};
const LOCAL: SystemDescription = {
  version: 1,
  buckets: [{ name: "images", filter: {}, folder: "/photos" }],
  table: "verdicts",
  backfillQueueUrl: "http://localhost:4566/000000000000/backfill",
  endpoints: { queues: "http://127.0.0.1:4566", table: "http://127.0.0.1:8000" },
};

const outputs = (...systems: SystemDescription[]) =>
  JSON.stringify({
    Other: { QueryUrl: "https://example.com" },
    ...Object.fromEntries(
      systems.map((system, index) => [
        `Pipeline${index}`,
        { [SYSTEM_OUTPUT]: JSON.stringify(system), MaskBucketName: "masks" },
      ]),
    ),
  });

it.each([
  ["a description", JSON.stringify(LOCAL), LOCAL],
  ["the outputs of a deployment", outputs(SYSTEM), SYSTEM],
])("reads %s", (_, text, expected) => {
  expect(parseSystem(text)).toEqual(expected);
});

it.each([
  ["no JSON", "<html>", "as JSON"],
  ["outputs without a system", outputs(), "cdk deploy --outputs-file"],
  ["a list", "[]", "cdk deploy --outputs-file"],
  ["the outputs of two", outputs(SYSTEM, SYSTEM), "the outputs of 2 systems"],
  ["another version", outputs({ ...SYSTEM, version: 2 } as never), "version"],
  [
    "an endpoint that is none",
    JSON.stringify({ ...LOCAL, endpoints: { queues: "x", table: "y" } }),
    "system's description",
  ],
])("refuses %s", (_, text, message) => {
  const parse = () => parseSystem(text);
  expect(parse).toThrow(MessageError);
  expect(parse).toThrow(message);
});
