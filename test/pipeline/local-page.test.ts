import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import sharp from "sharp";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { VerdictAnswer } from "../../core/api/verdict-query.ts";
import { Review, ReviewsAnswer } from "../../core/reviews/review.ts";
import { type LocalSystem, startSystem } from "../../local/system.ts";
import { TINY_MODEL_DIRECTORY } from "../helpers/fixtures.ts";
import { halfRed } from "../helpers/pictures.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const SOON = { timeout: 20_000, interval: 100 };

let folder: string;
let system: LocalSystem;

async function start(home = folder): Promise<LocalSystem> {
  return startSystem({
    home,
    model: { directory: TINY_MODEL_DIRECTORY },
    port: 0,
    telemetry: { log: () => {}, metric: () => {} },
    onVerdict: () => {},
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fasa-test-"));
  system = await start();
  return async () => {
    await system.stop();
    await rm(folder, { recursive: true });
  };
});

const imagesAt = (name: string) => join(system.folders["images"] ?? "", name);

const pictureOf = (key: string, rest = "") =>
  `${system.url}/pictures?${new URLSearchParams({ bucket: "images", key })}&side=360${rest}`;

/** Asks as a browser cannot: with any header, and a path as it is. */
async function ask(path: string, headers: Record<string, string>, method = "GET") {
  const { port } = new URL(system.url);
  const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false }).end();
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    asked.on("error", reject).on("response", async (response) => {
      resolve({ status: response.statusCode, body: await text(response) });
    });
  });
}

