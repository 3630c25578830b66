import { z } from "zod";
import type { ListingClass } from "../contracts/listing.ts";

/** Key of the tag that a scanned object carries; its value is the verdict's heading. */
export const VERDICT_TAG = "fasa-verdict";

export type VerdictTagValue = Exclude<ListingClass, "deleted">;

/** Whether objects are tagged. */
export const Tagging = z.enum(["none", "verdict"]);
export type Tagging = z.infer<typeof Tagging>;
