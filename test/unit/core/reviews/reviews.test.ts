import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { choicesOn, saidOf } from "../../../../core/reviews/choices.ts";
import { exportOf, parseExportQuery } from "../../../../core/reviews/export-reviews.ts";
import { LABEL_STUDIO_NAMES, labelStudioTasks } from "../../../../core/reviews/label-studio.ts";
import {
  type Review,
  ReviewRequest,
  reviewedIn,
  standing,
} from "../../../../core/reviews/review.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { authentic, scannedResult } from "../../../helpers/builders.ts";

const VERDICT = scannedVerdictOf(scannedResult(), "masks");
const REVIEW: Review = {
  ...reviewedIn(VERDICT),
  version: 1,
  decision: "confirmed",
  note: "a pasted flower",
  reviewedAt: "2026-01-02T04:00:00.000Z",
};

it("the last review of an upload counts, and a withdrawn one does not", () => {
  const other: Review = { ...REVIEW, objectVersion: "etag:other" };
  const later: Review = { ...REVIEW, decision: "unsure" };
  expect(standing([REVIEW, other, later])).toEqual([other, later]);
  expect(standing([REVIEW, { ...REVIEW, decision: "withdrawn" }])).toEqual([]);
});

it("is about an upload: without one, and with a note without end, it is none", () => {
  const request = { ...reviewedIn(VERDICT), decision: "unsure", note: "" };
  expect(ReviewRequest.safeParse(request).success).toBe(true);
  expect(ReviewRequest.safeParse({ ...request, objectVersion: "" }).success).toBe(false);
  expect(ReviewRequest.safeParse({ ...request, note: "n".repeat(2001) }).success).toBe(false);
  expect(ReviewRequest.safeParse({ ...request, decision: "guilty" }).success).toBe(false);
});

it("goes out as lines of JSON, each with the verdict it is about", () => {
  const query = parseExportQuery(new URLSearchParams());
  const { body, name } = exportOf(
    [{ review: REVIEW, verdict: VERDICT }, { review: REVIEW }],
    query,
  );
  expect(name).toBe("reviews.jsonl");
  const lines = body
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(lines).toEqual([{ ...REVIEW, verdict: VERDICT }, REVIEW]);
});

it("goes out as tasks for Label Studio, shapes in per cent of the picture", () => {
  const query = parseExportQuery(new URLSearchParams("format=label-studio&images=%2Fd%3F"));
  const { body } = exportOf([{ review: REVIEW, verdict: VERDICT }, { review: REVIEW }], query);
  const tasks: unknown = JSON.parse(body);
  const size = { original_width: 640, original_height: 480, image_rotation: 0 };
  const box = {
    from_name: "region",
    to_name: "image",
    type: "rectanglelabels",
    ...size,
    value: { x: 1.5625, width: 37.5, rotation: 0, rectanglelabels: ["manipulated"] },
  };
  expect(tasks).toMatchObject([
    {
      data: { image: "/d?press%2Fred%20fl%C3%B6wer.jpg", key: VERDICT.object.key },
      predictions: [{ model_version: "compact 1.0.0", score: 0.97, result: [box] }],
      annotations: [
        {
          result: [
            box,
            { type: "choices", value: { choices: ["confirmed"] } },
            { type: "textarea", value: { text: ["a pasted flower"] } },
          ],
        },
      ],
    },
  ]);
});

it("outlines copied regions as polygons, and takes nothing of a false alarm for true", () => {
  const corners = [
    { x: 0, y: 0 },
    { x: 64, y: 0 },
    { x: 64, y: 48 },
  ];
  const side = { box: { x: 0, y: 0, width: 64, height: 48 }, polygons: [corners], areaPixels: 9 };
  const transform = { xx: 1, xy: 0, x0: 9, yx: 0, yy: 1, y0: 9 };
  const pair = {
    source: side,
    copy: side,
    isSideKnown: true,
    transform,
    confidence: 0.9,
    level: "certain",
  } as const;
  const verdict = { ...VERDICT, copies: [pair] };
  const review: Review = { ...REVIEW, decision: "falseAlarm", note: "" };
  const [task] = labelStudioTasks([{ review, verdict }], (key) => key);
  const polygons = task?.predictions[0]?.result.filter(({ type }) => type === "polygonlabels");
  expect(polygons).toMatchObject([
    {
      value: {
        points: [
          [0, 0],
          [10, 0],
          [10, 10],
        ],
        polygonlabels: ["source"],
      },
    },
    { value: { polygonlabels: ["copy"] } },
  ]);
  expect(task?.annotations[0]?.result).toMatchObject([{ value: { choices: ["falseAlarm"] } }]);
});

it("whoever agrees that nothing was found confirms no region", () => {
  const review: Review = { ...REVIEW, note: "" };
  const [task] = labelStudioTasks([{ review, verdict: authentic(VERDICT) }], (key) => key);
  expect(task?.annotations[0]?.result).toMatchObject([{ value: { choices: ["confirmed"] } }]);
});

it.each([
  ["flagged", VERDICT, ["confirmed", "falseAlarm", "unsure"], "Confirmed"],
  ["nothing found", authentic(VERDICT), ["confirmed", "missed", "unsure"], "Agreed"],
] as const)("has words that fit the verdict: %s", (_, verdict, decisions, said) => {
  expect(choicesOn(verdict).map(({ decision }) => decision)).toEqual(decisions);
  expect(saidOf(verdict, "confirmed")).toBe(said);
  expect(saidOf(verdict, "falseAlarm")).toBe("False alarm");
  expect(saidOf(verdict, "withdrawn")).toBe("");
});

it("fits the labelling interface that the documentation gives", async () => {
  const docs = await readFile(new URL("../../../../docs/viewer.md", import.meta.url), "utf8");
  for (const name of Object.values(LABEL_STUDIO_NAMES)) expect(docs).toContain(`name="${name}"`);
  for (const decision of ["confirmed", "falseAlarm", "missed", "unsure"]) {
    expect(docs).toContain(`<Choice value="${decision}"/>`);
  }
});

it("refuses a format that there is none of", () => {
  expect(() => parseExportQuery(new URLSearchParams("format=csv"))).toThrow(/Expected \/reviews/);
});
