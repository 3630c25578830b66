import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { makeS3Client } from "../../adapters/aws/clients.ts";
import { S3ObjectStore } from "../../adapters/aws/s3/s3-object-store.ts";
import { fetchFor } from "../../adapters/aws/signing-fetch.ts";
import { stopSignal } from "../../adapters/process/stop-signal.ts";
import { MessageError } from "../../core/contracts/reasons.ts";
import { parseSystem } from "../../core/settings/system-description.ts";
import { makeTelemetry } from "../local-telemetry.ts";
import { codeOf, StartError } from "../start-error.ts";
import { PAGE_HELP, parsePageOptions } from "./page-options.ts";
import { startPage } from "./page-system.ts";

/** `npm run page`: until it is stopped. @throws StartError */
async function main(args: readonly string[]): Promise<void> {
  const { file, sign, port, help } = parsePageOptions(args);
  if (help) {
    process.stdout.write(PAGE_HELP);
    return;
  }
  const stop = stopSignal(() => {});
  const description = await readDescription(file);
  const page = await startPage({
    ...{ description, port, telemetry: makeTelemetry(false) },
    fetch: fetchFor(description.api ?? "", sign),
    objects: new S3ObjectStore(makeS3Client()),
  });
  process.stdout.write(`The page is at ${page.entryUrl}\nCtrl-C stops it.\n`);
  await once(stop, "abort");
  await page.close();
}

async function readDescription(file: string) {
  try {
    return parseSystem(await readFile(file, "utf8"));
  } catch (cause) {
    if (cause instanceof MessageError) throw new StartError(`${file}: ${cause.message}`, { cause });
    throw new StartError(`${file} cannot be read (${codeOf(cause)}).`, { cause });
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
