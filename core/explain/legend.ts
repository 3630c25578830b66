import type { ScannedVerdict } from "../contracts/verdict.ts";
import type { CopiedPair } from "../contracts/witnesses.ts";

export type LegendMark = "overlay" | "heat" | "region" | "copy" | "source" | "joint" | "hint";

export interface LegendEntry {
  /** Which colour or line it is about. */
  readonly mark: LegendMark;
  readonly meaning: string;
}

/** What the colours and lines mean that can lie over a picture, whether or not they do just now. */
export function legendOf({ label, regions, copies = [] }: ScannedVerdict): LegendEntry[] {
  return [
    ...(label === "manipulated" ? OF_FLAGGED : OF_OTHERS),
    ...(regions.length > 0 ? [REGION] : []),
    ...legendOfCopies(copies),
  ];
}

const HEAT: LegendEntry = { mark: "heat", meaning: "heat map: from a little to surely changed" };
const OF_FLAGGED: readonly LegendEntry[] = [
  { mark: "overlay", meaning: "overlay: marked as changed" },
  HEAT,
];
const OF_OTHERS: readonly LegendEntry[] = [
  { mark: "overlay", meaning: "overlay: spots, which mean nothing here" },
  HEAT,
];
const REGION: LegendEntry = { mark: "region", meaning: "box around a marked region" };

function legendOfCopies(copies: readonly CopiedPair[]): LegendEntry[] {
  const sides = new Set(copies.map(({ isSideKnown }) => isSideKnown));
  return [
    ...(sides.has(true) ? KNOWN_SIDES : []),
    ...(sides.has(false) ? [OPEN_SIDES] : []),
    ...(copies.length > 0 ? [JOINT] : []),
    ...(copies.some(({ level }) => level === "hint") ? [HINT] : []),
  ];
}

const KNOWN_SIDES: readonly LegendEntry[] = [
  { mark: "copy", meaning: "copied here" },
  { mark: "source", meaning: "copied from here" },
];
const OPEN_SIDES: LegendEntry = {
  mark: "copy",
  meaning: "alike: either may be the copy",
};
const JOINT: LegendEntry = { mark: "joint", meaning: "joins two with the same pixels" };
const HINT: LegendEntry = { mark: "hint", meaning: "dashed: only a hint" };
