import { join, resolve } from "node:path";
import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { readWholeFile } from "../../adapters/folder/file-object.ts";
import { writeAtomically } from "../../adapters/folder/write-atomically.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { reportPage } from "../../core/report/report-page.ts";
import { readEarlier } from "../files/earlier-result.ts";
import { filePathOf, nameOf, REPORT_ENDING, shownName } from "../files/image-files.ts";
import { packageVersion } from "../package-version.ts";
import { gatherEntry } from "../report/gather-entry.ts";
import { UsageError } from "../usage-error.ts";

/**
 * A report of one file, beside the result that an earlier `fasa scan` left in `outDir`.
 *
 * @returns its path. @throws UsageError when there is no result.
 */
export async function writeFilePage(path: string, outDir: string): Promise<string> {
  const file = nameOf(path);
  const verdict = await readEarlier(outDir, file.key);
  if (verdict === undefined || filePathOf(verdict.object) !== path) {
    throw new UsageError(`Found no result of ${path} in ${outDir}: scan it first, or name --out.`);
  }
  const isMask = (key: string) => verdict.state === "scanned" && key === verdict.mask.key;
  const entry = gatherEntry(verdict, {
    ...{ voice: "file", nameOf: shownName },
    codec: makeSharpCodec(),
    get: ({ bucket, key, eTag }, maxBytes) =>
      readWholeFile(join(isMask(key) ? outDir : bucket, key), maxBytes, eTag),
  });
  const made = { madeAt: clock.now(), scannerVersion: packageVersion() };
  const head = { ...made, subject: path, voice: "file" as const, unreadable: [] };
  const page = resolve(outDir, file.key + REPORT_ENDING);
  await writeAtomically(page, bytesOf(reportPage(head, once(await entry))));
  return page;
}

async function* once<Item>(item: Item) {
  yield item;
}

async function* bytesOf(texts: AsyncIterable<string>) {
  for await (const text of texts) yield Buffer.from(text);
}
