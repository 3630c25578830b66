import sharp from "sharp";
import { describe, expect, it, vi } from "vitest";
import { withLoopFilters } from "../../../../adapters/heif/loop-filters.ts";
import { makeOpenHeic } from "../../../../adapters/heif/open-heic.ts";
import { scanError } from "../../../../core/contracts/reasons.ts";
import { imageFixture } from "../../../helpers/fixtures.ts";

const TIMEOUT_MS = 60_000;
const limits = { timeoutMs: TIMEOUT_MS, maxMemoryBytes: 640 * 1024 * 1024 };
const openHeic = makeOpenHeic(limits);
const phone = await imageFixture("heic-phone.heic");
const any = () => {};
vi.setConfig({ testTimeout: TIMEOUT_MS });

describe("a file of a phone", () => {
  it("is opened upright and whole, with its colour profile", async () => {
    const accept = vi.fn();
    const { bytes, facts } = await openHeic(phone, accept);
    expect(facts).toEqual({ width: 900, height: 1200, format: "heic", sizeBytes: phone.length });
    expect(accept).toHaveBeenCalledExactlyOnceWith(facts);
    const { width, height, orientation, icc } = await sharp(bytes).metadata();
    expect({ width, height, orientation }).toEqual({
      width: 900,
      height: 1200,
      orientation: undefined,
    });
    expect(icc?.length).toBeGreaterThan(100);
  });

  it("is not decoded when its header is refused", async () => {
    const refusal = scanError("too_small", { width: 1, height: 1, minSidePixels: 2 });
    const refuse = () => {
      throw refusal;
    };
    await expect(openHeic(phone, refuse)).rejects.toBe(refusal);
  });

  it("holds nobody up who comes after a refusal, and files wait for each other", async () => {
    const broken = openHeic(phone.subarray(0, 5000), any);
    const whole = openHeic(phone, any);
    await expect(broken).rejects.toMatchObject({ code: "corrupt" });
    await expect(whole).resolves.toMatchObject({ facts: { width: 900 } });
  });
});

describe("what ends without a picture says why", () => {
  it("a decoder that wants more memory than it may have", async () => {
    const sparing = makeOpenHeic({ ...limits, maxMemoryBytes: 18_000_000 });
    const long = Buffer.concat([phone, Buffer.alloc(20_000_000)]);
    await expect(sparing(long, any)).rejects.toMatchObject({
      code: "corrupt",
      message: expect.stringContaining("more memory than it may have"),
    });
    await expect(openHeic(long, any)).resolves.toMatchObject({ facts: { width: 900 } });
  });

  it("a decoder that takes longer than it may, and is ended", async () => {
    const hasty = makeOpenHeic({ ...limits, timeoutMs: 20 });
    await expect(hasty(phone, any)).rejects.toMatchObject({ code: "timeout" });
  });

  it("tiles of which one is missing", async () => {
    const holed = Buffer.from(phone);
    const tiles = holed.indexOf("mdat") + 4;
    holed.fill(0, tiles + 8000, tiles + 20_000);
    await expect(openHeic(holed, any)).rejects.toMatchObject({ code: "corrupt" });
  });
});

it("another program than the release that is pinned is refused", () => {
  expect(() => withLoopFilters(Buffer.from("wasm"))).toThrow(/expected 2 places.*found 0/);
});
