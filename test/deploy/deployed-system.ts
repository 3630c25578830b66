import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { vi } from "vitest";
import { makeDynamoDbClient } from "../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { latestRow } from "../../core/contracts/object-keys.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { deployTo, destroyFrom, type Ministack, startMinistack } from "../../scripts/ministack.ts";

export const SOON = { timeout: 60_000, interval: 50 };
export const DEPLOY_TIMEOUT_MS = 400_000;
/** A signed request of curl, to which the credentials of the emulator are as good as any. */
export const SIGNED = ["--aws-sigv4", "aws:amz:us-east-1:execute-api", "--user", "local:local"];

const given = (context: readonly string[]) => context.flatMap((each) => ["--context", each]);

/** The app in an emulator of AWS: what was deployed last, and how it is used. */
export class DeployedSystem {
  readonly aws: Ministack;
  readonly s3: S3Client;
  readonly #log: () => string;
  #outputs: Readonly<Record<string, string>> = {};

  private constructor(aws: Ministack, log: () => string) {
    this.aws = aws;
    this.#log = log;
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const { endpoint } = aws;
    this.s3 = new S3Client({ endpoint, region: "us-east-1", credentials, forcePathStyle: true });
  }

  static async start(): Promise<DeployedSystem> {
    let log = "";
    const aws = await startMinistack({ onOutput: (text) => (log += text) });
    return new DeployedSystem(aws, () => log);
  }

  get outputs(): Readonly<Record<string, string>> {
    return this.#outputs;
  }

  /** `cdk deploy -c …`. @param stacks of split ones: the emulator has no GPU to put above the pipeline. */
  async deploy(context: readonly string[], stacks: readonly string[] = []): Promise<void> {
    const [name = "FasaScanner"] = stacks;
    const deployed = await deployTo(this.aws, [...stacks, ...given(context)]);
    this.#outputs = deployed[name] ?? {};
  }

  /** `cdk destroy`. */
  destroy(context: readonly string[]): Promise<void> {
    return destroyFrom(this.aws, given(context));
  }

  output(name: string): string {
    const value = this.#outputs[name];
    if (value === undefined)
      throw new Error(`no output ${name} in ${JSON.stringify(this.#outputs)}`);
    return value;
  }

  async upload(sample: string, Key: string): Promise<void> {
    const Body = await readFile(`samples/${sample}`);
    await this.s3.send(new PutObjectCommand({ Bucket: this.output("ImageBucketName"), Key, Body }));
  }

  /** The verdict about what is under the key, once there is one. */
  async verdictOf(key: string): Promise<Verdict> {
    const row = latestRow({ bucket: this.output("ImageBucketName"), key });
    const table = { tableName: this.output("VerdictTableName") };
    const verdicts = new DynamoVerdictStore(makeDynamoDbClient(this.aws), table);
    return vi.waitFor(async () => {
      const verdict = await verdicts.get(row);
      if (verdict === undefined) {
        throw new Error(`no verdict about ${key}; ${this.#log().slice(-4000)}`);
      }
      return verdict;
    }, SOON);
  }

  query(key: string, ...more: string[]) {
    const search = new URLSearchParams({ bucket: this.output("ImageBucketName"), key });
    return this.call(`/verdict?${search}`, ...more);
  }

  /** Calls the HTTP API by its own host name, which only this command knows. */
  async call(target: string, ...more: string[]): Promise<{ status: number; body: unknown }> {
    const url = new URL(target, this.output("QueryUrl"));
    const { stdout } = await promisify(execFile)("curl", [
      ...["--silent", "--resolve", `${url.hostname}:${url.port}:127.0.0.1`],
      ...["--write-out", "\n%{http_code}", ...more, url.href],
    ]);
    const [body = "", status] = stdout.split("\n");
    return { status: Number(status), body: JSON.parse(body) };
  }

  /** What signs a request: the emulator does not look, but an SDK wants it. */
  credentials(): NodeJS.ProcessEnv {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = this.aws.environment;
    return { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
  }

  /** Where a process finds what is deployed. No name service here knows a bucket's own host name; an address has none. */
  endpoints(): NodeJS.ProcessEnv {
    return {
      AWS_ENDPOINT_URL: this.aws.endpoint,
      AWS_ENDPOINT_URL_S3: this.aws.endpoint.replace("localhost", "127.0.0.1"),
    };
  }
}
