import { z } from "zod";

/** The file beside a model that describes it: a ModelManifest as JSON. */
export const MANIFEST_FILE = "manifest.json";

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");
const Fraction = z.number().min(0).max(1);

/** Which model said it. `sha256` is that of the .onnx file: two builds of one version differ in it. */
export const ModelIdentity = z.strictObject({
  name: z.string().min(1).max(100),
  version: z.string().min(1).max(100),
  sha256: Sha256,
});
export type ModelIdentity = z.infer<typeof ModelIdentity>;

/** Names one file in one folder, on every system. */
const FileName = z
  .string()
  .regex(/^\w[\w.-]*$/)
  .max(200)
  .refine((name) => name !== MANIFEST_FILE, { error: "the manifest cannot name itself" });

/** `score` is the maximum of the probability map (paper, eq. 9), `robustScore` the mean of its top 0.1 %. */
export const DecidingScore = z.enum(["score", "robustScore"]);
export type DecidingScore = z.infer<typeof DecidingScore>;

/** An image is called manipulated when the deciding score is strictly above `value`. */
export const Threshold = z.strictObject({ value: Fraction, decidedBy: DecidingScore });
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
    /** The .onnx file; every other entry of `files` is external data that it refers to. */
    modelFile: FileName.endsWith(".onnx"),
    /** File name → sha256 of its bytes. */
    files: z.record(FileName, Sha256),
    inputSize: z.int().min(32).max(4096),
    resizeKernel: ResizeKernel,
    thresholds: z.strictObject({
      default: Fraction,
      decidedBy: DecidingScore,
      /** False-positive rate as text ("0.05") → threshold that is meant to keep to it, by authentic validation images. */
      byFpr: z.record(z.string().regex(/^0\.\d+$/), Fraction),
    }),
    /** Names the data set and the seed that the weights came from. */
    trainingData: z.string().min(1),
    /** Free form: metric name → value, each with its n where it is a rate. */
    metrics: z.record(z.string(), z.json()),
  })
  .refine((manifest) => manifest.modelFile in manifest.files, {
    error: "modelFile has no sha256 in files",
    path: ["modelFile"],
  });
export type ModelManifest = z.infer<typeof ModelManifest>;

/** @throws TypeError when the manifest was not parsed: parsing guarantees the hash. */
export function modelIdentityOf({ name, version, modelFile, files }: ModelManifest): ModelIdentity {
  const sha256 = files[modelFile];
  if (sha256 === undefined)
    throw new TypeError(`manifest of ${name} has no sha256 for ${modelFile}`);
  return { name, version, sha256 };
}

/** Of authentic images, the share that may be flagged: the name of a threshold of `byFpr`. */
export const FalsePositiveRate = z
  .string()
  .regex(/^0?\.\d+$/, "expected a share above 0 and below 1, such as 0.01");

/**
 * The manifest with its threshold for `rate` as the one that decides.
 *
 * @param rate as text, such as "0.01"; undefined leaves the manifest's own choice.
 * @throws RangeError naming the rates that the manifest has a threshold for, when this is none of them.
 */
export function decidingAt(manifest: ModelManifest, rate: string | undefined): ModelManifest {
  if (rate === undefined) return manifest;
  const { name, version, thresholds } = manifest;
  const rates = Object.keys(thresholds.byFpr).toSorted();
  const value = thresholds.byFpr[rates.find((known) => Number(known) === Number(rate)) ?? ""];
  if (value !== undefined) return { ...manifest, thresholds: { ...thresholds, default: value } };
  throw new RangeError(
    `${name} ${version} has no threshold for a false-positive rate of ${JSON.stringify(rate)}; it has them for: ` +
      `${rates.join(", ") || "none"}. Choose one of these, or leave the rate out.`,
  );
}

/** What decides when nobody asked for another threshold. */
export function defaultThresholdOf({ thresholds }: ModelManifest): Threshold {
  return { value: thresholds.default, decidedBy: thresholds.decidedBy };
}
