import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What esbuild says of a bundle; inputs are paths, relative to where it ran. */
const Metafile = z
  .string()
  .transform((text) => JSON.parse(text))
  .pipe(z.object({ inputs: z.record(z.string(), z.unknown()) }));

const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENCE = /^(licen[cs]e|notice)/i;

/** Names, terms and notices of every package of which something is in the bundles, as one text. */
export function bundledLicences(metafiles: readonly string[], root: string): string {
  const inputs = metafiles.flatMap((path) =>
    Object.keys(Metafile.parse(readFileSync(path, "utf8")).inputs),
  );
  const folders = new Set(inputs.flatMap((input) => PACKAGE.exec(input)?.[0] ?? []));
  return [...folders]
    .sort()
    .map((folder) => noticeOf(join(root, folder)))
    .join("\n\n");
}

function noticeOf(folder: string): string {
  const text = readFileSync(join(folder, "package.json"), "utf8");
  const { name, version, license } = Manifest.parse(JSON.parse(text));
  const files = readdirSync(folder).filter((file) => LICENCE.test(file));
  const notices = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`${name} ${version}, ${license}`, ...notices].join("\n\n");
}
