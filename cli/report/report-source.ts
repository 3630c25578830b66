import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { glob } from "tinyglobby";
import { fileErrorCodeOf } from "../../adapters/folder/file-error.ts";
import { readWholeFile } from "../../adapters/folder/file-object.ts";
import type { ObjectLocation } from "../../core/contracts/object-identity.ts";
import { parseJson } from "../../core/contracts/parse-json.ts";
import { MessageError, type Voice } from "../../core/contracts/reasons.ts";
import { Verdict } from "../../core/contracts/verdict.ts";
import type { ObjectReader } from "../../core/ports.ts";
import type { Unreadable } from "../../core/report/report-entry.ts";
import { shownName, VERDICT_ENDING } from "../files/image-files.ts";
import { connectSystem } from "../system/connect.ts";
import { placeIn, readSystem } from "../system/read-system.ts";
import { UsageError } from "../usage-error.ts";

/** Where a report finds verdicts, and the images and masks that they are about. */
export interface ReportSource {
  /** Folder or bucket, for the title. */
  readonly subject: string;
  readonly verdicts: readonly Verdict[];
  /** What is no verdict although it lies where one is expected. */
  readonly unreadable: readonly Unreadable[];
  /** How a reader knows what a verdict is about. */
  readonly nameOf: (object: ObjectLocation) => string;
  readonly get: ObjectReader["get"];
  /** Of what cannot be got. */
  readonly voice: Voice;
  close(): void;
}

/** @throws UsageError when there is no verdict. */
export async function openReportSource(subject: string, system?: string): Promise<ReportSource> {
  const isBucket = subject.startsWith("s3://");
  const source = await (isBucket ? systemSource(subject, system) : folderSource(subject));
  if (source.verdicts.length > 0 || source.unreadable.length > 0) return source;
  source.close();
  const advice = isBucket
    ? "Nothing under it was scanned."
    : `fasa scan --out ${subject} makes some.`;
  throw new UsageError(`Found no verdict in ${subject}. ${advice}`);
}

/** What `fasa scan --out` left: verdicts name images by absolute folder, masks from this folder on. */
async function folderSource(folder: string): Promise<ReportSource> {
  const cwd = resolve(folder);
  const files = await glob(`**/*${VERDICT_ENDING}`, { cwd, absolute: true, dot: true });
  const read = await Promise.all(files.toSorted().map((file) => readVerdict(file, cwd)));
  const verdicts = read.flatMap((one) => ("why" in one ? [] : [one]));
  const masks = new Set(
    verdicts.flatMap((verdict) => (verdict.state === "scanned" ? [verdict.mask.key] : [])),
  );
  return {
    ...{ subject: cwd, verdicts, voice: "file", nameOf: shownName },
    unreadable: read.flatMap((one) => ("why" in one ? [one] : [])),
    get: ({ bucket, key, eTag }, maxBytes) =>
      readWholeFile(join(masks.has(key) ? cwd : bucket, key), maxBytes, eTag),
    close: () => {},
  };
}

/** One that cannot be read does not keep the others from whoever needs them. */
async function readVerdict(file: string, folder: string): Promise<Verdict | Unreadable> {
  const name = relative(folder, file);
  try {
    const read = Verdict.safeParse(parseJson(await readFile(file, "utf8"), "a verdict"));
    if (read.success) return read.data;
    return { name, why: "no verdict of this or an earlier version. Scan its image again." };
  } catch (error) {
    if (error instanceof MessageError)
      return { name, why: `${error.message} Scan its image again.` };
    const code = fileErrorCodeOf(error);
    if (code === undefined) throw error;
    return { name, why: `it cannot be read (${code}).` };
  }
}

async function systemSource(uri: string, given?: string): Promise<ReportSource> {
  const description = await readSystem(given);
  const { bucket, prefix } = placeIn(description, uri);
  const { verdicts: store, objects, close } = connectSystem(description);
  const verdicts: Verdict[] = [];
  for await (const verdict of store.list({ bucket: bucket.name })) {
    if (verdict.object.key.startsWith(prefix)) verdicts.push(verdict);
  }
  return {
    ...{ subject: uri, verdicts, unreadable: [], nameOf: ({ key }) => key },
    voice: bucket.folder === undefined ? "object" : "file",
    get: (object, maxBytes) => objects.get(object, maxBytes),
    close,
  };
}
