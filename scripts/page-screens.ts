import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { PROJECT_ROOT } from "../lib/assets/project-root.ts";

// The pictures of the page in docs/images, made of the page itself and of the samples.

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };
const GALLERY = "#/";
const COPIED = "#/images/meadow-copy-move.jpg";

const SHOTS = [
  { name: "page-gallery", hash: GALLERY, size: DESK, scheme: "light" },
  { name: "page-gallery-dark", hash: GALLERY, size: DESK, scheme: "dark" },
  { name: "page-picture", hash: COPIED, size: DESK, scheme: "light" },
  { name: "page-gallery-phone", hash: GALLERY, size: PHONE, scheme: "light" },
  { name: "page-picture-phone", hash: COPIED, size: PHONE, scheme: "dark" },
] as const;

const out = process.argv[2] ?? join(PROJECT_ROOT, "docs/images");
const home = await mkdtemp(join(tmpdir(), "page-screens-"));
const start = ["--import", "tsx", "local/app.ts", "--home", home, "--port", "0"];
const system = spawn(process.execPath, start, {
  cwd: PROJECT_ROOT,
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const url = await urlPrinted();
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium" });
  for (const { name, hash, size, scheme } of SHOTS) {
    const page = await browser.newPage({ viewport: size, colorScheme: scheme });
    await page.goto(`${url}/${hash}`);
    await page.waitForLoadState("networkidle");
    const path = join(out, `${name}.jpg`);
    await page.screenshot({ path, type: "jpeg", quality: 76 });
    await page.close();
  }
  await browser.close();
} finally {
  const ended = new Promise((resolve) => system.once("exit", resolve));
  system.kill("SIGINT");
  await ended;
  await rm(home, { recursive: true });
}

/** Once every sample has its verdict. */
async function urlPrinted(): Promise<string> {
  for await (const line of createInterface(system.stdout)) {
    const url = /^Page +(http:\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error("the system ended before it was up");
}
