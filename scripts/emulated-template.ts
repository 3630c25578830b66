import { z } from "zod";

/** Types that the emulator makes nothing of. */
const UNKNOWN = [
  "AWS::ApplicationAutoScaling::ScalableTarget",
  "AWS::ApplicationAutoScaling::ScalingPolicy",
  "AWS::EC2::FlowLog",
  "AWS::ECS::CapacityProvider",
  "AWS::ECS::ClusterCapacityProviderAssociations",
  "AWS::Events::EventBusPolicy",
  "AWS::SageMaker::Endpoint",
  "AWS::SageMaker::EndpointConfig",
  "AWS::SageMaker::Model",
  // Their functions want an SDK that the emulator does not bring.
  "Custom::S3AutoDeleteObjects",
  "Custom::VpcRestrictDefaultSG",
];
const ALARM = "AWS::CloudWatch::Alarm";
/** It has none of the parameters that AWS itself puts into every account. */
const PUBLIC_PARAMETER = "AWS::SSM::Parameter::Value<";
const SOME_IMAGE = { Type: "String", Default: "ami-0123456789abcdef0" };

type Json = z.infer<ReturnType<typeof z.json>>;

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.json()).optional(),
  DependsOn: z.union([z.string().transform((id) => [id]), z.array(z.string())]).optional(),
});
const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string() })).default({}),
});
const Reference = z.union([
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z
    .strictObject({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) })
    .transform((it) => it["Fn::GetAtt"][0]),
]);

/** A template, less what the emulator refuses: what refers to that names it, and nothing that is there. */
export function emulated(template: unknown): Json {
  const { Resources, Parameters, ...rest } = Template.parse(template);
  const kept = Object.entries(Resources).filter(([, resource]) => isKnown(resource));
  const left = new Set(kept.map(([id]) => id));
  const isGone = (id: string) => id in Resources && !left.has(id);
  const resources = kept.map(([id, { DependsOn = [], ...resource }]) => [
    id,
    { ...resource, DependsOn: DependsOn.filter((other) => left.has(other)) },
  ]);
  const parameters = Object.entries(Parameters).map(([id, parameter]) => [
    id,
    parameter.Type.startsWith(PUBLIC_PARAMETER) ? SOME_IMAGE : parameter,
  ]);
  const whole = {
    ...rest,
    Resources: Object.fromEntries(resources),
    Parameters: Object.fromEntries(parameters),
  };
  return named(z.json().parse(whole), isGone);
}

/** Alarms on metric math are refused too. */
function isKnown({ Type, Properties = {} }: z.infer<typeof Resource>): boolean {
  return !UNKNOWN.includes(Type) && !(Type === ALARM && "Metrics" in Properties);
}

function named(value: Json, isGone: (id: string) => boolean): Json {
  if (Array.isArray(value)) return value.map((each) => named(each, isGone));
  if (value === null || typeof value !== "object") return value;
  const { data: id } = Reference.safeParse(value);
  if (id !== undefined && isGone(id)) return `not-emulated-${id}`;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, named(each, isGone)]),
  );
}
