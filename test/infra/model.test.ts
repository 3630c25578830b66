import { cp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { App, Duration, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { AnyPrincipal, Role } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { describe, expect, it } from "vitest";
import { ScanImage } from "../../lib/functions/scan-image-function.ts";
import { Model } from "../../lib/model/model.ts";
import { ImageSources } from "../../lib/storage/image-sources.ts";
import { MaskBucket } from "../../lib/storage/mask-bucket.ts";
import { WorkQueue } from "../../lib/storage/work-queue.ts";
import { flipped, sha256 } from "../helpers/doubles/model-bucket.ts";
import { EXTERNAL_MODEL_DIRECTORY } from "../helpers/fixtures.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const SYNTH = { timeout: 60_000 };
const DATA = "model.onnx.data";
const SHA256 = "ab".repeat(32);
const KMS_KEY = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000001";

async function modelFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(EXTERNAL_MODEL_DIRECTORY, folder, { recursive: true });
  return folder;
}

/** The statements of a role that may read the model. */
function statementsOf(model: Model, stack: Stack): unknown {
  model.grantRead(new Role(stack, "Role", { assumedBy: new AnyPrincipal() }));
  const [policy] = Object.values(Template.fromStack(stack).findResources("AWS::IAM::Policy"));
  return policy?.["Properties"].PolicyDocument.Statement;
}

describe("a model in a directory", () => {
  it("is its manifest and what that names, and nothing else", SYNTH, async () => {
    const folder = await modelFolder();
    await writeFile(join(folder, "notes.txt"), "mine");
    const model = Model.fromDirectory(folder);
    const files = ["manifest.json", "model.onnx", DATA].map((file) => join(folder, file));
    expect(model.files).toEqual(files);
    const sizes = await Promise.all(files.map(async (file) => (await readFile(file)).length));
    expect(model.sizeBytes).toBe(sizes.reduce((sum, size) => sum + size));
    expect(model.directory).toBe(folder);
    expect(model.environment()).toEqual({ MODEL_DIRECTORY: "model" });
    expect(statementsOf(model, new Stack())).toBeUndefined();
  });

  it("is the shipped one, which the worker's image has already", () => {
    const { files, directory, sizeBytes } = Model.shipped();
    expect(files.map((file) => file.split("/").at(-1))).toEqual([
      "manifest.json",
      "fasa-compact.onnx",
      "fasa-history.onnx",
      "copy-features.onnx",
      "tile-features.onnx",
      "tile-decision.onnx",
    ]);
    expect(directory).toBeUndefined();
    expect(sizeBytes).toBeGreaterThan(20_000_000);
  });

  it("tells the false-positive rate that is asked for, and refuses one without a threshold", () => {
    const environment = { MODEL_DIRECTORY: "model", FALSE_POSITIVE_RATE: "0.01" };
    expect(Model.shipped({ falsePositiveRate: "0.01" }).environment()).toEqual(environment);
    const unknown = { falsePositiveRate: "0.02" };
    expect(() => Model.shipped(unknown)).toThrow("it has them for: 0.01, 0.05, 0.1");
    expect(() => Model.fromDirectory(EXTERNAL_MODEL_DIRECTORY, unknown)).toThrow('of "0.02"');
  });

  it("tells who is a witness, where somebody said so", () => {
    const silent = { history: "off", tiles: "off", copies: "off" } as const;
    expect(Model.shipped(silent).environment()).toEqual({
      MODEL_DIRECTORY: "model",
      HISTORY: "off",
      TILES: "off",
      COPIES: "off",
    });
    expect(Model.shipped().environment()).not.toHaveProperty("HISTORY");
  });

  it("is refused with one bit changed, by name, with what was expected and found", async () => {
    const folder = await modelFolder();
    const path = join(folder, DATA);
    const [bytes, other] = [await readFile(path), flipped(await readFile(path))];
    await writeFile(path, other);
    expect(() => Model.fromDirectory(folder)).toThrow(
      `${path} has sha256 ${sha256(other)}, the manifest says ${sha256(bytes)}. Export`,
    );
  });

  it.each(["manifest.json", DATA])("is refused without %s", async (file) => {
    const folder = await modelFolder();
    await rm(join(folder, file));
    expect(() => Model.fromDirectory(folder)).toThrow(`cannot read ${join(folder, file)}: `);
  });

  it("is refused with a manifest of another version", async () => {
    const folder = await modelFolder();
    const path = join(folder, "manifest.json");
    const manifest = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...manifest, manifestVersion: 2 }));
    expect(() => Model.fromDirectory(folder)).toThrow(/no manifest of version 1.*manifestVersion/s);
  });
});

