import { ScanError } from "../../core/contracts/reasons.ts";
import type { ObjectReader } from "../../core/ports.ts";
import { problem, type Routes } from "./local-routes.ts";

export interface MaskRouteDeps {
  readonly masks: Pick<ObjectReader, "get">;
  readonly maskBucket: string;
}

/** Far more than the mask of the largest image takes. */
const MAX_MASK_BYTES = 500 * 1024 * 1024;
/** What `maskKeyOf` writes, after the slash of the path. */
const MASK_TARGET = /^\/(masks\/[0-9a-f]{2}\/[0-9a-f]{64}\.png)$/;

/** `GET /masks/…`: a mask by its key. */
export function makeMaskRoute({ masks, maskBucket: bucket }: MaskRouteDeps): Routes {
  return async ({ method, target }) => {
    const key = MASK_TARGET.exec(target)?.[1];
    if (key === undefined || method !== "GET") return undefined;
    try {
      const { bytes } = await masks.get({ bucket, key }, MAX_MASK_BYTES);
      return { status: 200, headers: { "content-type": "image/png" }, body: bytes };
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
      return problem(404, "No such mask", `There is no ${key}.`);
    }
  };
}
