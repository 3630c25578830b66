import { z } from "zod";
import type { NetworkScore } from "./witnesses.ts";

/** The file beside a model that describes it: a ModelManifest as JSON. */
export const MANIFEST_FILE = "manifest.json";

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits")
  .describe("SHA-256 in 64 lower-case hex digits.");
const Fraction = z.number().min(0).max(1);

export const ModelIdentity = z
  .strictObject({
    name: z.string().min(1).max(100).describe("Name of the model, as its manifest says."),
    version: z.string().min(1).max(100).describe("Version of the model, as its manifest says."),
    sha256: Sha256.describe(
      "SHA-256 of the network's .onnx file, in hex: two builds of one version differ in it.",
    ),
    historySha256: Sha256.exactOptional().describe(
      "SHA-256 of the .onnx file that decides about compression history, in hex; absent where that witness took no part.",
    ),
    tilesSha256: Sha256.exactOptional().describe(
      "SHA-256 of the .onnx file that looks at tiles, in hex; absent where nobody looked at tiles.",
    ),
    copiesSha256: Sha256.exactOptional().describe(
      "SHA-256 of the .onnx file that describes pixels for the search of copies, in hex; absent likewise.",
    ),
  })
  .describe("Which model said it.");
export type ModelIdentity = z.infer<typeof ModelIdentity>;

/** Names one file in one folder, on every system. */
const FileName = z
  .string()
  .regex(/^\w[\w.-]*$/)
  .max(200)
  .refine((name) => name !== MANIFEST_FILE, { error: "the manifest cannot name itself" });

/** By which of its two scores the network decides, in the words of manifests. */
export const DecidingScore = z.enum(["score", "robustScore"]);
export type DecidingScore = z.infer<typeof DecidingScore>;

/** Those words in the words of verdicts. */
export const NETWORK_SCORE_OF: { readonly [Score in DecidingScore]: NetworkScore } = {
  score: "maximum",
  robustScore: "topMean",
};

/** The network has found something when its deciding score is strictly above `value`. */
export const Threshold = z.strictObject({
  value: Fraction.describe("From 0 to 1."),
  decidedBy: DecidingScore.describe("Which score of the network is compared with it."),
});
export type Threshold = z.infer<typeof Threshold>;

/** How decoding resizes to the model's input: the names sharp and libvips use. */
export const ResizeKernel = z.enum([
  "nearest",
  "linear",
  "cubic",
  "mitchell",
  "lanczos2",
  "lanczos3",
]);
export type ResizeKernel = z.infer<typeof ResizeKernel>;

/** Names a threshold by its false-positive rate as text: "0.05". */
const RateName = z.string().regex(/^0\.\d+$/);
const ModelFile = FileName.endsWith(".onnx");

/** Thresholds set together: both witnesses keep to a false-positive rate that neither does alone. */
const JointThreshold = z.strictObject({ network: Fraction, history: Fraction });

/** The second witness: what the file remembers of having been compressed. */
export const HistoryManifest = z.strictObject({
  /** The .onnx file that decides, from the evidence of each cell. */
  modelFile: ModelFile,
  /** Below this share of cells with enough evidence the witness cannot tell, unless it found something. */
  minConfidentFraction: Fraction,
  /** By how much the logits of a witness that found nothing are lowered where another one did. */
  silentShift: z.number().nonnegative(),
  /** In the place of the network's own while this witness takes part. */
  thresholds: z.strictObject({
    default: JointThreshold,
    byFpr: z.record(RateName, JointThreshold),
  }),
  /** Names what its weights came from. */
  trainingData: z.string().min(1),
});
export type HistoryManifest = z.infer<typeof HistoryManifest>;

/** Of the tiles' robust score: small pictures, of one tile, are flagged more easily than larger ones. */
export const TilesThreshold = z.strictObject({ one: Fraction, more: Fraction });
export type TilesThreshold = z.infer<typeof TilesThreshold>;

/** The network's second view: parts of the picture at native pixels. */
export const TilesManifest = z.strictObject({
  /** The .onnx file that describes the places of a tile. */
  featuresFile: ModelFile,
  /** The one that decides about them, by what is usual in the picture. */
  decisionFile: ModelFile,
  /** Side of a tile in pixels. */
  sidePx: z.int().multipleOf(32).positive().max(2048),
  /** What neighbours share at least, less than 8, in pixels. */
  overlapPx: z.int().nonnegative().max(1024),
  /** More are not looked at: a picture that needs more is reduced first. The thresholds are for this number. */
  most: z.int().positive().max(256),
  /** Beside those of the other witnesses: each has its part of a rate. */
  thresholds: z.strictObject({
    default: TilesThreshold,
    byFpr: z.record(RateName, TilesThreshold),
  }),
  /** Names what its weights came from. */
  trainingData: z.string().min(1),
});
export type TilesManifest = z.infer<typeof TilesManifest>;

