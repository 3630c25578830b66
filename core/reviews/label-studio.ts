import type { ScannedVerdict, Verdict } from "../contracts/verdict.ts";
import type { RegionOutline } from "../contracts/witnesses.ts";
import type { Review, ReviewDecision } from "./review.ts";

/** A review and what stands under its key, if that is still the same upload. */
export interface Reviewed {
  readonly review: Review;
  readonly verdict?: Verdict | undefined;
}

/** Names of the tags in the labelling interface: docs/viewer.md shows it. */
export const LABEL_STUDIO_NAMES = {
  image: "image",
  boxes: "region",
  outlines: "copy",
  decision: "decision",
  note: "note",
} as const;

/** Each scanned one as a task: what the scanner found is its prediction, what the person said its annotation. */
export function labelStudioTasks(reviewed: readonly Reviewed[], imageUrl: (key: string) => string) {
  return reviewed.flatMap(({ review, verdict }) =>
    verdict?.state === "scanned" ? [taskOf(review, verdict, imageUrl)] : [],
  );
}

/** https://labelstud.io/guide/task_format and https://labelstud.io/guide/predictions */
function taskOf(review: Review, verdict: ScannedVerdict, imageUrl: (key: string) => string) {
  const { object, objectVersion, label, model } = verdict;
  const found = [...boxesOf(verdict), ...outlinesOf(verdict)];
  return {
    data: {
      image: imageUrl(object.key),
      bucket: object.bucket,
      key: object.key,
      objectVersion,
      label,
    },
    predictions: [
      { model_version: `${model.name} ${model.version}`, score: verdict.score, result: found },
    ],
    annotations: [
      {
        created_at: review.reviewedAt,
        result: [...keptAfter(review.decision, label, found), ...saidIn(review)],
      },
    ],
  };
}

/** Of a false alarm no region is true, and whoever agrees that nothing was found confirms none. */
function keptAfter<T>(
  decision: ReviewDecision,
  label: ScannedVerdict["label"],
  found: readonly T[],
): readonly T[] {
  return decision === "confirmed" && label === "manipulated" ? found : [];
}

/** Shapes are in per cent of the image, which is upright. */
function placed({ image }: ScannedVerdict) {
  const { width, height } = image;
  return {
    x: (px: number) => (100 * px) / width,
    y: (px: number) => (100 * px) / height,
    size: { original_width: width, original_height: height, image_rotation: 0 },
  };
}

function boxesOf(verdict: ScannedVerdict) {
  const { x, y, size } = placed(verdict);
  return verdict.regions.map((region, i) => ({
    id: `region-${i}`,
    from_name: LABEL_STUDIO_NAMES.boxes,
    to_name: LABEL_STUDIO_NAMES.image,
    type: "rectanglelabels",
    ...size,
    score: region.score,
    value: {
      x: x(region.x),
      y: y(region.y),
      width: x(region.width),
      height: y(region.height),
      rotation: 0,
      rectanglelabels: ["manipulated"],
    },
  }));
}

function outlinesOf(verdict: ScannedVerdict) {
  return (verdict.copies ?? []).flatMap(({ source, copy, isSideKnown, confidence }, i) => [
    ...polygonsOf(verdict, source, isSideKnown ? "source" : "copy", `pair-${i}-source`, confidence),
    ...polygonsOf(verdict, copy, "copy", `pair-${i}-copy`, confidence),
  ]);
}

function polygonsOf(
  verdict: ScannedVerdict,
  { polygons }: RegionOutline,
  label: "source" | "copy",
  id: string,
  score: number,
) {
  const { x, y, size } = placed(verdict);
  return polygons.map((corners, i) => ({
    id: `${id}-${i}`,
    from_name: LABEL_STUDIO_NAMES.outlines,
    to_name: LABEL_STUDIO_NAMES.image,
    type: "polygonlabels",
    ...size,
    score,
    value: {
      points: corners.map((at) => [x(at.x), y(at.y)]),
      closed: true,
      polygonlabels: [label],
    },
  }));
}

function saidIn({ decision, note }: Review) {
  const to = { to_name: LABEL_STUDIO_NAMES.image };
  const choice = {
    id: "decision",
    from_name: LABEL_STUDIO_NAMES.decision,
    ...to,
    type: "choices",
    value: { choices: [decision] },
  };
  const text = { id: "note", from_name: LABEL_STUDIO_NAMES.note, ...to, type: "textarea" };
  return note === "" ? [choice] : [choice, { ...text, value: { text: [note] } }];
}
