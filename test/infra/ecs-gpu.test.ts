import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Vpc } from "aws-cdk-lib/aws-ec2";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { WorkerEnv } from "../../gpu-worker/env.ts";
import { ecsGpu } from "../../lib/compute/ecs/ecs-gpu.ts";
import { ImageScanner } from "../../lib/image-scanner.ts";
import { asVpc } from "../../lib/storage/owned-or-imported.ts";
import { actionsOf, actionsOnEverything, statementsOf } from "../helpers/infra/policies.ts";
import { ecsGpuTemplate, makeApp, makeStacks, whenDeployed } from "../helpers/infra/synth.ts";

const SYNTH_TIMEOUT_MS = 60_000;

/** All that the worker may do: it opens untrusted bytes, and can write no mask, verdict or tag. */
const WORKER_ACTIONS = [
  "ecs:UpdateTaskProtection",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:ListBucket",
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:ReceiveMessage",
  "sqs:SendMessage",
];

let template: Template;
beforeAll(() => {
  template = ecsGpuTemplate({});
}, SYNTH_TIMEOUT_MS);

describe("the worker's role", () => {
  it("may do this and nothing else", () => {
    expect(actionsOf(template, "EcsGpuTaskTaskRole")).toEqual(WORKER_ACTIONS);
  });

  it("consumes the scan queue and the backfill queue, and sends to the results alone", () => {
    const queuesOf = (action: string) =>
      statementsOf(template, "EcsGpuTaskTaskRole")
        .filter(({ Action }) => Action.includes(action))
        .flatMap(({ Resource }) => JSON.stringify(Resource).match(/(?<=Scanner)\w+?(?=Queue)/g))
        .sort();
    expect(queuesOf("sqs:ReceiveMessage")).toEqual(["Backfill", "Scans"]);
    expect(queuesOf("sqs:SendMessage")).toEqual(["Results"]);
  });

  it("protects tasks of its own cluster alone", () => {
    const protect = statementsOf(template, "EcsGpuTaskTaskRole").find(({ Action }) =>
      Action.includes("ecs:UpdateTaskProtection"),
    );
    expect(JSON.stringify(protect?.Resource)).toMatch(
      /:task\/",\{"Ref":"EcsGpuCluster\w+"\},"\/\*"/,
    );
  });
});

it("allows little on everything, and nothing of it to the worker", () => {
  // The login of the registry, and what the CDK gives the agent of an instance: that role is not the worker's.
  expect(actionsOnEverything(template)).toEqual([
    "ecr:GetAuthorizationToken",
    "ecs:DiscoverPollEndpoint",
    "ecs:Poll",
    "ecs:StartTelemetrySession",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ]);
  const worker = statementsOf(template, "EcsGpuTaskTaskRole");
  expect(worker.filter(({ Resource }) => Resource === "*")).toEqual([]);
});

