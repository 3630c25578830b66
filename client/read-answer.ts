import type { z } from "zod";

/**
 * What a contract says of `body`, which loses the fields that the contract does not know: a newer
 * server may add some.
 */
export function readAnswer<T>(schema: z.ZodType<T>, body: unknown): z.ZodSafeParseResult<T> {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed;
  for (const issue of parsed.error.issues) {
    if (issue.code === "unrecognized_keys") dropKeys(issue);
  }
  // Again without the input: an error must not carry a signed link into a log.
  return schema.safeParse(body);
}

function dropKeys({ input = {}, keys }: z.core.$ZodIssueUnrecognizedKeys): void {
  for (const key of keys) Reflect.deleteProperty(input, key);
}
