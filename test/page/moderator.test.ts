import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { VerdictAnswer } from "../../core/api/verdict-query.ts";
import { BLACK, flat, RED } from "../helpers/pictures.ts";
import { cardNames, drop, expectCards, type WatchedSystem, watchSystem } from "./opened-page.ts";
import { changedPixels, maskOnStage, overlap, pictureBox, shotOfStage } from "./stage-pixels.ts";

const HOSTILE = "sub dir/ö #1 <b onmouseover=alert(1)> %41?.png";
const SOON = { timeout: 20_000 };

let watched: WatchedSystem;

beforeAll(async () => {
  watched = await watchSystem();
});
afterAll(() => watched.close());

/** Grey, with a red part that lies nowhere in the middle. */
async function picture(format: "png" | "jpeg", orientation?: number): Promise<Buffer> {
  const input = { create: { width: 200, height: 150, channels: 3, background: RED } } as const;
  const drawn = flat(900, 600, BLACK).composite([{ input, left: 600, top: 60 }]);
  const encoded = format === "png" ? drawn.png() : drawn.jpeg({ quality: 95 });
  return (orientation ? encoded.withMetadata({ orientation }) : encoded).toBuffer();
}

async function maskOf(key: string): Promise<Buffer> {
  const search = new URLSearchParams({ bucket: "images", key });
  const answer = await fetch(`${watched.system.url}/verdict?${search}`);
  const { maskUrl = "" } = VerdictAnswer.parse(await answer.json());
  return Buffer.from(await (await fetch(maskUrl)).arrayBuffer());
}

/** With a full overlay and nothing else over the picture. */
async function showOverlay(page: Page): Promise<void> {
  await page.locator(".opacity input").fill("100");
  await page.locator(".look input[type=checkbox]").setChecked(false);
  await page.locator("canvas.mask[data-loaded=true]").waitFor();
}

/** How well what is red on the screen is what the mask says. */
async function alignment(page: Page, mask: Buffer): Promise<number> {
  await page.getByRole("button", { name: "Original" }).click();
  const plain = await shotOfStage(page);
  await page.getByRole("button", { name: "Overlay" }).click();
  await page.locator("canvas.mask[data-loaded=true]").waitFor();
  const covered = changedPixels(plain, await shotOfStage(page));
  return overlap(covered, await maskOnStage(mask, plain, await pictureBox(page)));
}

it("a picture that is dropped is scanned, and opens with its verdict", async () => {
  const page = await watched.open("#/");
  await page.getByText("No pictures here").waitFor();
  const authentic = await flat(300, 200, BLACK).png().toBuffer();
  await drop(page, {
    "turned.jpg": await picture("jpeg", 6),
    "plain.png": authentic,
    "text.jpg": Buffer.from("x"),
  });
  await expectCards(page, ["turned.jpg", "text.jpg", "plain.png"]);
  expect(await readFile(join(watched.images, "plain.png"))).toEqual(authentic);
  await page.getByText("3 of 3 files done").waitFor(SOON);

  await page.locator(".uploads").getByRole("link", { name: "Flagged" }).click();
  await page.getByText("Likely edited").waitFor();
  expect(page.url()).toMatch(/#\/images\/turned\.jpg$/);
  expect(await page.locator("[data-witness=network]").textContent()).toContain(
    "above the threshold",
  );
});

it("a file whose name is taken is not overwritten without a word", async () => {
  const page = await watched.open("#/");
  const before = await readFile(join(watched.images, "plain.png"));
  await drop(page, { "plain.png": await flat(40, 40, RED).png().toBuffer() });
  await page.getByText("A file of this name is there.").waitFor();
  await page.getByRole("button", { name: "Keep both" }).click();
  await expectCards(page, ["plain (2).png", "turned.jpg", "text.jpg", "plain.png"]);
  expect(await readFile(join(watched.images, "plain.png"))).toEqual(before);
});

it("the overlay lies where the mask says, at every zoom, of a turned picture too", async () => {
  await writeFile(join(watched.images, "straight.png"), await picture("png"));
  for (const key of ["turned.jpg", "straight.png"]) {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 780 },
    ]) {
      const page = await watched.open(`#/images/${key}`, { viewport });
      await page.getByText("Likely edited").waitFor(SOON);
      await showOverlay(page);
      const mask = await maskOf(key);
      expect(await alignment(page, mask), `${key} fitted`).toBeGreaterThan(0.97);
      await page.locator(".stage").focus();
      for (const pressed of ["+", "+", "+", "ArrowUp", "ArrowRight"])
        await page.keyboard.press(pressed);
      expect(await alignment(page, mask), `${key} closer`).toBeGreaterThan(0.97);
      await page.context().close();
    }
  }
});

it("the photograph itself is upright: its red part is where the mask's is", async () => {
  const { data, info } = await sharp(await maskOf("turned.jpg"))
    .toColourspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const page = await watched.open("#/images/turned.jpg");
  await page.locator("img.photograph").waitFor();
  await page.getByRole("button", { name: "Original" }).click();
  await page.locator(".look input[type=checkbox]").setChecked(false);
  await page.waitForLoadState("networkidle");
  const [shot, box] = [await shotOfStage(page), await pictureBox(page)];
  const redAt = (x: number, y: number) => {
    const at = Math.round(box.y + y * box.height) * shot.width + Math.round(box.x + x * box.width);
    return shot.rgb[3 * at] ?? 0;
  };
  const maskAt = (x: number, y: number) =>
    data[Math.floor(y * info.height) * info.width + Math.floor(x * info.width)] ?? 0;
  for (const [x, y] of [
    [0.75, 0.78],
    [0.25, 0.78],
    [0.75, 0.2],
    [0.25, 0.2],
  ] as const) {
    expect(redAt(x, y) > 128, `${x} ${y}`).toBe(maskAt(x, y) >= 128);
  }
  expect(redAt(0.75, 0.78)).toBeGreaterThan(128);
});

