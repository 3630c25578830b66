import { z } from "zod";
import { writeUpload } from "../../adapters/folder/write-upload.ts";
import { parametersOf } from "../../core/api/verdict-query.ts";
import { ObjectIdentity } from "../../core/contracts/object-identity.ts";
import { MessageError } from "../../core/contracts/reasons.ts";
import { TELLING_BYTES, whyNoPicture } from "../../core/formats/no-picture.ts";
import { DEFAULT_LIMITS } from "../../core/scan/limits.ts";
import { UPLOADS_ROUTE } from "../../core/settings/page-routes.ts";
import { type Answer, jsonAnswer, problem, type Routes } from "../cloud/local-routes.ts";

const UploadQuery = z.strictObject({
  key: ObjectIdentity.shape.key,
  replace: z.enum(["true", "false"]).default("false"),
});

const { maxSizeBytes } = DEFAULT_LIMITS;

/**
 * `PUT /uploads?key=&replace=`: a file into the folder of the bucket. 409 where there is one already, 415
 * for what would be left out there, since it is no image.
 */
export function makeUploadRoute(bucket: string, folder: string): Routes {
  return async (request) => {
    const [path = "", ...search] = request.target.split("?");
    if (path !== UPLOADS_ROUTE || request.method !== "PUT") return undefined;
    const { key, replace } = parse(parametersOf(search.join("?")));
    if ((request.sizeBytes ?? 0) > maxSizeBytes) return tooLarge();
    const body = imageIn(limited(request.body), key);
    const upload = { key, body, isReplacing: replace === "true" };
    const outcome = await writeUpload(folder, upload).catch(refusalOf);
    if (typeof outcome === "object") return outcome;
    if (outcome === "written") return jsonAnswer({ bucket, key });
    return problem(409, "There already", `There is a file ${key}; it was left as it is.`);
  };
}

/** @throws what is no refusal. */
function refusalOf(error: unknown): Answer {
  if (error instanceof TooLargeError) return tooLarge();
  if (error instanceof NoImageError) return problem(415, "No image", error.message);
  if (error instanceof RangeError) return problem(400, "Not a usable name", error.message);
  throw error;
}

/** @throws MessageError */
function parse(parameters: URLSearchParams) {
  const parsed = UploadQuery.safeParse(Object.fromEntries(parameters));
  if (parsed.success) return parsed.data;
  const expected = `${UPLOADS_ROUTE}?key=…, and &replace=true where a file of that name may go`;
  throw new MessageError({ expected, received: z.prettifyError(parsed.error) });
}

class TooLargeError extends Error {
  override readonly name = "TooLargeError";
}

async function* limited(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxSizeBytes) throw new TooLargeError();
    yield chunk;
  }
}

class NoImageError extends Error {
  override readonly name = "NoImageError";
}

async function* imageIn(body: AsyncIterable<Uint8Array>, key: string): AsyncGenerator<Uint8Array> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of body) {
    if (start === undefined) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < TELLING_BYTES) continue;
    yield checked(start, key);
    start = undefined;
  }
  if (start !== undefined) yield checked(start, key);
}

/** @throws NoImageError */
function checked(start: Buffer, key: string): Buffer {
  const why = whyNoPicture(key, start);
  if (why !== undefined) throw new NoImageError(`${key} is ${why}.`);
  return start;
}

function tooLarge() {
  return problem(413, "Too large", `A scan opens files of at most ${maxSizeBytes} bytes.`);
}
