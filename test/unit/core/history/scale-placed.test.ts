import sharp from "sharp";
import { expect, it } from "vitest";
import { makeExamine } from "../../../../adapters/history/examine.ts";
import { makeSharpCodec } from "../../../../adapters/image/sharp-codec.ts";
import { makeZeroCounter } from "../../../../core/history/zeros/zero-map.ts";
import { leaves } from "../../../helpers/leaves.ts";
import { saved } from "../../../helpers/photograph.ts";

makeSharpCodec();

it("cells of a picture that was scaled lie on the pixels that are stored", async () => {
  const examine = makeExamine({
    countZeros: makeZeroCounter(),
    decide: async ({ rows, columns }) => {
      const values = new Float32Array(rows * columns);
      return { probability: values, confidence: values, score: 0 };
    },
  });
  const picture = sharp(await saved(leaves(720, 560), 70)).resize(540, 420, { kernel: "cubic" });
  const examination = await examine(await picture.png().toBuffer());
  expect(examination?.map).toMatchObject({
    ...{ width: 90, height: 70, leftPx: 0, topPx: 0, cellWidthPx: 6, cellHeightPx: 6 },
  });
});
