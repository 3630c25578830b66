import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FolderObjectStore } from "../../adapters/folder/folder-object-store.ts";
import { parseSystem, SYSTEM_ROUTE } from "../../core/settings/system-description.ts";
import { type PageSystem, startPage } from "../../local/deployed/page-system.ts";
import { RecordedTelemetry } from "../helpers/doubles/recorded-telemetry.ts";
import { BLACK, flat } from "../helpers/pictures.ts";
import { expectCards, type WatchedSystem, watchSystem } from "./opened-page.ts";

/** Its API and its folders stand for those of a deployed one. */
let watched: WatchedSystem;
let page: PageSystem;

beforeAll(async () => {
  watched = await watchSystem();
  await writeFile(join(watched.images, "a b.png"), await flat(300, 200, BLACK).png().toBuffer());
  const description = parseSystem(await (await fetch(watched.system.url + SYSTEM_ROUTE)).text());
  page = await startPage({
    ...{ description, fetch, port: 0 },
    objects: new FolderObjectStore(watched.system.folders),
    telemetry: new RecordedTelemetry(),
  });
});
afterAll(async () => {
  await page.close();
  await watched.close();
});

it("shows verdicts, photographs and masks of the system, and keeps a review beside the masks", async () => {
  const shown = await watched.openUrl(page.entryUrl);
  expect(shown.url()).not.toContain("token");
  await expectCards(shown, ["a b.png"]);
  await shown.locator(".card").first().click();
  await shown.waitForFunction(() => {
    const image = document.querySelector<HTMLImageElement>(".stage img");
    return image?.complete && image.naturalWidth === 300;
  });
  await shown.getByRole("button", { name: "Heat map" }).click();
  await shown.locator("canvas.mask[data-loaded=true]").waitFor();
  await shown.getByRole("button", { name: "Missed an edit" }).click();
  await shown.getByText("Kept").waitFor();

  const again = await watched.openUrl(page.entryUrl);
  await again.locator(".card").first().click();
  await again.locator("[aria-pressed=true]", { hasText: "Missed an edit" }).waitFor();
  expect(watched.complaints).toEqual([]);
});

it("exports what was said with the verdict that it is about", async () => {
  const shown = await watched.openUrl(page.entryUrl);
  const text = await shown.evaluate(() => fetch("/reviews/export").then((answer) => answer.text()));
  expect(JSON.parse(text)).toMatchObject({ decision: "missed", verdict: { state: "scanned" } });
});

it("answers nobody who did not come by the entry", async () => {
  const { origin } = new URL(page.entryUrl);
  for (const path of ["/", "/verdicts", "/pictures?bucket=images&key=a%20b.png&side=360"]) {
    expect((await fetch(origin + path)).status).toBe(403);
  }
});
