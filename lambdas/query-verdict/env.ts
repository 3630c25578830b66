import { z } from "zod";

export const QueryVerdictEnv = z.object({
  VERDICT_TABLE: z.string().min(1),
});
export type QueryVerdictEnv = z.infer<typeof QueryVerdictEnv>;
