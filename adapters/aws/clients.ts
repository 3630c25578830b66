import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { SecurityHubClient } from "@aws-sdk/client-securityhub";
import { SQSClient } from "@aws-sdk/client-sqs";

/** A server that speaks a service's protocol and checks no signature. */
export interface Emulator {
  readonly endpoint: string;
}

/** Clients sign every request; these credentials open nothing. */
const UNCHECKED = {
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
} as const;

/** Without an emulator, region and credentials are those of the environment, here and below. */
export function makeS3Client(emulator?: Emulator): S3Client {
  return new S3Client(emulator ? { ...UNCHECKED, ...emulator, forcePathStyle: true } : {});
}

export function makeSqsClient(emulator?: Emulator): SQSClient {
  return new SQSClient(emulator ? { ...UNCHECKED, ...emulator } : {});
}

export function makeEventBridgeClient(emulator?: Emulator): EventBridgeClient {
  return new EventBridgeClient(emulator ? { ...UNCHECKED, ...emulator } : {});
}

export function makeSageMakerRuntimeClient(emulator?: Emulator): SageMakerRuntimeClient {
  return new SageMakerRuntimeClient(emulator ? { ...UNCHECKED, ...emulator } : {});
}

export function makeSecurityHubClient(emulator?: Emulator): SecurityHubClient {
  return new SecurityHubClient(emulator ? { ...UNCHECKED, ...emulator } : {});
}

export function makeDynamoDbClient(emulator?: Emulator): DynamoDBClient {
  return new DynamoDBClient(emulator ? { ...UNCHECKED, ...emulator } : {});
}