describe("the page", () => {
  it("is there, weighs under 200 kB, and takes nothing from elsewhere", async () => {
    const response = await fetch(system.url);
    const html = await response.text();
    expect(response.headers.get("content-type")).toMatch("text/html");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    const names = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(2);
    let sizeBytes = html.length;
    for (const name of names) {
      expect(name).toMatch(/^\/assets\//);
      const asset = await fetch(system.url + name);
      expect(asset.status).toBe(200);
      expect(asset.headers.get("cache-control")).toContain("immutable");
      sizeBytes += (await asset.arrayBuffer()).byteLength;
    }
    expect(sizeBytes).toBeLessThan(200_000);
  });

  it.each([
    "/assets/../package.json",
    "/assets/%2e%2e/page-files.ts",
    "/assets/none.js",
    "/assets/",
  ])("has no file %s", async (path) => {
    const host = new URL(system.url).host;
    expect(await ask(path, { host })).toMatchObject({ status: 404 });
  });
});

describe("a photograph", () => {
  it("comes by its key, upright and no larger than asked for", async () => {
    await halfRed(600, 400)
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toFile(imagesAt("ö turned+.jpg"));
    const response = await fetch(pictureOf("ö turned+.jpg"));
    expect(response.headers.get("content-type")).toBe("image/jpeg");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const shown = sharp(await response.arrayBuffer());
    expect(await shown.metadata()).toMatchObject({ width: 240, height: 360 });
    expect((await shown.metadata()).orientation).toBeUndefined();
    const { data, info } = await shown.raw().toBuffer({ resolveWithObject: true });
    const redAt = (y: number) => data[(y * info.width + 120) * info.channels] ?? 0;
    // Turned clockwise, the left half becomes the upper one.
    expect(redAt(60)).toBeGreaterThan(200);
    expect(redAt(300)).toBeLessThan(60);
  });

  it("that no browser shows comes as one that every browser does", async () => {
    await halfRed(60, 40).tiff().toFile(imagesAt("a.tiff"));
    const response = await fetch(pictureOf("a.tiff"));
    expect((await sharp(await response.arrayBuffer()).metadata()).format).toBe("jpeg");
  });

  it("is the one that was judged, or none", async () => {
    await halfRed(60, 40).png().toFile(imagesAt("b.png"));
    expect((await fetch(pictureOf("b.png", "&eTag=other"))).status).toBe(410);
  });

  it("is nothing else than a picture of the bucket", async () => {
    await writeFile(imagesAt("text.jpg"), "no picture");
    await writeFile(join(folder, "secret.jpg"), await halfRed(60, 40).jpeg().toBuffer());
    await symlink(join(folder, "secret.jpg"), imagesAt("link.jpg"));
    expect((await fetch(pictureOf("text.jpg"))).status).toBe(422);
    for (const key of ["../secret.jpg", "link.jpg", "/etc/passwd", "..", "none.jpg", "a\0b"]) {
      expect((await fetch(pictureOf(key))).status, key).toBe(404);
    }
    const masks = new URLSearchParams({ bucket: "masks", key: "a.png", side: "360" });
    expect((await fetch(`${system.url}/pictures?${masks}`)).status).toBe(404);
    expect((await fetch(`${system.url}/pictures?bucket=images&key=a.png&side=7`)).status).toBe(400);
    expect((await fetch(`${system.url}/pictures?bucket=images`)).status).toBe(400);
  });

  it("is for this page alone", async () => {
    const path = "/pictures?bucket=images&key=b.png&side=360";
    const host = new URL(system.url).host;
    const own = { host, "sec-fetch-site": "same-origin" };
    expect(await ask(path, own)).toMatchObject({ status: 200 });
    for (const headers of [
      { host, "sec-fetch-site": "cross-site" },
      { host, "sec-fetch-site": "same-site" },
      { host, origin: "http://elsewhere.example" },
      { host: "rebound.example" },
    ]) {
      expect(await ask(path, headers)).toMatchObject({ status: 403 });
    }
    const { headers } = await fetch(pictureOf("b.png"));
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });
});

describe("a file that is dropped", () => {
  const put = (
    key: string,
    body: string | Buffer,
    rest = "",
    headers: Record<string, string> = {},
  ) =>
    fetch(`${system.url}/uploads?${new URLSearchParams({ key })}${rest}`, {
      method: "PUT",
      body,
      headers,
    });

  it("comes into the bucket, and to a verdict", async () => {
    const bytes = await halfRed(64, 48).png().toBuffer();
    const response = await put("new picture.png", bytes);
    expect(await response.json()).toEqual({ bucket: "images", key: "new picture.png" });
    expect(await readFile(imagesAt("new picture.png"))).toEqual(bytes);
    await vi.waitFor(async () => {
      const path = "/verdict?bucket=images&key=new+picture.png";
      const { verdict } = VerdictAnswer.parse(await (await fetch(system.url + path)).json());
      expect(verdict).toMatchObject({ state: "scanned", label: "manipulated" });
    }, SOON);
  });

  it("replaces nothing without a word", async () => {
    await put("taken.jpg", "old");
    expect((await put("taken.jpg", "new")).status).toBe(409);
    expect(await readFile(imagesAt("taken.jpg"), "utf8")).toBe("old");
    expect((await put("taken.jpg", "new", "&replace=true")).status).toBe(200);
    expect(await readFile(imagesAt("taken.jpg"), "utf8")).toBe("new");
  });

  it("is refused where it is no image, which the folder would leave out", async () => {
    const refused = await put("notes.txt", "no image");
    expect(refused.status).toBe(415);
    expect(await refused.text()).toContain("notes.txt is text, which is no image that is scanned.");
    await expect(readFile(imagesAt("notes.txt"))).rejects.toThrow("ENOENT");
  });

  it("stays within the folder, and within its limit", async () => {
    for (const key of ["../out.jpg", "a/../../out.jpg", ".hidden", ""]) {
      expect((await put(key, "x")).status, key).toBe(400);
    }
    const host = new URL(system.url).host;
    const large = { host, "content-length": String(101 * 1024 * 1024), expect: "100-continue" };
    expect(await ask("/uploads?key=large.jpg", large, "PUT")).toMatchObject({ status: 413 });
  });

  it("comes from this page alone", async () => {
    const host = new URL(system.url).host;
    const foreign = { host, origin: "http://elsewhere.example" };
    expect(await ask("/uploads?key=x.jpg", foreign, "PUT")).toMatchObject({ status: 403 });
    await expect(readFile(imagesAt("x.jpg"))).rejects.toThrow("ENOENT");
  });
});

describe("a review", () => {
  const about = { bucket: "images", key: "seen.jpg", objectVersion: "seq:1" };
  const post = (body: unknown, headers = { "content-type": "application/json" }) =>
    fetch(`${system.url}/reviews`, { method: "POST", headers, body: JSON.stringify(body) });

  it("is kept beside the verdict, over a restart, and goes out as a file", async () => {
    const home = join(await temporaryFolder(), "home");
    const other = await start(home);
    const sent = { ...about, decision: "falseAlarm", note: "a shadow" };
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(sent) };
    const review = Review.parse(await (await fetch(`${other.url}/reviews`, init)).json());
    expect(review).toMatchObject(sent);
    await other.stop();
    const again = await start(home);
    onTestFinished(() => again.stop());
    const { reviews } = ReviewsAnswer.parse(await (await fetch(`${again.url}/reviews`)).json());
    expect(reviews).toEqual([review]);
    const file = await fetch(`${again.url}/reviews/export?format=jsonl`);
    expect(file.headers.get("content-disposition")).toContain('filename="reviews.jsonl"');
    expect(JSON.parse(await file.text())).toEqual(review);
  });

  it("says what it is about and what it decides, or is none", async () => {
    expect((await post({ ...about, decision: "guilty" })).status).toBe(400);
    expect((await post({ bucket: "images" })).status).toBe(400);
    expect((await post({}, { "content-type": "text/plain" })).status).toBe(415);
    expect((await fetch(`${system.url}/reviews/export?format=csv`)).status).toBe(400);
  });
});
