import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
const Counted = Estimate.extend({ count: z.int() });
const Pixels = z.object({
  f1: Counted,
  iou: Counted,
  auc: Counted,
  permutedF1: Counted,
  recall: Counted,
  pooledF1: Counted,
});

const Decision = z.object({
  threshold: z.number(),
  f1: Counted.nullable(),
  accuracy: Counted,
  balancedAccuracy: Counted.nullable(),
  truePositiveRate: Counted.nullable(),
  falsePositiveRate: Counted,
  pixelRecall: Counted.nullable(),
  flaggedPixelRecall: Counted.nullable(),
});
export type Decision = z.infer<typeof Decision>;

const Score = Decision.extend({
  auc: Counted.nullable(),
  points: z.record(z.string(), Decision),
});

const SetReport = z.object({
  manipulatedCount: z.int(),
  authenticCount: z.int(),
  pixel: Pixels.nullable(),
  nativePixel: Pixels.nullable(),
  byOperation: z.union([z.record(z.string(), Pixels), z.tuple([])]),
  score: Score,
  robustScore: Score,
  falsePositiveArea: z.object({ mean: Counted }),
  nativeFalsePositiveArea: z.object({ mean: Counted }),
  byVariant: z.record(
    z.string(),
    z.object({ imageCount: z.int(), robustScore: z.record(z.string(), Counted) }),
  ),
});
export type SetReport = z.infer<typeof SetReport>;

/** Set → what the network alone finds in it. */
const Report = z.record(z.string(), SetReport);
export type Report = z.infer<typeof Report>;

/** What every file of figures says of them, so that anyone can measure them again. */
const Source = z.object({
  release: z.string(),
  witness: z.enum(["copies", "history", "network"]),
  data: z.string(),
  interval: z.string(),
  command: z.string(),
});

/** Written as `[value, low, high]`. */
const Triple = z
  .tuple([z.number(), z.number(), z.number()])
  .transform(([value, low, high]) => ({ value, low, high }));

const Edits = Source.extend({
  threshold: z.number(),
  kinds: z.array(
    z.object({ kind: z.string(), count: z.int(), f1: Triple, auc: z.number(), found: z.number() }),
  ),
  mean: z.object({ kinds: z.int(), count: z.int(), f1: z.number(), found: z.number() }),
  authentic: z.object({ flagged: z.int(), count: z.int() }),
});
export type Edits = z.infer<typeof Edits>;

const Resaved = Source.extend({
  rows: z.array(z.object({ handling: z.string(), f1: z.number() })),
});
export type Resaved = z.infer<typeof Resaved>;

const Authentic = Source.extend({
  sets: z.array(
    z.object({ files: z.string(), handling: z.string(), flagged: z.int(), count: z.int() }),
  ),
  all: z.object({ count: z.int(), share: Triple }),
});
export type Authentic = z.infer<typeof Authentic>;

const Robustness = Source.extend({
  count: z.int(),
  rows: z.array(
    z.object({
      degradation: z.string(),
      level: z.int().optional(),
      f1: Triple,
      kept: Triple.optional(),
    }),
  ),
});
export type Robustness = z.infer<typeof Robustness>;

const Found = z.object({ found: Triple, betterSideF1: Triple, reportedF1: Triple });
const Alarms = z.object({ flagged: Triple, pairs: Triple });
const SearchedSet = z.object({
  set: z.string(),
  handling: z.string(),
  count: z.int(),
  /** Searches that ended without a pair before they were done; they count as finding nothing. */
  cannotTell: z.int(),
});
const Copies = Source.extend({
  /** Load average of the machine when the measurement began. */
  load: z.number(),
  edited: z.array(SearchedSet.extend({ certain: Found, hint: Found })),
  authentic: z.array(SearchedSet.extend({ certain: Alarms, hint: Alarms })),
});
export type Copies = z.infer<typeof Copies>;

/** What all witnesses find together, by the mean over kinds of real edits. */
const Together = Source.omit({ witness: true }).extend({
  detectors: z.tuple([
    z.object({
      detector: z.string(),
      kinds: z.array(z.object({ kind: z.string(), count: z.int(), f1: Triple })),
      mean: z.object({ count: z.int(), f1: Triple, found: Triple, imageAuc: Triple }),
      flaggedAuthentic: z.object({ count: z.int(), share: Triple }),
    }),
  ]),
});
export type Together = z.infer<typeof Together>;

const Bound = { what: z.string(), atLeast: z.number().optional(), atMost: z.number().optional() };
const Goals = z.object({
  goals: z.array(
    z.union([
      z.object({ ...Bound, set: z.string(), figure: z.string() }),
      z.object({ ...Bound, kept: z.object({ degradation: z.string(), level: z.int() }) }),
    ]),
  ),
});
export type Goal = z.infer<typeof Goals>["goals"][number];

const json = async (root: string, path: string): Promise<unknown> =>
  JSON.parse(await readFile(join(root, path), "utf8"));

const Measured = z.object({ metrics: Report });

/** Every committed figure that the books quote. */
export async function readFigures(root: string) {
  const figures = (name: string) => json(root, `docs/figures/${name}.json`);
  return {
    report: Measured.parse(await json(root, "model/weights/report.json")).metrics,
    together: Together.parse(await figures("real-edits-0.15.0")),
    edits: Edits.parse(await figures("history-edits")),
    resaved: Resaved.parse(await figures("history-resaved")),
    authentic: Authentic.parse(await figures("history-authentic")),
    authenticTest: Authentic.parse(await figures("history-authentic-test")),
    copies: Copies.parse(await figures("copies")),
    robustness: Robustness.parse(await figures("robustness")),
    grid: Robustness.parse(await figures("robustness-grid")),
    goals: Goals.parse(await figures("goals")).goals,
  };
}
export type Figures = Awaited<ReturnType<typeof readFigures>>;
