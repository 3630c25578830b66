import { expect, it } from "vitest";
import { z } from "zod";
import { openApi } from "../../core/api/openapi.ts";
import { StoredVerdict } from "../../core/contracts/verdict.ts";
import { undescribedIn, unitlessIn } from "../helpers/described.ts";

const verdictSchema = () => ({
  title: "Verdict",
  ...z.toJSONSchema(StoredVerdict, { target: "draft-2020-12" }),
});

it("docs/verdict.schema.json is the verdict's contract; `npm run schemas` writes it", async () => {
  const text = `${JSON.stringify(verdictSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../docs/verdict.schema.json");
});

it.each([
  ["verdict", verdictSchema],
  ["API", openApi],
])("the schema of the %s says what every field is, and in which unit", (_, schema) => {
  expect(undescribedIn(schema())).toEqual([]);
  expect(unitlessIn(schema())).toEqual([]);
});

it("a field without a description is found, wherever it is", () => {
  const inner = z.object({ told: z.number().describe("In pixels."), mute: z.number() });
  const schema = z.toJSONSchema(z.object({ list: z.array(inner).describe("All.") }));
  expect(undescribedIn(schema)).toEqual(["list.mute"]);
  const bare = z.toJSONSchema(z.object({ wide: z.number().describe("How wide it is.") }));
  expect(unitlessIn(bare)).toEqual(["wide"]);
});
