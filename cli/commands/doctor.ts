import { type Command, Option } from "@commander-js/extra-typings";
import { USUAL_ENDPOINT, USUAL_INSTANCES } from "../../core/cost/instances.ts";
import {
  ENDPOINT_HOUR_USD,
  type EndpointInstance,
  type GpuInstance,
  INSTANCE_HOUR_USD,
  isEndpointInstance,
  isGpuInstance,
} from "../../core/cost/prices.ts";
import { ComputeName } from "../../core/settings/compute-name.ts";
import type { CommandContext } from "../command-context.ts";
import { examples } from "../examples.ts";
import { JSON_OPTION } from "../requeue-options.ts";
import { UsageError } from "../usage-error.ts";

export function addDoctor(program: Command, { terminal, exitWith }: CommandContext): void {
  program
    .command("doctor")
    .description("say whether a first deployment would come to its end")
    .option("--aws", "look at the account and region of the environment: what it does anyway")
    .addOption(
      new Option("--compute <name>", "as -c compute= of cdk deploy")
        .choices(ComputeName.options)
        .default("ecsGpu" as const),
    )
    .option("--spot", "as -c spot=true", false)
    .option("--max-tasks <n>", "as -c maxTasks=", parseTasks, 2)
    .option("--instances <types>", "as -c instances=", parseInstances, [...USUAL_INSTANCES])
    .option("--endpoint-instance <type>", "as -c endpointInstance=", parseEndpoint, USUAL_ENDPOINT)
    .addOption(JSON_OPTION)
    .addHelpText(
      "after",
      examples("fasa doctor --aws", "fasa doctor --aws --compute sageMaker --json"),
    )
    .action(async ({ json, aws: _, ...plan }) => {
      const { runDoctor } = await import("../system/run-doctor.ts");
      exitWith(await runDoctor(plan, { json }, terminal));
    });
}

function parseInstances(text: string): GpuInstance[] {
  return text.split(",").map((type) => {
    if (isGpuInstance(type)) return type;
    const known = Object.keys(INSTANCE_HOUR_USD).join(", ");
    throw new UsageError(`Expected --instances of ${known}, received ${JSON.stringify(type)}.`);
  });
}

function parseEndpoint(type: string): EndpointInstance {
  if (isEndpointInstance(type)) return type;
  const known = Object.keys(ENDPOINT_HOUR_USD).join(", ");
  throw new UsageError(
    `Expected --endpoint-instance of ${known}, received ${JSON.stringify(type)}.`,
  );
}

function parseTasks(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new UsageError(`Expected a whole number as --max-tasks, received ${JSON.stringify(text)}.`);
}
