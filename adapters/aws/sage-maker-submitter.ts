import {
  InvokeEndpointAsyncCommand,
  type SageMakerRuntimeClient,
} from "@aws-sdk/client-sagemaker-runtime";
import { jobKeyOf } from "../../core/contracts/object-keys.ts";
import { s3UriOf } from "../../core/contracts/s3-notation.ts";
import type { ScanJob } from "../../core/contracts/scan-job.ts";
import type { ScanSubmitter } from "../../core/ports.ts";
import type { S3Exchange } from "./s3/s3-exchange.ts";

export interface EndpointSettings {
  readonly endpointName: string;
  /** Longest that a job waits for an instance before SageMaker drops it. */
  readonly requestTtlSeconds: number;
  /** Longest that the endpoint may take for one job. */
  readonly invocationTimeoutSeconds: number;
}

const JSON_TYPE = "application/json";

/**
 * An asynchronous endpoint of SageMaker. The job lies in the exchange before the endpoint is asked:
 * a notice of failure names it, and it is read from there.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
 */
export class SageMakerSubmitter implements ScanSubmitter {
  readonly #client: SageMakerRuntimeClient;
  readonly #exchange: S3Exchange;
  readonly #settings: EndpointSettings;

  constructor(client: SageMakerRuntimeClient, exchange: S3Exchange, settings: EndpointSettings) {
    this.#client = client;
    this.#exchange = exchange;
    this.#settings = settings;
  }

  async submit(job: ScanJob): Promise<void> {
    const { endpointName, requestTtlSeconds, invocationTimeoutSeconds } = this.#settings;
    const { bucket } = this.#exchange;
    const key = jobKeyOf(job);
    await this.#exchange.put(key, job);
    const command = new InvokeEndpointAsyncCommand({
      EndpointName: endpointName,
      InputLocation: s3UriOf({ bucket, key }),
      InferenceId: job.scanId,
      ContentType: JSON_TYPE,
      Accept: JSON_TYPE,
      RequestTTLSeconds: requestTtlSeconds,
      InvocationTimeoutSeconds: invocationTimeoutSeconds,
    });
    await this.#client.send(command);
  }
}
