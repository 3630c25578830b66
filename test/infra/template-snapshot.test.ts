import { Template } from "aws-cdk-lib/assertions";
import { expect, it } from "vitest";
import { makeApp, makeStacks } from "../helpers/infra/synth.ts";

/** Of the files that are deployed with a template: they change with every line of code. */
const HASH = /[0-9a-f]{64}/g;

// A change of a template is seen here whole, names of what holds data included: one that changes would
// leave the old one behind. Accept it with `npx vitest run test/infra/template-snapshot.test.ts --update`.
it.each(["one", "split"])(
  "the app as it deploys without any other setting: stacks=%s",
  { timeout: 60_000 },
  async (stacks) => {
    const { stateful, pipeline, compute } = makeStacks(makeApp({ bundled: false }), { stacks });
    for (const stack of new Set([stateful, pipeline, compute])) {
      if (stack === undefined) throw new Error("expected instances");
      const template = JSON.stringify(Template.fromStack(stack).toJSON(), null, 2);
      const path = `../fixtures/templates/${stack.stackName}.json`;
      await expect(`${template.replace(HASH, "<hash>")}\n`).toMatchFileSnapshot(path);
    }
  },
);
