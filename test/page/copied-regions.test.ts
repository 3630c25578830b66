import { afterAll, beforeAll, expect, it } from "vitest";
import { latestRow } from "../../core/contracts/object-keys.ts";
import type { ScannedVerdict } from "../../core/contracts/verdict.ts";
import type { CopiedPair, RegionOutline } from "../../core/contracts/witnesses.ts";
import { scannedVerdictOf } from "../../core/verdicts/result-to-verdict.ts";
import { jobFor, networkSaying, scannedResult } from "../helpers/builders.ts";
import { type WatchedSystem, watchSystem } from "./opened-page.ts";

let watched: WatchedSystem;

beforeAll(async () => {
  watched = await watchSystem();
  const scanned = scannedVerdictOf(
    scannedResult(jobFor({ bucket: "images", key: "a.jpg" })),
    "masks",
  );
  const found = { state: "found", score: 0.95, threshold: 0.9 } as const;
  const verdict: ScannedVerdict = {
    ...scanned,
    ...{ decidedBy: "copies", score: found.score, threshold: found.threshold },
    witnesses: { network: networkSaying("nothing", 0.1), copies: found },
    regions: [],
    copies: [
      pair({ at: 40, level: "certain", isSideKnown: true }),
      pair({ at: 200, level: "certain", isSideKnown: false }),
      pair({ at: 360, level: "hint", isSideKnown: false }),
    ],
  };
  await watched.system.verdicts.put(latestRow(verdict.object), verdict);
});
afterAll(() => watched.close());

function pair({
  at,
  level,
  isSideKnown,
}: Pick<CopiedPair, "level" | "isSideKnown"> & { at: number }): CopiedPair {
  const transform = { xx: 1, xy: 0, x0: 300, yx: 0, yy: 1, y0: 0 };
  const [source, copy] = [outline(40, at), outline(340, at)];
  return { source, copy, isSideKnown, transform, confidence: 0.95, level };
}

function outline(x: number, y: number): RegionOutline {
  const [right, bottom] = [x + 60, y + 60];
  const corners = [
    { x, y },
    { x: right, y },
    { x: right, y: bottom },
    { x, y: bottom },
  ];
  return { box: { x, y, width: 60, height: 60 }, polygons: [corners], areaPixels: 3600 };
}

it("outlines pairs and joins them: an arrow where the side is known, dashes where it is a hint", async () => {
  const page = await watched.open("#/images/a.jpg");
  await page.getByText("Likely edited: two regions of this picture have the same pixels").waitFor();
  const lines = await page.locator(".stage g[data-pair]").evaluateAll((groups) =>
    groups.map((group) => ({
      level: group.getAttribute("data-pair"),
      kinds: [...group.querySelectorAll("path:not(.halo)")].map((path) =>
        path.getAttribute("class"),
      ),
      isDashed: [...group.querySelectorAll("path")].every((path) =>
        path.hasAttribute("stroke-dasharray"),
      ),
    })),
  );
  // The most confident pair lies on top.
  expect(lines).toEqual([
    { level: "hint", kinds: ["joint", "copy", "copy"], isDashed: true },
    { level: "certain", kinds: ["joint", "copy", "copy"], isDashed: false },
    { level: "certain", kinds: ["joint", "joint", "source", "copy"], isDashed: false },
  ]);
  expect(await page.locator("[data-witness=copies]").textContent()).toContain(
    "0.050 above the threshold",
  );
});

it("keeps lines as wide on the screen however close one looks", async () => {
  const page = await watched.open("#/images/a.jpg");
  const widthPx = () =>
    page
      .locator(".stage path.copy")
      .first()
      .evaluate((path) => {
        const scale = path.closest("svg")?.getBoundingClientRect().width ?? 0;
        const viewed = path.closest("svg")?.viewBox.baseVal.width ?? 1;
        return (Number(path.getAttribute("stroke-width")) * scale) / viewed;
      });
  const before = await widthPx();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  expect(await widthPx()).toBeCloseTo(before, 1);
});
