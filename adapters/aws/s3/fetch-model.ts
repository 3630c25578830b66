import { createHash } from "node:crypto";
import { join } from "node:path";
import { Readable } from "node:stream";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { MANIFEST_FILE } from "../../../core/contracts/model-manifest.ts";
import type { ModelLocation } from "../../../core/settings/model-env.ts";
import { writeAtomically } from "../../folder/write-atomically.ts";
import { manifestIn, sha256Of } from "../../model/load-model.ts";
import { ModelError } from "../../model/model-error.ts";
import { bodyOf, readAtMost } from "./read-body.ts";

const MAX_MANIFEST_BYTES = 1_000_000;

/** One object of a model's bucket. */
interface Source {
  readonly bucket: string;
  readonly key: string;
  /** What its bytes must have. */
  readonly sha256: string;
  /** What to do when they do not. */
  readonly advice: string;
}

/**
 * Fetches `manifest.json` and every file it names into a directory, each streamed to disk. A file that
 * is there already with the right sha256 stays. What is not whole never has its final name, and the
 * manifest comes last: a directory that has one is complete.
 *
 * Needs `s3:GetObject` on the prefix, and `kms:Decrypt` when the bucket has a key of its own.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 *
 * @throws ModelError naming the object, the sha256 expected and what came instead.
 */
export async function fetchModel(
  client: S3Client,
  { bucket, prefix, manifestSha256 }: ModelLocation,
  directory: string,
): Promise<void> {
  const source = {
    bucket,
    key: `${prefix}${MANIFEST_FILE}`,
    sha256: manifestSha256,
    advice: "Give MODEL_MANIFEST_SHA256 the sha256 of the manifest you mean, or upload that one.",
  };
  const manifest = await readManifest(client, source);
  const { files } = manifestIn(manifest.toString(), urlOf(source));
  const advice = `Upload every file that ${MANIFEST_FILE} names beside it, as it was exported.`;
  for (const [file, sha256] of Object.entries(files)) {
    const path = join(directory, file);
    if (await hasSha256(path, sha256)) continue;
    await download(client, { bucket, key: `${prefix}${file}`, sha256, advice }, path);
  }
  await writeAtomically(join(directory, MANIFEST_FILE), Readable.from([manifest]));
}

async function readManifest(client: S3Client, source: Source): Promise<Buffer> {
  const bytes = await asModelError(source, async () =>
    readAtMost(await open(client, source), MAX_MANIFEST_BYTES),
  );
  check(source, createHash("sha256").update(bytes).digest("hex"));
  return Buffer.from(bytes);
}

async function hasSha256(path: string, sha256: string): Promise<boolean> {
  return (await sha256Of(path).catch(() => undefined)) === sha256;
}

function download(client: S3Client, source: Source, path: string): Promise<void> {
  return asModelError(source, () => writeAtomically(path, verifiedBytes(client, source)));
}

/** Fails at the end when the bytes were not those expected, so that they get no name. */
async function* verifiedBytes(client: S3Client, source: Source): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of await open(client, source)) {
    hash.update(chunk);
    yield chunk;
  }
  check(source, hash.digest("hex"));
}

async function open(client: S3Client, { bucket, key }: Source): Promise<Readable> {
  return bodyOf(await client.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
}

function check(source: Source, found: string): void {
  if (found === source.sha256) return;
  const message = `${urlOf(source)} has sha256 ${found}, expected ${source.sha256}. ${source.advice}`;
  throw new ModelError(message);
}

async function asModelError<T>(source: Source, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    const what = `cannot fetch ${urlOf(source)} (${cause}), expected sha256 ${source.sha256}`;
    const rights = "Its reader needs s3:GetObject, and kms:Decrypt where the bucket has a key.";
    throw new ModelError(`${what}. ${source.advice} ${rights}`, { cause });
  }
}

function urlOf({ bucket, key }: Source): string {
  return `s3://${bucket}/${key}`;
}
