import { z } from "zod";
import { EarlierVersion } from "./earlier-findings.ts";

const EarlierScan = z.object({ version: EarlierVersion, state: z.literal("scanned") });

/** For `z.preprocess`: what is a scan of an earlier version becomes one of today's; anything else stays. */
export function upgrading<Earlier>(
  schema: z.ZodType<Earlier>,
  upgraded: (earlier: Earlier) => unknown,
) {
  return (value: unknown, { issues }: z.RefinementCtx): unknown => {
    if (!EarlierScan.safeParse(value).success) return value;
    const read = schema.safeParse(value);
    if (read.success) return upgraded(read.data);
    for (const { path, message } of read.error.issues) {
      issues.push({ code: "custom", path: [...path], message, input: value });
    }
    return z.NEVER;
  };
}
