import { Duration } from "aws-cdk-lib";
import { Table } from "aws-cdk-lib/aws-dynamodb";
import { Key } from "aws-cdk-lib/aws-kms";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { Compute } from "../compute/compute.ts";
import { ecsGpu } from "../compute/ecs/ecs-gpu.ts";
import { lambdaCpu } from "../compute/lambda-cpu.ts";
import { sageMaker } from "../compute/sage-maker/sage-maker.ts";
import type { ImageScannerProps } from "../image-scanner.ts";
import { Model, type ModelOptions } from "../model/model.ts";
import { AlarmMail } from "../operations/alarm-mail.ts";
import type { ScannerStorageProps } from "../storage/scanner-storage.ts";
import type { ScannerConfig } from "./config.ts";

/** The props that a configuration asks for. @param scope where buckets are imported that it names. */
export function configuredProps(scope: Construct, config: ScannerConfig): ImageScannerProps {
  const { events } = config;
  const alarmTopic = configuredAlarmTopic(scope, config);
  return {
    compute: configuredCompute(config),
    model: configuredModel(scope, config),
    ...configuredSources(scope, config),
    ...(events && { events }),
    ...(alarmTopic && { alarmTopic }),
    ...(config.securityHub === "on" && { securityHub: true }),
    ...configuredQuarantine(scope, config),
  };
}

function configuredQuarantine(scope: Construct, config: ScannerConfig): ImageScannerProps {
  const { quarantine: action, quarantineTo, quarantineKmsKeyArn } = config;
  if (action === undefined || quarantineTo === undefined) return {};
  const { bucket: bucketName, prefix } = quarantineTo;
  const encryptionKey =
    quarantineKmsKeyArn && Key.fromKeyArn(scope, "QuarantineKey", quarantineKmsKeyArn);
  const bucket = Bucket.fromBucketAttributes(scope, "QuarantineBucket", {
    bucketName,
    ...(encryptionKey && { encryptionKey }),
  });
  return { quarantine: { action, bucket, prefix } };
}

/** New, or what a scanner left behind. @param scope where it is imported. */
export function configuredStorage(scope: Construct, config: ScannerConfig): ScannerStorageProps {
  const { bucket, maskBucket, verdictTable, oldVersionDays } = config;
  return {
    hasImages: bucket === undefined,
    ...(maskBucket !== undefined && {
      existingMaskBucket: Bucket.fromBucketName(scope, "KeptMasks", maskBucket),
    }),
    ...(verdictTable !== undefined && {
      existingVerdictTable: Table.fromTableName(scope, "KeptVerdicts", verdictTable),
    }),
    ...(oldVersionDays !== undefined && { oldVersionsKept: Duration.days(oldVersionDays) }),
  };
}

function configuredAlarmTopic(scope: Construct, config: ScannerConfig): ITopic | undefined {
  const { alarmEmail, alarmTopicArn } = config;
  if (alarmEmail !== undefined) return new AlarmMail(scope, "AlarmMail", alarmEmail).topic;
  if (alarmTopicArn === undefined) return undefined;
  return Topic.fromTopicArn(scope, "AlarmTopic", alarmTopicArn);
}

function configuredCompute(config: ScannerConfig): Compute {
  const { network = "public", maxTasks, minTasks, spot, dailyBudgetUsd } = config;
  const { instances, endpointInstance } = config;
  const budget = dailyBudgetUsd === undefined ? {} : { dailyBudgetUsd };
  switch (config.compute) {
    case "lambdaCpu":
      return lambdaCpu({ ...(maxTasks !== undefined && { maxConcurrency: maxTasks }) });
    case "ecsGpu":
      return ecsGpu({
        ...budget,
        network,
        ...(maxTasks !== undefined && { maxTasks }),
        ...(minTasks !== undefined && { minTasks }),
        ...(spot !== undefined && { spot }),
        ...(instances && { instances }),
      });
    case "sageMaker":
      return sageMaker({
        ...budget,
        ...(maxTasks !== undefined && { maxInstances: maxTasks }),
        ...(minTasks !== undefined && { minInstances: minTasks }),
        ...(endpointInstance && { instance: endpointInstance }),
      });
  }
}

function configuredModel(scope: Construct, config: ScannerConfig): Model {
  const { modelBucket, modelPrefix, modelManifestSha256, modelDirectory } = config;
  const { falsePositiveRate, history, tiles, copies } = config;
  const options: ModelOptions = {
    ...(falsePositiveRate !== undefined && { falsePositiveRate }),
    ...(history !== undefined && { history }),
    ...(tiles !== undefined && { tiles }),
    ...(copies !== undefined && { copies }),
  };
  if (modelDirectory !== undefined) return Model.fromDirectory(modelDirectory, options);
  if (modelBucket === undefined || modelManifestSha256 === undefined) return Model.shipped(options);
  const bucket = Bucket.fromBucketName(scope, "ModelBucket", modelBucket);
  return Model.fromBucket(bucket, modelPrefix, modelManifestSha256, options);
}

function configuredSources(scope: Construct, config: ScannerConfig): ImageScannerProps {
  const { bucket: names, kmsKeyArn, prefix: prefixes, suffix: suffixes, sourceAccount } = config;
  const filter = { ...(prefixes && { prefixes }), ...(suffixes && { suffixes }) };
  if (names === undefined) return prefixes || suffixes ? { filter } : {};
  const encryptionKey = kmsKeyArn && Key.fromKeyArn(scope, "SourceKey", kmsKeyArn);
  const sources = names.map((bucketName) => ({
    bucket: Bucket.fromBucketAttributes(scope, `Source-${bucketName}`, {
      bucketName,
      ...(encryptionKey && { encryptionKey }),
    }),
    ...(sourceAccount !== undefined && { account: sourceAccount }),
    ...filter,
  }));
  return { sources };
}
