import type { ScannedVerdict } from "../contracts/verdict.ts";

/** What is laid over a picture. */
export interface Shown {
  readonly layer: "original" | "overlay" | "heat";
  readonly hasOutlines: boolean;
}

export type LegendMark = "overlay" | "heat" | "region" | "copy" | "source" | "joint" | "hint";

export interface LegendEntry {
  /** Which colour or line it is about. */
  readonly mark: LegendMark;
  readonly meaning: string;
}

const OVERLAY: LegendEntry = { mark: "overlay", meaning: "marked as changed" };
const HEAT: LegendEntry = { mark: "heat", meaning: "from a little to surely changed" };
const REGION: LegendEntry = { mark: "region", meaning: "box around what is marked" };
const HINT: LegendEntry = { mark: "hint", meaning: "dashed: only a hint" };

/** What the colours and lines mean that lie over a picture just now. */
export function legendOf(verdict: ScannedVerdict, { layer, hasOutlines }: Shown): LegendEntry[] {
  const overPicture = { original: [], overlay: [OVERLAY], heat: [HEAT] }[layer];
  if (!hasOutlines) return overPicture;
  const { regions, copies = [] } = verdict;
  const isSideKnown = copies.some((pair) => pair.isSideKnown);
  const isSideOpen = copies.some((pair) => !pair.isSideKnown);
  const copied: LegendEntry[] = [
    ...(isSideKnown ? KNOWN_SIDES : []),
    ...(isSideOpen ? [OPEN_SIDES] : []),
    ...(copies.length > 0 ? [JOINT] : []),
    ...(copies.some(({ level }) => level === "hint") ? [HINT] : []),
  ];
  return [...overPicture, ...(regions.length > 0 ? [REGION] : []), ...copied];
}

const KNOWN_SIDES: readonly LegendEntry[] = [
  { mark: "copy", meaning: "copied here" },
  { mark: "source", meaning: "copied from here" },
];
const OPEN_SIDES: LegendEntry = {
  mark: "copy",
  meaning: "one of two that are alike: either may be the copy",
};
const JOINT: LegendEntry = { mark: "joint", meaning: "joins two with the same pixels" };
