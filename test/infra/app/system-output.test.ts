import { Template } from "aws-cdk-lib/assertions";
import { expect, it } from "vitest";
import { parseSystem, SYSTEM_OUTPUT } from "../../../core/settings/system-description.ts";
import { deployedText } from "../../helpers/infra/deployed-text.ts";
import { makeApp, makeStacks } from "../../helpers/infra/synth.ts";

const SYNTH = { timeout: 60_000 };

/** What `cdk deploy --outputs-file` would write, read as an operator's command reads it. */
function deployed(context: Readonly<Record<string, string>>) {
  const { pipeline } = makeStacks(makeApp({ bundled: false }), context);
  const { Value } = Template.fromStack(pipeline).toJSON()["Outputs"][SYSTEM_OUTPUT];
  const system = deployedText(Value, (id) => `https://known-when.deployed/${id}`);
  return parseSystem(JSON.stringify({ [pipeline.stackName]: { [SYSTEM_OUTPUT]: system } }));
}

it.each(["lambdaCpu", "ecsGpu", "sageMaker"])(
  "the pipeline of %s tells where its parts are",
  SYNTH,
  (compute) => {
    expect(deployed({ compute, prefix: "in/" })).toEqual({
      version: 1,
      buckets: [
        { name: expect.stringMatching(/StorageImagesBucket/), filter: { prefixes: ["in/"] } },
      ],
      masks: { name: expect.stringMatching(/StorageMasks/) },
      table: expect.stringMatching(/StorageVerdicts/),
      backfillQueueUrl: expect.stringMatching(/ScannerBackfillQueue/),
      api: expect.stringMatching(/^https:.*Query/),
      compute,
    });
  },
);

it("buckets that exist already are named, with what of them is scanned", SYNTH, () => {
  const filter = { prefixes: ["in/"], suffixes: [".jpg", ".png"] };
  const context = { bucket: "photos,press", prefix: "in/", suffix: ".jpg,.png" };
  expect(deployed({ compute: "lambdaCpu", ...context }).buckets).toEqual([
    { name: "photos", filter },
    { name: "press", filter },
  ]);
});
