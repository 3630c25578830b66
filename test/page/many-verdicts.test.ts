import { availableParallelism, loadavg } from "node:os";
import pMap from "p-map";
import { afterAll, beforeAll, expect, it } from "vitest";
import { latestRow } from "../../core/contracts/object-keys.ts";
import { scannedVerdictOf } from "../../core/verdicts/result-to-verdict.ts";
import { authentic, jobFor, scannedResult } from "../helpers/builders.ts";
import { cardNames, expectCards, type WatchedSystem, watchSystem } from "./opened-page.ts";

const VERDICTS = 10_000;
const FLAGGED = 400;
/** How many times as long things take while others use the processors too. */
const crowding = () => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
const FIRST_PAINT_MS = 1000;
const FRAME_MS = 50;
/** Far more than any screen shows, far fewer than there are. */
const MOST_CARDS = 120;

let watched: WatchedSystem;

beforeAll(async () => {
  watched = await watchSystem();
  const numbers = Array.from({ length: VERDICTS }, (_, i) => i);
  await pMap(numbers, put, { concurrency: 16 });
}, 600_000);
afterAll(() => watched.close());

/** The first are flagged, and the oldest. */
async function put(i: number): Promise<void> {
  const key = `folder ${i % 7}/${String(i).padStart(5, "0")}.jpg`;
  const job = jobFor({ bucket: "images", key, sequencer: "01" });
  const scanned = scannedVerdictOf(scannedResult(job), "masks");
  const scannedAt = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
  const verdict = { ...(i < FLAGGED ? scanned : authentic(scanned)), scannedAt };
  await watched.system.verdicts.put(latestRow(verdict.object), verdict);
}

it("paints the first verdicts within a second", { retry: 2 }, async () => {
  await fetch(watched.system.url);
  const page = await watched.open("#/");
  await page.locator(".card .name").first().waitFor();
  const paintedMs = await page.evaluate(
    () => performance.getEntriesByName("first-verdicts")[0]?.startTime,
  );
  expect(paintedMs).toBeLessThan(FIRST_PAINT_MS * crowding());
  expect(await page.locator(".extent").textContent()).toBe("10,000 pictures");
  expect((await cardNames(page))[0]).toBe("folder 0/00399.jpg");
});

it("keeps few cards however far one scrolls, and comes to the last", {
  timeout: 180_000,
}, async () => {
  const page = await watched.open("#/");
  await page.locator(".card .name").first().waitFor();
  for (let screens = 0; screens < 30; screens++) {
    await page.mouse.wheel(0, 1500);
    expect(await page.locator(".grid > li").count()).toBeLessThan(MOST_CARDS);
  }
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expect
    .poll(async () => (await cardNames(page)).at(-1), { timeout: 150_000 })
    .toBe("folder 1/00400.jpg");
  expect(await page.locator(".grid > li").count()).toBeLessThan(MOST_CARDS);
});

it("scrolls without a hitch once they are loaded", async () => {
  const page = await watched.open("#/");
  await page.locator(".card .name").first().waitFor();
  const framesMs = await page.evaluate(async () => {
    const frames: number[] = [];
    let last = performance.now();
    for (let frame = 0; frame < 120; frame++) {
      scrollBy(0, 60);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      frames.push(performance.now() - last);
      last = performance.now();
    }
    return frames.sort((a, b) => a - b);
  });
  expect(framesMs[60]).toBeLessThan(FRAME_MS * crowding());
});

it("finds one of them by its name", async () => {
  const page = await watched.open("#/");
  await page.getByLabel("Name begins with").fill("folder 3/09992");
  await expectCards(page, ["folder 3/09992.jpg"]);
});

it("orders by score what is loaded, and says that it is no more", async () => {
  const page = await watched.open("#/");
  await page.getByLabel("Order").selectOption("score");
  await expect
    .poll(() => page.locator(".extent").textContent())
    .toMatch(/shown, of the \d+ loaded so far; there are 10,000 pictures/);
});
