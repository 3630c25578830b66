import {
  MAX_SCAN_RESULT_BYTES,
  type MaplessResult,
  type ScannedResult,
} from "../contracts/scan-result.ts";
import type { GrayImage, ImageCodec } from "../ports.ts";
import { halve, rowsOf } from "./probability-map.ts";

/** Adds the map to a result, halved in side as often as it takes for the message to fit the queue. */
export async function fitResult(
  result: MaplessResult,
  map: GrayImage,
  codec: ImageCodec,
): Promise<ScannedResult> {
  const { width, height } = map;
  const png = await bytesOf(codec.encodeGray({ width, height, rows: rowsOf(map) }, "small"));
  const fitted = { ...result, map: { width, height, pngBase64: png.toString("base64") } };
  if (Buffer.byteLength(JSON.stringify(fitted)) <= MAX_SCAN_RESULT_BYTES) return fitted;
  return fitResult(result, halve(map), codec);
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts);
}
