import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import { vi } from "vitest";
import { z } from "zod";
import { SOON } from "./deployed-system.ts";

// Calls of services that the scanner has no client for. The emulator looks at no signature.

/** Names the service to the emulator. */
const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request`,
});

const Definitions = z.object({ taskDefinitionArns: z.tuple([z.string()], z.string()) });
const Definition = z.object({
  taskDefinition: z.object({
    containerDefinitions: z.tuple([
      z.object({ environment: z.array(z.object({ name: z.string(), value: z.string() })) }),
    ]),
  }),
});

/** Of the container of the only task definition. */
export async function taskEnvironment(endpoint: string): Promise<Record<string, string>> {
  const ecs = async (action: string, parameters: object): Promise<unknown> => {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: {
        ...signedFor("ecs"),
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AmazonEC2ContainerServiceV20141113.${action}`,
      },
      body: JSON.stringify(parameters),
    });
    return answer.json();
  };
  const listed = Definitions.parse(await ecs("ListTaskDefinitions", {}));
  const [taskDefinition] = listed.taskDefinitionArns;
  const described = Definition.parse(await ecs("DescribeTaskDefinition", { taskDefinition }));
  const [{ environment }] = described.taskDefinition.containerDefinitions;
  return Object.fromEntries(environment.map(({ name, value }) => [name, value]));
}

/** To the topic in whose name that stands. */
export async function publish(endpoint: string, topic: string, message: object): Promise<void> {
  const sns = async (parameters: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: signedFor("sns"),
      body: new URLSearchParams({ Version: "2010-03-31", ...parameters }),
    });
    return answer.text();
  };
  const topics = await sns({ Action: "ListTopics" });
  const arns = [...topics.matchAll(/<TopicArn>(.+?)<\/TopicArn>/g)].map(([, arn = ""]) => arn);
  const TopicArn = arns.find((arn) => arn.includes(topic));
  if (TopicArn === undefined) throw new Error(`no topic ${topic} among ${arns.join(", ")}`);
  await sns({ Action: "Publish", TopicArn, Message: JSON.stringify(message) });
}

/** The first of a folder, once there is one. @param name stands in that of its bucket. */
export async function firstObject(s3: S3Client, name: string, prefix: string) {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const bucket = Buckets.find(({ Name = "" }) => Name.includes(name))?.Name;
  if (bucket === undefined) throw new Error(`no bucket ${name}`);
  return vi.waitFor(async () => {
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    const key = listed.Contents?.[0]?.Key;
    if (key === undefined) throw new Error(`nothing in ${bucket}/${prefix}`);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { bucket, key, body: (await Body?.transformToString()) ?? "" };
  }, SOON);
}
