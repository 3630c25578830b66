import type { HistoryManifest } from "../contracts/model-manifest.ts";
import type { WitnessState } from "../contracts/witnesses.ts";
import type { HistoryExamination, PlacedMap } from "../witness-ports.ts";

/** From this confidence on a cell has enough evidence to be believed. */
const CONFIDENT = 0.5;

/** How the witness of compression history is heard. */
export interface HistoryRules
  extends Pick<HistoryManifest, "minConfidentFraction" | "silentShift"> {
  /** The witness has found something where its score is strictly above it. */
  readonly threshold: number;
}

/** @param examination undefined: the image is too small to have evidence. */
export function historyStateOf(
  examination: HistoryExamination | undefined,
  { threshold, minConfidentFraction }: Omit<HistoryRules, "silentShift">,
): WitnessState {
  if (examination === undefined) return "cannotTell";
  if (examination.score > threshold) return "found";
  const { values } = examination.confidence;
  const confident = values.reduce((count, one) => count + Number(one >= CONFIDENT), 0);
  return confident / values.length < minConfidentFraction ? "cannotTell" : "nothing";
}

/** The map as it may be believed: a cell without enough evidence is never above 0.5. */
export function believed({ map, confidence }: HistoryExamination): PlacedMap {
  const values = map.values.map((p, cell) =>
    (confidence.values[cell] ?? 0) < CONFIDENT ? Math.min(p, 0.5) : p,
  );
  return { ...map, values };
}

/** @throws RangeError: the witness broke its contract, and guessing would invent evidence. */
export function checkExamination({ map, confidence, score }: HistoryExamination): void {
  checkMap(map);
  checkMap(confidence);
  const isSame = map.width === confidence.width && map.height === confidence.height;
  if (!isSame) throw new RangeError("expected the confidence of the same cells as the map's");
  if (!isShare(score)) throw new RangeError(`history score ${score} is outside [0, 1]`);
}

function checkMap({ width, height, values, ...place }: PlacedMap): void {
  if (values.length === 0 || values.length !== width * height) {
    throw new RangeError(`history map has ${values.length} values, expected ${width}×${height}`);
  }
  const outside = values.find((value) => !isShare(value));
  if (outside !== undefined) throw new RangeError(`history value ${outside} is outside [0, 1]`);
  const { leftPx, topPx, cellWidthPx, cellHeightPx } = place;
  const isPlaced = [leftPx, topPx, cellWidthPx, cellHeightPx].every(Number.isFinite);
  if (isPlaced && cellWidthPx > 0 && cellHeightPx > 0) return;
  throw new RangeError(`history map has no place on the image: ${JSON.stringify(place)}`);
}

const isShare = (value: number) => value >= 0 && value <= 1;
