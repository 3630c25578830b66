import { expect, it } from "vitest";
import { z } from "zod";
import { Verdict } from "../../core/contracts/verdict.ts";

it("docs/verdict.schema.json is the verdict's contract; `npm run schemas` writes it", async () => {
  const schema = { title: "Verdict", ...z.toJSONSchema(Verdict, { target: "draft-2020-12" }) };
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../docs/verdict.schema.json");
});
