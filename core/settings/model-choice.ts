import { z } from "zod";
import type { ModelManifest, Threshold, TilesThreshold } from "../contracts/model-manifest.ts";

/** Of authentic images, the share that may be flagged: the name of a threshold of `byFpr`. */
export const FalsePositiveRate = z
  .string()
  .regex(/^0?\.\d+$/, "expected a share above 0 and below 1, such as 0.01");

/** Whether a witness beside the network takes part. `on`: where the manifest has it. */
export const WitnessSwitch = z.enum(["on", "off"]);

/** What of a manifest is left to its user. */
export const ManifestChoice = z.object({
  /** Which of its thresholds decides. @default its own choice */
  falsePositiveRate: FalsePositiveRate.exactOptional(),
  /** Off: what files remember of having been compressed says nothing. @default on */
  history: WitnessSwitch.exactOptional(),
  /** Off: the network sees the whole picture at its own size alone. @default on */
  tiles: WitnessSwitch.exactOptional(),
  /** Off: nobody looks for copied regions. @default on */
  copies: WitnessSwitch.exactOptional(),
});
export type ManifestChoice = Readonly<z.infer<typeof ManifestChoice>>;

/** By what each witness that takes part has found something. */
export interface WitnessThresholds {
  readonly network: Threshold;
  /** Absent where compression history is no witness. */
  readonly history?: number;
  /** Of the network's second view. Absent where nobody looks at tiles. */
  readonly tiles?: TilesThreshold;
  /** Absent where nobody looks for copies. It is the same under every rate. */
  readonly copies?: number;
}

/**
 * The thresholds that decide: the joint ones where compression history takes part, else the network's
 * own.
 *
 * @throws RangeError naming the rates that the manifest has thresholds for, when the rate is none of them.
 */
export function thresholdsFor(manifest: ModelManifest, choice: ManifestChoice): WitnessThresholds {
  const { copies } = manifest;
  const isSearched = copies !== undefined && choice.copies !== "off";
  const tiles = tilesThreshold(manifest, choice);
  return {
    ...jointThresholds(manifest, choice),
    ...(tiles !== undefined && { tiles }),
    ...(isSearched && { copies: copies.acceptance.levels.certain }),
  };
}

function tilesThreshold(
  manifest: ModelManifest,
  { falsePositiveRate: rate, tiles: isOn = "on" }: ManifestChoice,
): TilesThreshold | undefined {
  const { tiles } = manifest;
  if (tiles === undefined || isOn === "off") return undefined;
  const { default: own, byFpr } = tiles.thresholds;
  return rate === undefined ? own : thresholdAt(manifest, byFpr, rate);
}

function jointThresholds(
  manifest: ModelManifest,
  { falsePositiveRate: rate, history: isOn = "on" }: ManifestChoice,
): WitnessThresholds {
  const { thresholds, history } = manifest;
  const { decidedBy } = thresholds;
  if (history === undefined || isOn === "off") {
    const { default: own, byFpr } = thresholds;
    const value = rate === undefined ? own : thresholdAt(manifest, byFpr, rate);
    return { network: { value, decidedBy } };
  }
  const { default: own, byFpr } = history.thresholds;
  const joint = rate === undefined ? own : thresholdAt(manifest, byFpr, rate);
  return { network: { value: joint.network, decidedBy }, history: joint.history };
}

function thresholdAt<T>(
  { name, version }: ModelManifest,
  byFpr: Readonly<Record<string, T>>,
  rate: string,
): T {
  const rates = Object.keys(byFpr).toSorted();
  const value = byFpr[rates.find((known) => Number(known) === Number(rate)) ?? ""];
  if (value !== undefined) return value;
  throw new RangeError(
    `${name} ${version} has no threshold for a false-positive rate of ${JSON.stringify(rate)}; it has them for: ` +
      `${rates.join(", ") || "none"}. Choose one of these, or leave the rate out.`,
  );
}
