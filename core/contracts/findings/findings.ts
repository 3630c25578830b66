import { z } from "zod";
import { CopiedPair, MAX_COPIES, Witnesses, WitnessName } from "../witnesses.ts";

/** Largest regions kept, by area: enough for a reader, small beside the message limit. */
export const MAX_REGIONS = 100;

const Fraction = z.number().min(0).max(1);

/** Connected pixels with p > 0.5. */
export const Region = z
  .strictObject({
    x: z.int().nonnegative().describe("Left edge of its bounding box, in pixels from the left."),
    y: z.int().nonnegative().describe("Top edge of its bounding box, in pixels from the top."),
    width: z.int().positive().describe("Width of its bounding box, in pixels."),
    height: z.int().positive().describe("Height of its bounding box, in pixels."),
    areaPixels: z.int().positive().describe("How many pixels it has, at most width × height."),
    score: Fraction.describe("Its highest probability, above 0.5 and at most 1."),
  })
  .describe("Connected pixels of the mask with a probability above 0.5.");
export type Region = z.infer<typeof Region>;

export const Label = z
  .enum(["manipulated", "authentic"])
  .describe("`manipulated` exactly where `score` is above `threshold`: a witness found something.");
export type Label = z.infer<typeof Label>;

/** What was found. Everything but the map itself is computed before the map is reduced. */
export const Findings = z.strictObject({
  label: Label,
  score: Fraction.describe(
    "The score of the witness that `decidedBy` names, from 0 to 1: no probability, it means something beside " +
      "`threshold` alone.",
  ),
  threshold: Fraction.describe(
    "The threshold of that witness, from 0 to 1: strictly above it the picture is called manipulated.",
  ),
  decidedBy: WitnessName.describe(
    "Whose `score` and `threshold` stand here. Manipulated: of the witnesses that found something, `copies` before " +
      "the others, as its evidence can be checked by eye, else the one furthest above its threshold. Authentic: the " +
      "one nearest to its threshold, of those that can tell. Distances are differences of log odds.",
  ),
  witnesses: Witnesses,
  copies: z
    .array(CopiedPair)
    .max(MAX_COPIES)
    .readonly()
    .exactOptional()
    .describe(
      `Pairs of regions that are alike, at most ${MAX_COPIES}, most confident first. Absent where the search for them ` +
        "took no part.",
    ),
  manipulatedFraction: Fraction.describe(
    "Share of the picture's pixels with a probability above 0.5, from 0 to 1. An authentic picture may have some.",
  ),
  regions: z
    .array(Region)
    .max(MAX_REGIONS)
    .describe(
      `Connected pixels with a probability above 0.5: largest first, at most ${MAX_REGIONS}.`,
    ),
});
export type Findings = z.infer<typeof Findings>;

/** What is said by whom, in any version. */
interface Said extends Pick<Findings, "label"> {
  readonly witnesses: { readonly [Name in WitnessName]?: Pick<Saying, "state"> };
  readonly copies?: Findings["copies"] | undefined;
}
type Saying = NonNullable<Witnesses[WitnessName]>;

/** What contradicts itself in findings, if anything does. */
export function complaintOf(findings: Findings): string | undefined {
  const { label, decidedBy, score, threshold, witnesses } = findings;
  const decider = witnesses[decidedBy];
  if (decider?.score !== score || decider.threshold !== threshold) {
    return "score and threshold are not those of the witness that decidedBy names";
  }
  const isManipulated = label === "manipulated";
  if ((decider.state === "found") !== isManipulated || score > threshold !== isManipulated) {
    return `decidedBy names a witness that does not find it ${label}`;
  }
  const { network } = witnesses;
  return (
    complaintAboutViews(network) ?? complaintAboutLabel(findings) ?? complaintAboutCopies(findings)
  );
}

function complaintAboutViews(network: Witnesses["network"]): string | undefined {
  const { view, views, score, threshold } = network;
  if (view === undefined && views === undefined) return undefined;
  const seen = view && views?.[view];
  const isOwn = seen?.score === score && seen.threshold === threshold;
  return isOwn ? undefined : "the network's score and threshold are not those of its view";
}

export function complaintAboutLabel({ label, witnesses }: Said): string | undefined {
  const found = WitnessName.options.filter((name) => witnesses[name]?.state === "found");
  const isRight = (label === "manipulated") === found.length > 0;
  return isRight ? undefined : `${found.length} witnesses found it ${label}`;
}

export function complaintAboutCopies({ witnesses, copies }: Said): string | undefined {
  if ((witnesses.copies === undefined) !== (copies === undefined)) {
    return "pairs of copies and what their witness says belong together";
  }
  const certain = copies?.filter(({ level }) => level === "certain").length ?? 0;
  const { state } = witnesses.copies ?? {};
  if (state === undefined || (state === "found") === certain > 0) return undefined;
  return `${certain} pairs are certain, and their witness ${state}`;
}
