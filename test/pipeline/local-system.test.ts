import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ScanRequested } from "../../core/api/scan-request.ts";
import { ListAnswer } from "../../core/api/verdict-list.ts";
import { VerdictAnswer } from "../../core/api/verdict-query.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { IMAGE_BUCKET } from "../../local/bucket/buckets.ts";
import { type LocalSystem, type SystemOptions, startSystem } from "../../local/system.ts";
import { TINY_MODEL_DIRECTORY } from "../helpers/fixtures.ts";
import { BLACK, flat, halfRed, RED } from "../helpers/pictures.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const SOON = { timeout: 20_000, interval: 100 };

let home: string;
let images: string;
let systems: LocalSystem[];

async function start(options: Partial<SystemOptions> = {}): Promise<LocalSystem> {
  const system = await startSystem({
    home,
    bucketDir: images,
    model: { directory: TINY_MODEL_DIRECTORY },
    port: 0,
    telemetry: { log: () => {}, metric: () => {} },
    onVerdict: () => {},
    ...options,
  });
  systems.push(system);
  return system;
}

async function startAndSettle(): Promise<LocalSystem> {
  const system = await start();
  await system.awaited.settled();
  return system;
}

async function latest({ verdicts }: LocalSystem): Promise<Record<string, Verdict>> {
  const all: Record<string, Verdict> = {};
  for await (const verdict of verdicts.list({ bucket: IMAGE_BUCKET })) {
    all[verdict.object.key] = verdict;
  }
  return all;
}

async function ask({ url }: LocalSystem, path: string, init: RequestInit = {}) {
  const response = await fetch(url + path, init);
  return { status: response.status, body: await response.json() };
}

function post(content: unknown): RequestInit {
  const headers = { "content-type": "application/json" };
  return { method: "POST", headers, body: JSON.stringify(content) };
}

/** The answer about a key, once it is a verdict about what is there now. */
async function verdictOf(system: LocalSystem, key: string): Promise<VerdictAnswer> {
  return vi.waitFor(async () => {
    const { status, body } = await ask(
      system,
      `/verdict?${new URLSearchParams({ bucket: IMAGE_BUCKET, key })}`,
    );
    expect(status).toBe(200);
    const answer = VerdictAnswer.parse(body);
    expect(answer.stale).toBe(false);
    return answer;
  }, SOON);
}

/** Asks as a browser does that looks for this machine under another name. */
async function statusFor({ url }: LocalSystem, name: string): Promise<number | undefined> {
  const headers = { host: `${name}:${new URL(url).port}` };
  const [response] = await once(get(`${url}/verdict`, { headers }), "response");
  response.resume();
  return response.statusCode;
}

beforeEach(async () => {
  const folder = await temporaryFolder();
  [home, images] = [join(folder, "home"), join(folder, "images")];
  await mkdir(images);
  systems = [];
});

afterEach(async () => {
  for (const system of systems) await system.stop();
});

describe("a file in the bucket folder", () => {
  it("becomes a verdict and a mask of its own size, then follows its changes and its removal", async () => {
    const system = await start();
    const file = join(images, "sub folder", "half+red %.png");
    const key = "sub folder/half+red %.png";
    await mkdir(join(images, "sub folder"));
    await halfRed(301, 200).toFile(file);

    const { verdict, maskUrl = "" } = await verdictOf(system, key);
    expect(verdict).toMatchObject({
      state: "scanned",
      label: "manipulated",
      mask: { width: 301, height: 200 },
      image: { width: 301, height: 200, format: "png" },
      model: { name: "tiny" },
    });
    const response = await fetch(maskUrl);
    expect(response.headers.get("content-type")).toBe("image/png");
    const mask = sharp(await response.arrayBuffer());
    expect(await mask.metadata()).toMatchObject({
      width: 301,
      height: 200,
      channels: 1,
      depth: "uchar",
    });
    const pixels = await mask.toColourspace("b-w").raw().toBuffer();
    expect([pixels[100 * 301 + 20], pixels[100 * 301 + 280]]).toEqual([255, 0]);

    const { body: list } = await ask(system, "/verdicts?label=manipulated");
    expect(ListAnswer.parse(list)).toEqual({
      verdicts: [verdict],
      totals: { manipulated: 1, authentic: 0, failed: 0, skipped: 0, deleted: 0 },
    });

    await flat(301, 200, BLACK).toFile(file);
    expect((await verdictOf(system, key)).verdict).toMatchObject({ label: "authentic", score: 0 });

    await rm(file);
    expect((await verdictOf(system, key)).verdict.state).toBe("deleted");
  });

  it("that is no image gets a verdict that says so", async () => {
    const system = await start();
    await writeFile(join(images, "text.jpg"), "no image at all");
    await writeFile(join(images, "empty.jpg"), "");
    expect((await verdictOf(system, "text.jpg")).verdict).toMatchObject({
      state: "failed",
      reason: { code: "unsupported_format" },
    });
    expect((await verdictOf(system, "empty.jpg")).verdict).toMatchObject({
      state: "failed",
      reason: { code: "corrupt" },
    });
  });
});