/** What is made of a pair of regions: a logistic regression on its evidence. */
export const CopyAcceptance = z.strictObject({
  intercept: z.number(),
  /** By the names of `core/copies/judge/features.ts`. */
  weights: z.record(z.string(), z.number()),
  /** Above which confidence a pair is certain, or a hint. */
  levels: z
    .strictObject({ certain: Fraction.min(0.5), hint: Fraction })
    .refine(({ certain, hint }) => hint <= certain, "expected a hint's level of at most certain's"),
});
export type CopyAcceptance = z.infer<typeof CopyAcceptance>;

/** The third witness: regions that are copies of others. */
export const CopiesManifest = z.strictObject({
  /** The .onnx file that describes pixels. */
  modelFile: ModelFile,
  acceptance: CopyAcceptance,
  /** Names what it came from. */
  trainingData: z.string().min(1),
});
export type CopiesManifest = z.infer<typeof CopiesManifest>;

/**
 * `manifest.json` beside the model: everything a scanner must know to run it and to answer for it.
 * ONNX contract: input `image` uint8 [N,S,S,3] RGB, outputs `probability` float32 [N,1,S,S] and
 * `score` float32 [N], with S = `inputSize`.
 */
export const ModelManifest = z
  .strictObject({
    manifestVersion: z.literal(1),
    name: ModelIdentity.shape.name,
    version: ModelIdentity.shape.version,
    /** The network's .onnx file; other entries of `files` are external data, or what other witnesses name. */
    modelFile: ModelFile,
    /** File name → sha256 of its bytes. */
    files: z.record(FileName, Sha256),
    inputSize: z.int().min(32).max(4096),
    resizeKernel: ResizeKernel,
    thresholds: z.strictObject({
      default: Fraction,
      decidedBy: DecidingScore,
      /** False-positive rate → threshold that is meant to keep to it, by authentic validation images. */
      byFpr: z.record(RateName, Fraction),
    }),
    /** @default the network is the only witness */
    history: HistoryManifest.exactOptional(),
    /** @default the network sees the whole picture at its own size alone */
    tiles: TilesManifest.exactOptional(),
    copies: CopiesManifest.exactOptional(),
    /** What the weights came from: a file of `model/lineage` and its sha256. */
    trainingData: z.string().min(1),
    /** Figures, in manifests before 0.11.0; nothing reads them. */
    metrics: z.record(z.string(), z.json()).exactOptional(),
  })
  .check(({ value: { files, modelFile, history, tiles, copies }, issues }) => {
    const named = [
      { path: ["modelFile"], file: modelFile },
      { path: ["history", "modelFile"], file: history?.modelFile },
      { path: ["tiles", "featuresFile"], file: tiles?.featuresFile },
      { path: ["tiles", "decisionFile"], file: tiles?.decisionFile },
      { path: ["copies", "modelFile"], file: copies?.modelFile },
    ];
    for (const { path, file } of named) {
      if (file === undefined || Object.hasOwn(files, file)) continue;
      const message = `${path.join(".")} has no sha256 in files`;
      issues.push({ code: "custom", path, input: file, message });
    }
  });
export type ModelManifest = z.infer<typeof ModelManifest>;

/** @param from names the manifest in the error. @throws RangeError saying what is wrong with it. */
export function parseManifest(text: string, from: string): ModelManifest {
  try {
    return ModelManifest.parse(JSON.parse(text));
  } catch (cause) {
    const found = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new RangeError(`${from} is no manifest of version 1: ${found}`, { cause });
  }
}

/** Of the network. @throws TypeError when the manifest was not parsed: parsing guarantees the hashes. */
export function modelIdentityOf(manifest: ModelManifest): ModelIdentity {
  const { name, version, modelFile } = manifest;
  return { name, version, sha256: sha256In(manifest, modelFile) };
}

/** Of one of its files. @throws TypeError when the manifest does not name it. */
export function sha256In({ name, files }: ModelManifest, file: string): string {
  const sha256 = files[file];
  if (sha256 === undefined) throw new TypeError(`manifest of ${name} has no sha256 for ${file}`);
  return sha256;
}