describe("a model in a bucket", () => {
  it("is told by environment, and read below its prefix alone", SYNTH, () => {
    const stack = new Stack();
    const bucket = Bucket.fromBucketName(stack, "Models", "models");
    const model = Model.fromBucket(bucket, "fasa/v1", SHA256);
    expect(model).toMatchObject({ files: [], sizeBytes: 0, directory: undefined });
    expect(stack.resolve(model.environment())).toEqual({
      MODEL_BUCKET: "models",
      MODEL_PREFIX: "fasa/v1/",
      MODEL_MANIFEST_SHA256: SHA256,
    });
    const arn = ["arn:", { Ref: "AWS::Partition" }, ":s3:::models/fasa/v1/*"];
    expect(statementsOf(model, stack)).toEqual([
      { Effect: "Allow", Action: "s3:GetObject", Resource: { "Fn::Join": ["", arn] } },
    ]);
  });

  it("takes a false-positive rate, which is looked up when the model is fetched", () => {
    const bucket = Bucket.fromBucketName(new Stack(), "Models", "models");
    const at = (falsePositiveRate: string) =>
      Model.fromBucket(bucket, "v1/", SHA256, { falsePositiveRate }).environment();
    expect(at("0.02")).toMatchObject({ FALSE_POSITIVE_RATE: "0.02" });
    expect(() => at("2 %")).toThrow("such as 0.01");
  });

  it("is decrypted with the bucket's key", SYNTH, () => {
    const stack = new Stack();
    const encryptionKey = Key.fromKeyArn(stack, "Key", KMS_KEY);
    const attributes = { bucketName: "models", encryptionKey };
    const bucket = Bucket.fromBucketAttributes(stack, "Models", attributes);
    expect(statementsOf(Model.fromBucket(bucket, "v1/", SHA256), stack)).toContainEqual({
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: KMS_KEY,
    });
  });

  it("is the whole bucket without a prefix, and one slash is enough", () => {
    const bucket = Bucket.fromBucketName(new Stack(), "Models", "models");
    const prefixOf = (prefix: string) =>
      Model.fromBucket(bucket, prefix, SHA256).environment().MODEL_PREFIX;
    expect([prefixOf(""), prefixOf("v1/")]).toEqual(["", "v1/"]);
  });

  it.each(["", "abc", SHA256.toUpperCase()])("is refused with sha256 %j", (wrong) => {
    const bucket = Bucket.fromBucketName(new Stack(), "Models", "models");
    expect(() => Model.fromBucket(bucket, "v1/", wrong)).toThrow(
      `expected 64 lower-case hex digits, received "${wrong}"`,
    );
  });
});

describe("a function's model", () => {
  function functionWith(modelOf: (stack: Stack) => Model): Template {
    const stack = new Stack(new App({ context: { "aws:cdk:bundling-stacks": [] } }), "Stack");
    const limits = { visibilityTimeout: Duration.minutes(12), maxDeliveries: 4 };
    const scans = new WorkQueue(stack, "Scans", limits);
    const existing = [{ bucket: Bucket.fromBucketName(stack, "Uploads", "uploads") }];
    new ScanImage(stack, "ScanImage", {
      scanner: "scanner",
      scans,
      backfill: new WorkQueue(stack, "Backfill", limits),
      results: new WorkQueue(stack, "Results", limits),
      images: new ImageSources(stack, "Images", scans, { existing }),
      masks: new MaskBucket(stack, "Masks"),
      model: modelOf(stack),
      maxDeliveries: 4,
      maxConcurrency: 6,
      memoryMb: 3008,
    });
    return Template.fromStack(stack);
  }

  it("may lie in a bucket, which the function may read", SYNTH, () => {
    const template = functionWith((stack) =>
      Model.fromBucket(Bucket.fromBucketName(stack, "Models", "models"), "v1", SHA256),
    );
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({
          MODEL_BUCKET: "models",
          MODEL_PREFIX: "v1/",
          MODEL_MANIFEST_SHA256: SHA256,
          MODEL_DIRECTORY: Match.absent(),
        }),
      },
    });
    const Resource = { "Fn::Join": ["", Match.arrayWith([":s3:::models/v1/*"])] };
    template.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: {
        Statement: Match.arrayWith([{ Effect: "Allow", Action: "s3:GetObject", Resource }]),
      },
    });
  });

  it("is refused from 200 MB on, with the way out", SYNTH, async () => {
    const folder = await modelFolder();
    const withDataOf = async (sizeBytes: number) => {
      await truncate(join(folder, DATA), sizeBytes);
      const path = join(folder, "manifest.json");
      const manifest = JSON.parse(await readFile(path, "utf8"));
      manifest.files[DATA] = sha256(await readFile(join(folder, DATA)));
      await writeFile(path, JSON.stringify(manifest));
      return Model.fromDirectory(folder);
    };
    const rest = (await withDataOf(0)).sizeBytes;
    const most = await withDataOf(200_000_000 - rest);
    expect(() => functionWith(() => most)).not.toThrow();
    const tooLarge = await withDataOf(200_000_001 - rest);
    expect(() => functionWith(() => tooLarge)).toThrow(
      /has 200000001 bytes, a function takes 200000000\. Choose ecsGpu or sageMaker/,
    );
  });
});
