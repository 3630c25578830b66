import { expect, it } from "vitest";
import { readGray } from "../../../../adapters/image/read-gray.ts";
import { readLuma } from "../../../../adapters/image/read-luma.ts";
import { makeSharpCodec } from "../../../../adapters/image/sharp-codec.ts";
import { ReasonCode, ScanError } from "../../../../core/contracts/reasons.ts";
import { differenceOf, ODD_FILES, oddFile } from "../../../helpers/fixtures.ts";

const codec = makeSharpCodec();
const SIZE = 48;
/** Mean of a channel, in steps of 255: what JPEG, AVIF and 64 colours do to the picture. */
const LOSS = 4;

const isRefused = ([, { outcome }]: (typeof files)[number]) =>
  ReasonCode.options.some((code) => code === outcome);
const files = Object.entries(ODD_FILES);

async function look(bytes: Uint8Array): Promise<Uint8Array> {
  const opened = await codec.open(bytes, () => {});
  return codec.decode(opened.bytes, SIZE, "lanczos3");
}

const refusalOf = (bytes: Uint8Array): Promise<unknown> =>
  look(bytes).then(
    () => "scanned",
    (error) => error,
  );

it.each(files.filter(isRefused))("%s is refused", async (name, { outcome }) => {
  const refusal = await refusalOf(await oddFile(name));
  expect(refusal).toBeInstanceOf(ScanError);
  expect(refusal).toMatchObject({ code: outcome });
});

it.each(files.filter((file) => !isRefused(file)))(
  "%s is scanned as what it shows",
  async (name, { outcome, pages }) => {
    const bytes = await oddFile(name);
    const seen = differenceOf(await look(bytes), await look(await oddFile(outcome)));
    expect(seen.mean).toBeLessThan(LOSS);
    const said = (await codec.open(bytes, () => {})).facts.pages;
    expect(said).toEqual(pages === undefined ? undefined : { scanned: 1, count: pages });
  },
);

it.each(files.filter((file) => !isRefused(file)))(
  "%s is seen so by all witnesses",
  async (name, { outcome }) => {
    const bytesOf = async (file: string) => (await codec.open(await oddFile(file), () => {})).bytes;
    const [bytes, same] = [await bytesOf(name), await bytesOf(outcome)];
    const [gray, expected] = [await readGray(bytes), await readGray(same)];
    expect(meanDifference(gray.gray.values, expected.gray.values)).toBeLessThan(LOSS);
    const [{ luma }, plain] = [await readLuma(bytes), await readLuma(same)];
    expect(meanDifference(luma.values, plain.luma.values) / 64).toBeLessThan(LOSS);
  },
);

function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return a.length === b.length ? sum / a.length : Number.POSITIVE_INFINITY;
}

it("a file's reason is the same however many others are refused beside it", async () => {
  const refused = await Promise.all(files.filter(isRefused).map(([name]) => oddFile(name)));
  const alone: unknown[] = [];
  for (const bytes of refused) alone.push(String(await refusalOf(bytes)));
  for (let round = 0; round < 20; round++) {
    const together = await Promise.all(refused.map(refusalOf));
    expect(together.map(String)).toEqual(alone);
  }
});
