import { jobKeyOf } from "../../../core/contracts/object-keys.ts";
import type { ScanJob } from "../../../core/contracts/scan-job.ts";
import type { ExchangeReader } from "../../../core/ports.ts";
import { jobFor } from "../builders.ts";

/** The exchange as a map of its texts. */
export class MemoryExchange implements ExchangeReader {
  readonly bucket = "exchange";
  readonly texts = new Map<string, string>();

  place(key: string, content: unknown): void {
    this.texts.set(key, typeof content === "string" ? content : JSON.stringify(content));
  }

  async get(key: string, maxBytes: number): Promise<string> {
    const text = this.texts.get(key);
    if (text === undefined) throw new Error(`nothing lies at ${key}`);
    if (text.length > maxBytes) throw new Error(`more than ${maxBytes} bytes lie at ${key}`);
    return text;
  }
}

const OUTPUT_LOCATION = "s3://exchange/results/1.out";

/** A notice of success, as SageMaker publishes it, whose result lies in the exchange. */
export function successNotice(change: object = {}, job: ScanJob = jobFor()) {
  return {
    awsRegion: "eu-central-1",
    eventTime: "2026-01-02T03:04:06.250Z",
    receivedTime: "2026-01-02T03:02:04.000Z",
    invocationStatus: "Completed",
    requestParameters: {
      accept: "application/json",
      contentType: "application/json",
      endpointName: "fasa",
      inputLocation: `s3://exchange/${jobKeyOf(job)}`,
    },
    responseParameters: { contentType: "application/json", outputLocation: OUTPUT_LOCATION },
    inferenceId: job.scanId,
    eventVersion: "1.0",
    eventSource: "aws:sagemaker",
    eventName: "InferenceResult",
    ...change,
  };
}

/** A notice of failure: it has no response. */
export function failureNotice(failureReason: string, change: object = {}) {
  const { responseParameters, ...notice } = successNotice();
  return { ...notice, invocationStatus: "Failed", failureReason, ...change };
}

/** As SNS delivers it to a queue when raw delivery is off. */
export function inSnsEnvelope(notice: object) {
  return {
    Type: "Notification",
    MessageId: "1",
    TopicArn: "arn:aws:sns:eu-central-1:111122223333:Success",
    Message: JSON.stringify(notice),
    Timestamp: "2026-01-02T03:04:06.300Z",
  };
}
