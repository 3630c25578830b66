import type { Template } from "aws-cdk-lib/assertions";
import { z } from "zod";

const Statement = z.object({
  Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]),
  Resource: z.json(),
});
const Policy = z.object({
  Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) }),
});
export type Statement = z.infer<typeof Statement>;

/** What the policies of the roles may do whose logical ids begin so. */
export function statementsOf(template: Template, start: string): Statement[] {
  return Object.entries(template.findResources("AWS::IAM::Policy"))
    .filter(([id]) => id.startsWith(start))
    .flatMap(([, policy]) => Policy.parse(policy).Properties.PolicyDocument.Statement);
}

/** Each action once, sorted. */
export function actionsOf(template: Template, start: string): string[] {
  return [...new Set(statementsOf(template, start).flatMap(({ Action }) => Action))].sort();
}

/** Every action that some policy of the template allows on everything, sorted. */
export function actionsOnEverything(template: Template): string[] {
  const all = statementsOf(template, "").filter(({ Resource }) => Resource === "*");
  return [...new Set(all.flatMap(({ Action }) => Action))].sort();
}