it("shows by label, by the beginning of a name, and what was not reviewed", async () => {
  await mkdir(join(watched.images, "sub dir"));
  await writeFile(join(watched.images, HOSTILE), await picture("png"));
  const page = await watched.open("#/");
  await expectCards(page, [
    HOSTILE,
    "straight.png",
    "plain (2).png",
    "turned.jpg",
    "text.jpg",
    "plain.png",
  ]);
  await page.getByRole("button", { name: /^Failed/ }).click();
  await expectCards(page, ["text.jpg"]);
  await page.getByRole("button", { name: "Flagged first" }).click();
  await page.keyboard.press("/");
  await page.keyboard.type("sub dir/");
  await expectCards(page, [HOSTILE]);
  expect(await page.locator(".count").allTextContents()).toEqual(["1", "0", "0", "0"]);
});

it("a hostile name is text, and has a link of its own", async () => {
  const page = await watched.open("#/");
  await page.locator(".card", { hasText: HOSTILE }).click();
  await page.getByText("Likely edited").waitFor();
  expect(await page.locator("h1").textContent()).toBe(HOSTILE);
  const again = await watched.open(new URL(page.url()).hash);
  await again.getByText("Likely edited").waitFor();
  expect(await again.locator("h1").textContent()).toBe(HOSTILE);
  expect(await again.locator("b").count()).toBe(0);
});

it("keeps a review by keys alone, shows it again, and gives it away as files", async () => {
  const page = await watched.open("#/");
  await page.locator(".card", { hasText: "straight.png" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Likely edited").waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("pasted, not a shadow");
  await page.keyboard.press("Escape");
  await page.keyboard.press("c");
  await page.getByText(/^Kept, /).waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".card", { hasText: "straight.png" }).getByText("Confirmed").waitFor();

  const later = await watched.open("#/images/straight.png");
  await expect.poll(() => later.getByLabel("Note").inputValue()).toBe("pasted, not a shadow");
  expect(await later.getByRole("button", { name: /Confirm/ }).getAttribute("aria-pressed")).toBe(
    "true",
  );
  for (const [name, expected] of [
    ["Reviews as JSON lines", /"decision":"confirmed","note":"pasted, not a shadow"/],
    ["Tasks for Label Studio", /"rectanglelabels"/],
  ] as const) {
    await later.locator(".menu summary").click();
    const download = later.waitForEvent("download");
    await later.getByRole("link", { name }).click();
    const path = await (await download).path();
    expect(await readFile(path, "utf8")).toMatch(expected);
    await later.locator(".menu summary").click();
  }
  await page.getByLabel("not reviewed").check();
  expect(await cardNames(page)).not.toContain("straight.png");
});

it("where nothing was found one agrees or says what was missed; there is no false alarm", async () => {
  const page = await watched.open("#/images/plain.png");
  await page.getByText("Nothing was found.").waitFor(SOON);
  expect(await page.getByRole("button", { name: /False alarm|Confirm/ }).count()).toBe(0);
  await page.keyboard.press("m");
  await page.getByText(/^Kept, /).waitFor();
  const missed = page.getByRole("button", { name: /Missed an edit/ });
  expect(await missed.getAttribute("aria-pressed")).toBe("true");
  await page.keyboard.press("Escape");
  await page.locator(".card", { hasText: "plain.png" }).getByText("Missed").waitFor();
});

it("has a legend, which does not move the picture when another layer is shown", async () => {
  const page = await watched.open("#/images/straight.png");
  await page.getByText("Likely edited").waitFor(SOON);
  const legend = page.getByRole("list", { name: "What the colours mean" });
  expect(await legend.textContent()).toContain("marked as changed");
  const before = await page.locator(".stage").boundingBox();
  for (const key of ["3", "1", "b"]) await page.keyboard.press(key);
  expect(await page.locator(".stage").boundingBox()).toEqual(before);
});

it("says why a file was not scanned, and what helps", async () => {
  const page = await watched.open("#/images/text.jpg");
  await page.locator(".headline", { hasText: "Expected a JPEG, PNG, WebP" }).waitFor();
  expect(await page.locator(".verdict").textContent()).toMatch(/A retry ends the same\.$/);
  expect(await page.getByRole("button", { name: "Scan again" }).count()).toBe(0);
  await page.getByText("There is nothing that can be shown.").waitFor();
});

it("follows what happens in the folder without being loaded again", async () => {
  const page = await watched.open("#/");
  await page.locator(".card").first().waitFor();
  await writeFile(join(watched.images, "arrives.png"), await picture("png"));
  await expect.poll(async () => (await cardNames(page))[0], SOON).toBe("arrives.png");
});

it("complained of nothing, and asked nobody else", () => {
  // What a failed image or a taken name is answered with, the browser writes down itself.
  const own = watched.complaints.filter((one) => !/status of (409|422)/.test(one));
  expect(own).toEqual([]);
});
