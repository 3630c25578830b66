import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { type LocalSystem, startSystem } from "../../local/system.ts";
import { TINY_MODEL_DIRECTORY } from "../helpers/fixtures.ts";

/** A system with a browser that looks at it. */
export interface WatchedSystem {
  readonly system: LocalSystem;
  /** The bucket's folder. */
  readonly images: string;
  /** A page that was opened there; what it complains of must be asked for with `complaints`. */
  open(hash: string, options?: BrowserContextOptions): Promise<Page>;
  /** The same for an address elsewhere. */
  openUrl(url: string): Promise<Page>;
  /** What pages wrote as errors, and what they asked of others. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export async function watchSystem(): Promise<WatchedSystem> {
  const folder = await mkdtemp(join(tmpdir(), "fasa-page-"));
  const images = join(folder, "images");
  await mkdir(images);
  const system = await startSystem({
    home: join(folder, "home"),
    bucketDir: images,
    model: { directory: TINY_MODEL_DIRECTORY },
    port: 0,
    telemetry: { log: () => {}, metric: () => {} },
    onVerdict: () => {},
  });
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium" });
  const complaints: string[] = [];
  return {
    system,
    images,
    complaints,
    open: (hash, options) => openPage(browser, `${system.url}/${hash}`, complaints, options),
    openUrl: (url) => openPage(browser, url, complaints),
    async close() {
      await browser.close();
      await system.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function openPage(
  browser: Browser,
  url: string,
  complaints: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(url).origin)) complaints.push(request.url());
  });
  await page.goto(url);
  return page;
}

/** Lets go of files over the page, as if they were dragged from the desktop. */
export async function drop(page: Page, files: Readonly<Record<string, Buffer>>): Promise<void> {
  const sent = Object.entries(files).map(
    ([name, bytes]) => [name, bytes.toString("base64")] as const,
  );
  const dataTransfer = await page.evaluateHandle((named) => {
    const transfer = new DataTransfer();
    for (const [name, base64] of named) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, sent);
  await page.dispatchEvent(".page", "drop", { dataTransfer });
}

export async function cardNames(page: Page): Promise<string[]> {
  return page.locator(".card .name").allTextContents();
}

export async function expectCards(page: Page, names: readonly string[]): Promise<void> {
  await expect.poll(() => cardNames(page), { timeout: 20_000 }).toEqual(names);
}
