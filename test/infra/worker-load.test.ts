import { Match, Template } from "aws-cdk-lib/assertions";
import { expect, it } from "vitest";
import { leastSize, sizeOf, USUAL_INSTANCES } from "../../core/cost/instances.ts";
import { ENDPOINT_HOUR_USD, INSTANCE_HOUR_USD } from "../../core/cost/prices.ts";
import { mostMemoryMib, WORKER_LOADS } from "../../gpu-worker/worker-load.ts";
import { TEMPORARY_MIB, taskMemoryMib } from "../../lib/compute/ecs/worker-task.ts";
import { ecsGpuTemplate, makeApp, makeStacks } from "../helpers/infra/synth.ts";

const SYNTH = { timeout: 60_000 };
const TYPES = [...Object.keys(INSTANCE_HOUR_USD), ...Object.keys(ENDPOINT_HOUR_USD)];

it.each(TYPES)("%s has the memory for the largest images, as many as a worker holds", (type) => {
  const size = sizeOf(type);
  const memoryMib = mostMemoryMib(WORKER_LOADS.cuda, size.cores);
  expect(memoryMib).toBeGreaterThan(2400);
  expect(memoryMib + TEMPORARY_MIB).toBeLessThanOrEqual(taskMemoryMib(size));
});

it("of several types the smallest counts, as a task may come to any of them", () => {
  expect(leastSize(["g5.2xlarge", "g4dn.xlarge"])).toEqual(sizeOf("g4dn.xlarge"));
  expect(leastSize(USUAL_INSTANCES)).toEqual({ cores: 4, memoryGib: 16 });
  expect(() => leastSize([])).toThrow("at least one instance type");
});

it.each([
  [{}, "4", 14_000],
  [{ instances: "g6.2xlarge,g5.2xlarge" }, "8", 28_000],
])("a task of %j has its cores, its memory and its load", SYNTH, (context, cores, memoryMib) => {
  ecsGpuTemplate(context).hasResourceProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [
      Match.objectLike({
        MemoryReservation: memoryMib,
        Environment: Match.arrayWith([
          { Name: "MAX_BATCH", Value: "8" },
          { Name: "MAX_IN_FLIGHT", Value: "24" },
          { Name: "UV_THREADPOOL_SIZE", Value: cores },
        ]),
      }),
    ],
  });
});

it("an endpoint gets as many jobs at once as its worker needs for whole batches", SYNTH, () => {
  const context = { stacks: "one", compute: "sageMaker", endpointInstance: "ml.g6.2xlarge" };
  const template = Template.fromStack(makeStacks(makeApp({ bundled: false }), context).pipeline);
  template.hasResourceProperties("AWS::SageMaker::EndpointConfig", {
    ProductionVariants: [Match.objectLike({ InstanceType: "ml.g6.2xlarge" })],
    AsyncInferenceConfig: Match.objectLike({
      ClientConfig: { MaxConcurrentInvocationsPerInstance: 24 },
    }),
  });
  template.hasResourceProperties("AWS::SageMaker::Model", {
    PrimaryContainer: {
      Environment: Match.objectLike({ MAX_BATCH: "8", UV_THREADPOOL_SIZE: "8" }),
    },
  });
});