describe("a task", () => {
  const Definition = z.object({
    Properties: z.object({
      ContainerDefinitions: z.tuple([
        z.looseObject({ Environment: z.array(z.object({ Name: z.string(), Value: z.json() })) }),
      ]),
    }),
  });

  it("has a GPU, no privileges, nothing to write to but its memory, and time to drain", () => {
    template.hasResourceProperties("AWS::ECS::TaskDefinition", {
      ContainerDefinitions: [
        Match.objectLike({
          Command: ["worker"],
          Privileged: false,
          User: "65534:65534",
          ResourceRequirements: [{ Type: "GPU", Value: "1" }],
          StopTimeout: 120,
          ReadonlyRootFilesystem: true,
          LinuxParameters: Match.objectLike({
            InitProcessEnabled: true,
            Capabilities: { Drop: ["ALL"] },
            Tmpfs: [{ ContainerPath: "/tmp", Size: 4096, MountOptions: ["rw", "nosuid", "nodev"] }],
          }),
        }),
      ],
    });
  });

  it("is well once a poll succeeded, and as long as others do", () => {
    template.hasResourceProperties("AWS::ECS::TaskDefinition", {
      ContainerDefinitions: [
        Match.objectLike({
          HealthCheck: {
            Command: ["CMD-SHELL", 'test -n "$(find /tmp/polled -mmin -25)"'],
            Interval: 60,
            Retries: 10,
            StartPeriod: 300,
            Timeout: 5,
          },
          Environment: Match.arrayWith([
            { Name: "AWS_REGION", Value: { Ref: "AWS::Region" } },
            { Name: "POLLED_FILE", Value: "/tmp/polled" },
          ]),
        }),
      ],
    });
  });

  it("has the environment that the worker parses, with the queue's visibility timeout", () => {
    const [definition] = Object.values(template.findResources("AWS::ECS::TaskDefinition"));
    const [container] = Definition.parse(definition).Properties.ContainerDefinitions;
    const values = container.Environment.map(({ Name, Value }) => [Name, Value]);
    const { UV_THREADPOOL_SIZE: _, ...given } = whenDeployed(Object.fromEntries(values));
    const env = z.strictObject(WorkerEnv.shape).parse(given);
    expect(env).toMatchObject({ PROVIDER: "cuda", VISIBILITY_SECONDS: 120, MAX_DELIVERIES: 4 });
    expect(env.DRAIN_TIMEOUT_SECONDS).toBeLessThan(120);
  });
});

it(
  "has a model of a directory in its image, in the place of the one that ships",
  () => {
    const app = makeApp({ bundled: false });
    const modelDirectory = "test/fixtures/tiny-model";
    makeStacks(app, { modelDirectory });
    const { directory } = app.synth();
    const Assets = z.object({ dockerImages: z.record(z.string(), z.object({ source: z.json() })) });
    const assets = readFileSync(join(directory, "FasaScannerCompute.assets.json"), "utf8");
    const [image] = Object.values(Assets.parse(JSON.parse(assets)).dockerImages);
    expect(image?.source).toMatchObject({
      dockerBuildTarget: "cuda",
      dockerBuildContexts: { model: resolve(modelDirectory) },
    });
    expect(readFileSync("gpu-worker/Dockerfile", "utf8")).toMatch(/^FROM scratch AS model$/m);
  },
  SYNTH_TIMEOUT_MS,
);

it("is replaced by a new task only once its GPU is free", () => {
  template.hasResourceProperties("AWS::ECS::Service", {
    DeploymentConfiguration: Match.objectLike({ MinimumHealthyPercent: 0, MaximumPercent: 100 }),
    AvailabilityZoneRebalancing: "DISABLED",
  });
});

it("is made after its cluster's capacity provider, and destroyed before", () => {
  const associations = template.findResources("AWS::ECS::ClusterCapacityProviderAssociations");
  const [association = ""] = Object.keys(associations);
  template.hasResource("AWS::ECS::Service", { DependsOn: Match.arrayWith([association]) });
});

it("has alarms on what a day costs, and for a worker without its GPU or its queue", () => {
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    AlarmDescription: Match.stringLikeRegexp("#more-spent-than-planned$"),
    // Six hours of one instance are far below it.
    Threshold: 10,
    EvaluationPeriods: 1,
    Metrics: Match.arrayWith([
      Match.objectLike({ Expression: "instances * 24.144" }),
      Match.objectLike({ MetricStat: Match.objectLike({ Period: 86_400 }) }),
    ]),
  });
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    AlarmDescription: Match.stringLikeRegexp("#worker-without-its-gpu$"),
  });
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    AlarmDescription: Match.stringLikeRegexp("#a-worker-cannot-receive$"),
    MetricName: "ReceiveFailed",
  });
});

