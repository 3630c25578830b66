import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { Sha256 } from "../../core/contracts/model-manifest.ts";
import { ManifestChoice } from "../../core/settings/model-choice.ts";
import type { ModelEnv } from "../../core/settings/model-env.ts";
import { PROJECT_ROOT } from "../assets/project-root.ts";
import { acceptObjects } from "../storage/accepted-findings.ts";
import type { AnyBucket } from "../storage/owned-or-imported.ts";
import { readModelFiles } from "./model-files.ts";

/** Where `files` lie at run time, seen from where a function or the worker's image starts. */
export const MODEL_FOLDER = "model";

interface Stored {
  readonly bucket: AnyBucket;
  readonly prefix: string;
  readonly manifestSha256: string;
}

interface ModelParts {
  readonly files?: readonly string[];
  readonly directory?: string;
  readonly stored?: Stored;
  readonly choice: ManifestChoice;
}

/** What of a model takes part, and how cautiously it decides. */
export interface ModelOptions extends ManifestChoice {
  /**
   * The share of authentic images that may be flagged, as text: one of the rates for which the
   * manifest has a threshold, such as "0.01". A rate without one is refused here, or when a model in
   * a bucket is fetched. @default the manifest's own choice
   */
  readonly falsePositiveRate?: string;
}

/** Which network scans: the compact one that comes with the source, or one of your own. */
export class Model {
  /** What goes into MODEL_FOLDER of an asset, checked by sha256. None of a model in a bucket. */
  readonly files: readonly string[];
  /** Of `files` together. */
  readonly sizeBytes: number;
  /** The directory of `fromDirectory`, absolute. The worker's image has the shipped model unless given it. */
  readonly directory: string | undefined;
  readonly #stored: Stored | undefined;
  readonly #choice: ManifestChoice;

  private constructor({ files = [], directory, stored, choice }: ModelParts) {
    this.files = files;
    this.sizeBytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    this.directory = directory;
    this.#stored = stored;
    this.#choice = ManifestChoice.parse(choice);
  }

  /** The compact model that comes with the source. @throws Error as `fromDirectory` does. */
  static shipped(choice: ModelOptions = {}): Model {
    const directory = join(PROJECT_ROOT, "model", "weights");
    return new Model({ files: readModelFiles(directory, choice), choice });
  }

  /**
   * Files on this machine, which become part of what is deployed.
   *
   * @param path holds manifest.json and the files it names, as `model/release/export.py` writes them.
   * @throws Error naming a file that is missing or has another sha256 than the manifest says.
   */
  static fromDirectory(path: string, choice: ModelOptions = {}): Model {
    const directory = resolve(path);
    return new Model({ files: readModelFiles(directory, choice), directory, choice });
  }

  /**
   * Objects that are fetched at every start, and checked by sha256.
   *
   * @param bucket imported with its `encryptionKey` when it has one of KMS.
   * @param prefix folder of manifest.json and the files it names; empty for the whole bucket.
   * @param manifestSha256 of that manifest.json: `sha256sum manifest.json`.
   * @throws Error when that is no sha256.
   */
  static fromBucket(
    bucket: AnyBucket,
    prefix: string,
    manifestSha256: string,
    choice: ModelOptions = {},
  ): Model {
    if (!Sha256.safeParse(manifestSha256).success) {
      throw new Error(
        `manifestSha256: expected 64 lower-case hex digits, received "${manifestSha256}". ` +
          "Take them from: sha256sum manifest.json",
      );
    }
    const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
    return new Model({ stored: { bucket, prefix: folder, manifestSha256 }, choice });
  }

  /** What tells a function or a container where its model is, and what of it is in force. */
  environment(): ModelEnv {
    const { falsePositiveRate: rate, history, tiles, copies } = this.#choice;
    const choice = {
      ...(rate !== undefined && { FALSE_POSITIVE_RATE: rate }),
      ...(history !== undefined && { HISTORY: history }),
      ...(tiles !== undefined && { TILES: tiles }),
      ...(copies !== undefined && { COPIES: copies }),
    };
    if (this.#stored === undefined) return { MODEL_DIRECTORY: MODEL_FOLDER, ...choice };
    const { bucket, prefix, manifestSha256 } = this.#stored;
    return {
      MODEL_BUCKET: bucket.bucketName,
      MODEL_PREFIX: prefix,
      MODEL_MANIFEST_SHA256: manifestSha256,
      ...choice,
    };
  }

  /** Findings of cdk-nag about those below `scope` who may read it. */
  acceptFindings(scope: Construct): void {
    if (this.#stored === undefined) return;
    const { bucket, prefix } = this.#stored;
    acceptObjects(scope, bucket, `${prefix}*`, "The manifest names the files, by their sha256.");
  }

  /** To fetch the model from its bucket; nothing where it is part of what is deployed. */
  grantRead(grantee: IGrantable): void {
    if (this.#stored === undefined) return;
    const { bucket, prefix } = this.#stored;
    bucket.encryptionKey?.grantDecrypt(grantee);
    const resourceArns = [bucket.arnForObjects(`${prefix}*`)];
    Grant.addToPrincipal({ grantee, actions: ["s3:GetObject"], resourceArns });
  }
}
