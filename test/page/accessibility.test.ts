import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { halfRed } from "../helpers/pictures.ts";
import { drop, expectCards, type WatchedSystem, watchSystem } from "./opened-page.ts";

const AxeResults = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string(),
      nodes: z.array(z.object({ html: z.string() })),
    }),
  ),
});

let watched: WatchedSystem;

beforeAll(async () => {
  watched = await watchSystem();
  await writeFile(join(watched.images, "a.png"), await halfRed(300, 200).png().toBuffer());
  await writeFile(join(watched.images, "b.jpg"), "no picture");
});
afterAll(() => watched.close());

/** What axe holds against the page as it stands, by its rules for WCAG 2.2 AA and good practice. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate("axe.run()");
  const { violations } = AxeResults.parse(found);
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 780 },
  ]) {
    const open = (hash: string) => watched.open(hash, { colorScheme, viewport });
    const name = `${colorScheme}, ${viewport.width} px`;

    it(`the gallery can be used by everyone: ${name}`, async () => {
      const page = await open("#/");
      await expectCards(page, ["a.png", "b.jpg"]);
      await drop(page, { "b.jpg": Buffer.from("taken") });
      await page.getByText("A file of this name is there.").waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("?");
      expect(await violations(page)).toEqual([]);
    });

    it(`a picture can be looked at by everyone: ${name}`, async () => {
      const page = await open("#/images/a.png");
      await page.getByText("Likely edited").waitFor();
      await page.keyboard.press("c");
      await page.getByText(/^Kept, /).waitFor();
      await page.locator(".json summary").click();
      expect(await violations(page)).toEqual([]);
      const failed = await open("#/images/b.jpg");
      await failed.locator(".headline").waitFor();
      expect(await violations(failed)).toEqual([]);
    });

    it(`nothing is wider than the screen: ${name}`, async () => {
      for (const hash of ["#/", "#/images/a.png"]) {
        const page = await open(hash);
        await page.waitForLoadState("networkidle");
        const overhangPx = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overhangPx, hash).toBe(0);
      }
    });
  }
}
