import { z } from "zod";
import { previewOf } from "../../adapters/image/preview.ts";
import { parametersOf } from "../../core/api/verdict-query.ts";
import { ObjectIdentity } from "../../core/contracts/object-identity.ts";
import { MessageError, ScanError } from "../../core/contracts/reasons.ts";
import type { ImageCodec, ObjectReader } from "../../core/ports.ts";
import { checkPixels, DEFAULT_LIMITS } from "../../core/scan/limits.ts";
import { PICTURE_SIDES_PX, PICTURES_ROUTE } from "../../core/settings/page-routes.ts";
import { type Answer, problem, type Routes } from "../cloud/local-routes.ts";

export interface PictureRouteDeps {
  readonly reader: Pick<ObjectReader, "get">;
  readonly codec: Pick<ImageCodec, "open">;
  /** The only ones whose objects are shown. */
  readonly buckets: readonly string[];
}

const PictureQuery = z.strictObject({
  bucket: ObjectIdentity.shape.bucket,
  key: ObjectIdentity.shape.key,
  /** Of the upload that the verdict is about: another one is not shown in its place. */
  eTag: ObjectIdentity.shape.eTag,
  side: z.coerce.number().pipe(z.literal(Object.values(PICTURE_SIDES_PX))),
});

/** A scan needs more; to look at it, any size will do. */
const LIMITS = { ...DEFAULT_LIMITS, minSidePixels: 1 };
const STATUS: Readonly<Record<string, number>> = {
  not_found: 404,
  superseded: 410,
  access_denied: 403,
};

/** `GET /pictures?bucket=&key=&eTag=&side=`: a photograph as a JPEG, upright, that fits into the side. */
export function makePictureRoute({ reader, codec, buckets }: PictureRouteDeps): Routes {
  return async ({ method, target }) => {
    const [path = "", ...search] = target.split("?");
    if (path !== PICTURES_ROUTE || method !== "GET") return undefined;
    const { side, ...object } = parse(parametersOf(search.join("?")));
    if (!buckets.includes(object.bucket)) {
      return problem(404, "No such bucket", `Expected ${buckets.join(" or ")}.`);
    }
    try {
      const stored = await reader.get(object, LIMITS.maxSizeBytes);
      const { bytes } = await codec.open(stored.bytes, (facts) => checkPixels(facts, LIMITS));
      return jpeg(await previewOf(bytes, side), object.eTag !== undefined);
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
      return problem(STATUS[error.code] ?? 422, "Cannot be shown", error.says.file);
    }
  };
}

/** @throws MessageError */
function parse(parameters: URLSearchParams) {
  const parsed = PictureQuery.safeParse(Object.fromEntries(parameters));
  if (parsed.success) return parsed.data;
  const expected = `${PICTURES_ROUTE}?bucket=…&key=…&side=…, and &eTag=… of the upload`;
  throw new MessageError({ expected, received: z.prettifyError(parsed.error) });
}

/** What one upload looks like never changes. */
function jpeg(body: Uint8Array, isOfOneUpload: boolean): Answer {
  const cache = isOfOneUpload ? "private, max-age=3600" : "no-store";
  return { status: 200, headers: { "content-type": "image/jpeg", "cache-control": cache }, body };
}
