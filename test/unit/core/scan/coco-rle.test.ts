import { expect, it } from "vitest";
import { cocoRleOf } from "../../../../core/scan/coco-rle.ts";

type Inside = (x: number, y: number) => boolean;

function* rowsOf(width: number, height: number, isInside: Inside) {
  const row = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    yield row.fill(127).map((value, x) => (isInside(x, y) ? 128 : value));
  }
}

const ELLIPSE_AND_LINES: Inside = (x, y) =>
  (x - 150) ** 2 / 9000 + (y - 120) ** 2 / 2500 < 1 || (x > 300 && y % 7 < 3 && y > 200 && x < 304);

/** As pycocotools 2.0.11 writes it: `mask.encode(np.asfortranarray(array))["counts"]`. */
const ELLIPSE_AND_LINES_COUNTS =
  "b``0=l86J6K4M2M4M2N2M4M2N2N2N2N2O0O2N2N2O0O2N2O0O2N2O0O2O0O2O0O2O0O2O0O2O0O2O000O2O0O2O000O2O00" +
  "0O2O000O2O00000O2O00000O2O0000000O2O000000000O2O0000000000000O2O00000000000000000000000000000000" +
  "0000000000000000000000000000000000000001N100000000000001N10000000001N100000001N1000001N1000001N1" +
  "0001N10001N10001N101N10001N101N101N101N101N101N101N2N101N2N101N2N2N101N2N2N2N2N3L3N2N3L3N3L5J6J" +
  "l_`0F\\W_O0000000000000000000000000Z60fI0000000000000000000000000Z60fI0000000000000000000000000o" +
  "Sl0";

it.each<[string, number, number, Inside, string]>([
  ["two rows", 3, 2, (x, y) => x === 1 || (x === 2 && y === 0), "231"],
  ["one that begins inside", 2, 2, (x, y) => x === 0 || y === 1, "021O"],
  ["nothing", 5, 3, () => false, "?"],
  ["everything", 50, 40, () => true, "0`n1"],
  ["an ellipse and lines", 400, 300, ELLIPSE_AND_LINES, ELLIPSE_AND_LINES_COUNTS],
])("writes %s as COCO's own tools do", (_, width, height, isInside, counts) => {
  const rle = cocoRleOf(rowsOf(width, height, isInside), width, height);
  expect(rle).toEqual({ size: [height, width], counts });
});