describe("the query endpoint", () => {
  it("answers 202 until the scan is done, 404 for what is not there, 400 for what names nothing", async () => {
    const system = await start();
    await flat(64, 64, RED).png().toFile(join(images, "new.png"));
    expect(await ask(system, "/verdicts/images/new.png")).toMatchObject({
      status: 202,
      body: { state: "pending", object: { bucket: IMAGE_BUCKET, key: "new.png" } },
    });
    await verdictOf(system, "new.png");
    expect(await ask(system, "/verdicts/images/new.png")).toMatchObject({ status: 200 });

    expect(await ask(system, "/verdicts/images/other.png")).toMatchObject({ status: 404 });
    expect(await ask(system, "/verdicts/elsewhere/new.png")).toMatchObject({ status: 404 });
    expect(await ask(system, "/verdicts/images/a%2F..%2Fnew.png")).toMatchObject({ status: 400 });
    expect(await ask(system, "/verdicts/images/%ff")).toMatchObject({ status: 400 });
    expect(await ask(system, "/verdict?bucket=images")).toMatchObject({ status: 400 });
  });

  it("scans again when it is asked to", async () => {
    const system = await start();
    await flat(64, 64, RED).png().toFile(join(images, "again.png"));
    const before = await verdictOf(system, "again.png");
    const key = { bucket: IMAGE_BUCKET, key: "again.png" };
    const { status, body } = await ask(system, "/scans", post(key));
    expect(status).toBe(202);
    const { scanId } = ScanRequested.parse(body);
    await vi.waitFor(async () => {
      const { verdict } = await verdictOf(system, "again.png");
      expect(verdict).toMatchObject({ scanId, generation: before.verdict.generation + 1 });
    }, SOON);
  });

  it("hands out masks alone, reads alone, and only to this machine", async () => {
    const system = await start();
    const mask = `/masks/ab/${"ab".repeat(32)}.png`;
    expect(await ask(system, mask)).toMatchObject({ status: 404 });
    expect(await ask(system, "/verdict", { method: "PUT" })).toMatchObject({ status: 405 });
    expect(await ask(system, "/scans", { method: "POST" })).toMatchObject({ status: 415 });
    const long = post({ bucket: IMAGE_BUCKET, key: "k".repeat(20_000) });
    expect(await ask(system, "/scans", long)).toMatchObject({ status: 413 });
    expect(await ask(system, "/verdict", post({}))).toMatchObject({ status: 404 });
    expect(system.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(await statusFor(system, "localhost")).toBe(400);
    expect(await statusFor(system, "rebound.example")).toBe(403);
  });
});

describe("a restart", () => {
  it("scans nothing again, and finds what came, changed and went meanwhile", async () => {
    for (const name of ["stays.png", "changes.png", "goes.png"]) {
      await flat(64, 64, BLACK).toFile(join(images, name));
    }
    await writeFile(join(images, "broken.png"), "x");
    const first = await startAndSettle();
    const before = await latest(first);
    expect(Object.keys(before)).toHaveLength(4);
    await first.stop();

    const second = await startAndSettle();
    expect(second.queued).toBe(0);
    expect(await latest(second)).toEqual(before);
    await second.stop();

    await flat(64, 64, RED).toFile(join(images, "comes.png"));
    await flat(64, 64, RED).toFile(join(images, "changes.png"));
    await rm(join(images, "goes.png"));
    const third = await startAndSettle();
    expect(third.queued).toBe(3);
    expect(await latest(third)).toMatchObject({
      "stays.png": before["stays.png"],
      "broken.png": before["broken.png"],
      "comes.png": { label: "manipulated" },
      "changes.png": { label: "manipulated" },
      "goes.png": { state: "deleted" },
    });
  });

  it("keeps what was in hand when it was asked to stop", async () => {
    for (let i = 0; i < 12; i++) await halfRed(900, 700).toFile(join(images, `${i}.png`));
    const first = await start();
    await first.stop();
    const second = await startAndSettle();
    const verdicts = Object.values(await latest(second));
    expect(verdicts).toHaveLength(12);
    expect(verdicts.every(({ state }) => state === "scanned")).toBe(true);
  });
});

describe("a start that cannot be", () => {
  it("says that the state folder is in use, and frees it when its holder stops", async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(/in use by another running system/);
    await first.stop();
    await start();
  });

  it("says that the port is in use, and leaves the state folder free", async () => {
    const other = await start();
    const port = Number(new URL(other.url).port);
    const another = { home: join(home, "..", "another"), port };
    await expect(start(another)).rejects.toThrow(`Port ${port} is in use`);
    await start({ ...another, port: 0 });
  });

  it("does not take one bucket's verdicts for those of another", async () => {
    await (await start()).stop();
    const bucketDir = join(home, "..", "others");
    await mkdir(bucketDir);
    await expect(start({ bucketDir })).rejects.toThrow(/holds the verdicts about/);
    await expect(start({ bucketDir: join(home, "..", "none") })).rejects.toThrow(/existing folder/);
  });
});
