import type { ImageFacts } from "../contracts/image-facts.ts";
import type { Witnesses } from "../contracts/witnesses.ts";
import type { HistoryExamination, ProbabilityMap } from "../witness-ports.ts";
import { believed } from "./history-state.ts";
import { placedRows, restoreRows } from "./restore.ts";

/**
 * Most samples along a side: the cells of the longest JPEG, which has 65,535 pixels. Other formats go
 * further, and without a bound a picture of 3,125,000 × 32 pixels would take 390,625 × 512 samples.
 */
const MAX_SIDE = 8192;

/**
 * The map of the verdict: at each place the higher of what both witnesses say, on a grid as fine as
 * the finer of them along each side. Where one found something, what the other says, who did not, is
 * lowered: its logits by `silentShift`.
 */
export function fuse(
  network: ProbabilityMap,
  history: HistoryExamination,
  image: Pick<ImageFacts, "width" | "height">,
  witnesses: Witnesses,
  silentShift: number,
): ProbabilityMap {
  const shifts = shiftsOf(witnesses, silentShift);
  const width = Math.min(Math.max(network.width, history.map.width), MAX_SIDE);
  const height = Math.min(Math.max(network.height, history.map.height), MAX_SIDE);
  const grid = { width, height, imageWidth: image.width, imageHeight: image.height };
  const seen = restoreRows(lowered(network, shifts.network), width, height);
  const remembered = placedRows(lowered(believed(history), shifts.history), grid);
  const values = new Float32Array(width * height);
  let at = 0;
  for (const row of seen) {
    const other = remembered.next().value;
    for (const [x, p] of row.entries()) values[at++] = Math.max(p, other?.[x] ?? 0);
  }
  return { width, height, values };
}

/** By how much each witness is lowered: not at all where it found something, or where nobody did. */
function shiftsOf({ network, history }: Witnesses, silentShift: number) {
  const states = { network: network.state, history: history?.state };
  const isFound = Object.values(states).includes("found");
  const shiftOf = (state: (typeof states)["history"]) =>
    isFound && state !== "found" ? silentShift : 0;
  return { network: shiftOf(states.network), history: shiftOf(states.history) };
}

/** Probabilities whose logits are `shift` lower; 0 and 1 stay. */
function lowered<Map extends ProbabilityMap>(map: Map, shift: number): Map {
  if (shift === 0) return map;
  const odds = Math.exp(-shift);
  return { ...map, values: map.values.map((p) => (p * odds) / (p * odds + 1 - p)) };
}
