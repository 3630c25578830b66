import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { cudaPackage, fetchPackage, sha256Of } from "./cuda-package.ts";

// Takes the package as it is served now: what is recorded is what every later build must find.
const CDK_JSON = "cdk.json";
const CdkJson = z.looseObject({ context: z.record(z.string(), z.json()) });

const settings = CdkJson.parse(JSON.parse(await readFile(CDK_JSON, "utf8")));
const cudaPackageSha256 = sha256Of(await fetchPackage(cudaPackage()));
const context = { ...settings.context, cudaPackageSha256 };
await writeFile(CDK_JSON, `${JSON.stringify({ ...settings, context }, null, 2)}\n`);
process.stdout.write(`${cudaPackageSha256}\n`);
