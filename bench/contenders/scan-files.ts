import pMap from "p-map";
import { openWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { makeScanFile } from "../../cli/files/scan-file.ts";
import { NETWORK_LOADS } from "../../core/settings/network-load.ts";
import type { ContenderTask } from "../suite/contender-messages.ts";
import { serveRounds } from "./serve-rounds.ts";

/** As many as a worker on a processor holds. */
const AT_ONCE = 8;

/** The way of an image as a worker and record-verdict take it, until mask and verdict are on the disk. */
export async function serveScans(others: "on" | "off"): Promise<void> {
  await serveRounds(async ({ folder, files, outDir, model, threads }: ContenderTask) => {
    const choice = { directory: model, history: others, copies: others };
    const witnesses = await openWitnesses({ ...choice, ...NETWORK_LOADS.cpu, threads });
    const images = { maskFormat: "png", hasOverlay: false } as const;
    const scanFile = makeScanFile({ outDir, witnesses, images });
    const objects = files.map((key) => ({ bucket: folder, key }));
    return async () => {
      const verdicts = await pMap(objects, scanFile, { concurrency: AT_ONCE });
      const other = verdicts.find(({ state }) => state !== "scanned");
      if (other) throw new Error(`expected scans alone, received ${JSON.stringify(other)}`);
    };
  });
}
