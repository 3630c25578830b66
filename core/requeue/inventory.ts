import { z } from "zod";
import { excerpt, parseJson } from "../contracts/parse-json.ts";
import { MessageError } from "../contracts/reasons.ts";
import { formDecoded, unquoted } from "../contracts/s3-notation.ts";
import type { ListedObject } from "../ports.ts";

/** Columns that are needed, as the manifest names them. */
const NEEDED = ["Key", "Size", "LastModifiedDate", "ETag"] as const;
const EXPECTED = "the manifest.json of an S3 Inventory in CSV";

const ManifestFields = z.object({
  sourceBucket: z.string().min(1),
  /** An ARN. */
  destinationBucket: z.string().regex(/^arn:[^:]*:s3:::[^/]+$/),
  fileFormat: z.literal("CSV"),
  fileSchema: z.string(),
  files: z.array(z.object({ key: z.string().min(1) })),
});

/** An inventory: which bucket it lists, and where its lists lie. */
export interface InventoryManifest {
  readonly sourceBucket: string;
  readonly bucket: string;
  readonly columns: readonly string[];
  readonly keys: readonly string[];
}

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 *
 * @throws MessageError when the text is none, or the inventory leaves out what is needed.
 */
export function parseInventory(text: string): InventoryManifest {
  const parsed = ManifestFields.safeParse(parseJson(text, EXPECTED));
  if (!parsed.success) {
    const received = `${excerpt(text)} with ${z.prettifyError(parsed.error)}`;
    throw new MessageError({ expected: EXPECTED, received });
  }
  const { sourceBucket, destinationBucket, fileSchema, files } = parsed.data;
  const columns = fileSchema.split(",").map((name) => name.trim());
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    const received = `one without ${missing.join(", ")}: add them to the inventory's optional fields`;
    throw new MessageError({ expected: `${EXPECTED} with ${NEEDED.join(", ")}`, received });
  }
  const bucket = destinationBucket.slice(destinationBucket.lastIndexOf(":") + 1);
  return { sourceBucket, bucket, columns, keys: files.map(({ key }) => key) };
}

const Flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["true", "false"]))
  .transform((text) => text === "true");

const Row = z.object({
  /** As a form encodes it. */
  Key: z.string().transform((key, context) => {
    try {
      return formDecoded(key);
    } catch {
      context.issues.push({ code: "custom", input: key, message: "expected a URL-encoded key" });
      return z.NEVER;
    }
  }),
  IsLatest: Flag.default(true),
  IsDeleteMarker: Flag.default(false),
  /** A deletion has none. */
  Size: z.union([z.literal(""), z.coerce.number().int().nonnegative()]),
  LastModifiedDate: z.coerce.date(),
  ETag: z.string().transform(unquoted),
});

/**
 * One row → the object it is about; undefined for what is not current: an older version, a deletion.
 *
 * @throws MessageError for a row that is none of this inventory.
 */
export function objectOfRow(
  { sourceBucket, columns }: InventoryManifest,
  cells: readonly string[],
): ListedObject | undefined {
  const named = columns.map((name, index) => [name, cells[index]] as const);
  const row = Row.safeParse(Object.fromEntries(named));
  if (!row.success) {
    const expected = `a row of ${columns.join(", ")}`;
    throw new MessageError({ expected, received: excerpt(cells.join(",")) });
  }
  const { Key: key, Size, LastModifiedDate: lastModified, ETag: eTag } = row.data;
  if (!row.data.IsLatest || row.data.IsDeleteMarker) return undefined;
  return { bucket: sourceBucket, key, sizeBytes: Number(Size), lastModified, eTag };
}
