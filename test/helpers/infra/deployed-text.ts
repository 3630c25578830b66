import { z } from "zod";

const Token = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z
    .object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) })
    .transform((it) => it["Fn::GetAtt"][0]),
  z.object({ "Fn::ImportValue": z.string() }).transform((it) => it["Fn::ImportValue"]),
]);
const Joined = z.object({
  "Fn::Join": z.tuple([
    z.literal(""),
    z.array(z.union([z.string(), Token.transform((id) => ({ id }))])),
  ]),
});

/** A text of a template as deploying would make it. @param known by a logical id, or the name of an export. */
export function deployedText(value: unknown, known: (id: string) => string): string {
  const parts = Joined.parse(value)["Fn::Join"][1];
  return parts.map((part) => (typeof part === "string" ? part : known(part.id))).join("");
}
