import type { PictureSize } from "../../core/picture-size.ts";
import { lookAtTiles } from "../../core/tiles/look-at-tiles.ts";
import { tilingOf } from "../../core/tiles/tiling.ts";
import type { TilesExamination } from "../../core/witness-ports.ts";
import { readRgb } from "../image/read-rgb.ts";
import { openTileSessions } from "../onnx/sessions/tile-sessions.ts";
import { type ExamineFile, serveFiles } from "../witness/serve-files.ts";
import { TilesSettings } from "./tiles-schemas.ts";

const SMALLEST = { widthPx: 32, heightPx: 32 };

/** Both graphs, once they have run over the smallest tile. */
async function open(settings: TilesSettings): Promise<ExamineFile<TilesExamination>> {
  const { rules, kernel, threads, ...graphs } = settings;
  const look = await openTileSessions(graphs, threads);
  const nothing = new Uint8Array(SMALLEST.widthPx * SMALLEST.heightPx * 3);
  await lookAtTiles(nothing, tilingOf(SMALLEST, rules), SMALLEST, look);
  return async (bytes) => {
    const shownAs = (size: PictureSize) => tilingOf(size, rules).shown;
    const { pixels, original } = await readRgb(bytes, shownAs, kernel);
    return lookAtTiles(pixels, tilingOf(original, rules), original, look);
  };
}

serveFiles(TilesSettings, open);
