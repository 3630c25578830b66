import { expect, it } from "vitest";
import { compareModel } from "../../scripts/parity/model-difference.ts";

it("onnxruntime-node says what torch said about the shipped model's eight fixed pictures", async () => {
  const { images, maxDifference } = await compareModel("model/weights");
  expect(images).toBe(8);
  expect(maxDifference).toBeLessThanOrEqual(1e-4);
});
