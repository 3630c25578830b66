import { z } from "zod";
import { MessageError } from "../contracts/reasons.ts";
import { EXPORT_ROUTE } from "../settings/page-routes.ts";
import { labelStudioTasks, type Reviewed } from "./label-studio.ts";

export const ExportQuery = z.strictObject({
  format: z.enum(["jsonl", "label-studio"]).default("jsonl"),
  /** What stands before a key, percent-encoded, in the tasks of Label Studio. */
  images: z.string().max(1000).default("/data/local-files/?d="),
});
export type ExportQuery = z.infer<typeof ExportQuery>;

/** @throws MessageError */
export function parseExportQuery(parameters: URLSearchParams): ExportQuery {
  const parsed = ExportQuery.safeParse(Object.fromEntries(parameters));
  if (parsed.success) return parsed.data;
  const expected = `${EXPORT_ROUTE}?format=jsonl or label-studio, and images=… for the latter`;
  throw new MessageError({ expected, received: parameters.toString() });
}

/** A file for people who go on with reviews elsewhere. */
export function exportOf(reviewed: readonly Reviewed[], { format, images }: ExportQuery) {
  if (format === "label-studio") {
    const tasks = labelStudioTasks(reviewed, (key) => images + encodeURIComponent(key));
    const body = `${JSON.stringify(tasks, null, 1)}\n`;
    return { name: "label-studio.json", contentType: "application/json", body };
  }
  const body = reviewed.map((one) => `${JSON.stringify(lineOf(one))}\n`).join("");
  return { name: "reviews.jsonl", contentType: "application/x-ndjson", body };
}

/** The review, and of what it is about all that the scanner said. */
function lineOf({ review, verdict }: Reviewed) {
  return { ...review, ...(verdict && { verdict }) };
}