describe("the instances", () => {
  it("come on demand, any of three types, and never keep a stack from being deleted", () => {
    template.hasResourceProperties("AWS::AutoScaling::AutoScalingGroup", {
      MinSize: "0",
      MaxSize: "2",
      MixedInstancesPolicy: {
        InstancesDistribution: Match.objectLike({ OnDemandPercentageAboveBaseCapacity: 100 }),
        LaunchTemplate: {
          Overrides: ["g4dn.xlarge", "g6.xlarge", "g5.xlarge"].map((InstanceType) => ({
            InstanceType,
          })),
        },
      },
    });
    template.hasResourceProperties("AWS::ECS::CapacityProvider", {
      AutoScalingGroupProvider: Match.objectLike({ ManagedTerminationProtection: "DISABLED" }),
    });
  });

  it("keep their credentials from the containers, and nothing comes in", () => {
    template.hasResourceProperties("AWS::EC2::LaunchTemplate", {
      LaunchTemplateData: Match.objectLike({
        MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
      }),
    });
    template.resourceCountIs("AWS::EC2::SecurityGroupIngress", 0);
    for (const { Properties } of Object.values(template.findResources("AWS::EC2::SecurityGroup"))) {
      expect(Properties).not.toHaveProperty("SecurityGroupIngress");
      expect(Properties.SecurityGroupEgress).toMatchObject([{ FromPort: 443, ToPort: 443 }]);
    }
  });

  it("drain when spot takes them away", { timeout: SYNTH_TIMEOUT_MS }, () => {
    const spot = ecsGpuTemplate({ spot: "true" });
    spot.hasResourceProperties("AWS::AutoScaling::AutoScalingGroup", {
      MixedInstancesPolicy: {
        InstancesDistribution: Match.objectLike({ OnDemandPercentageAboveBaseCapacity: 0 }),
      },
    });
    const data = JSON.stringify(spot.findResources("AWS::EC2::LaunchTemplate"));
    expect(data).toContain("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true");
    expect(JSON.stringify(template.findResources("AWS::EC2::LaunchTemplate"))).not.toContain(
      "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
    );
  });
});

it("leaves nothing behind when its stack goes", () => {
  const kept = Object.entries(template.toJSON()["Resources"]).filter(([, resource]) =>
    JSON.stringify(resource).includes('"DeletionPolicy":"Retain"'),
  );
  expect(kept).toEqual([]);
});

describe("the network", () => {
  it("is public, has S3's gateway, and no NAT to pay for", () => {
    template.resourceCountIs("AWS::EC2::NatGateway", 0);
    template.hasResourceProperties("AWS::EC2::VPCEndpoint", { VpcEndpointType: "Gateway" });
    template.resourcePropertiesCountIs(
      "AWS::EC2::VPCEndpoint",
      { VpcEndpointType: "Interface" },
      0,
    );
  });

  it("may have no way to the internet at all", { timeout: SYNTH_TIMEOUT_MS }, () => {
    const isolated = ecsGpuTemplate({ network: "isolated" });
    isolated.resourceCountIs("AWS::EC2::InternetGateway", 0);
    isolated.resourceCountIs("AWS::EC2::NatGateway", 0);
    isolated.resourcePropertiesCountIs(
      "AWS::EC2::VPCEndpoint",
      { VpcEndpointType: "Interface" },
      7,
    );
  });

  it("may be one that exists", { timeout: SYNTH_TIMEOUT_MS }, () => {
    const stack = new Stack(new App({ context: { "aws:cdk:bundling-stacks": [] } }), "Customer");
    const vpc = asVpc(new Vpc(stack, "Theirs"));
    new ImageScanner(stack, "Scanner", { compute: ecsGpu({ network: { vpc } }) });
    const whole = Template.fromStack(stack);
    whole.resourceCountIs("AWS::EC2::VPC", 1);
    whole.hasResourceProperties("AWS::AutoScaling::AutoScalingGroup", {
      VPCZoneIdentifier: Match.arrayWith([
        { Ref: Match.stringLikeRegexp("^TheirsPrivateSubnet1") },
      ]),
    });
  });
});
