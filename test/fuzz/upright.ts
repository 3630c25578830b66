/** Where the pixel that belongs to column x and row y lies in the file, in an image of `last` + 1 a side. */
type Source = (x: number, y: number, last: number) => readonly [column: number, row: number];

/** EXIF orientation - 1 → source. CIPA DC-008 (Exif 2.32), tag 274. */
const SOURCES: readonly Source[] = [
  (x, y) => [x, y],
  (x, y, last) => [last - x, y],
  (x, y, last) => [last - x, last - y],
  (x, y, last) => [x, last - y],
  (x, y) => [y, x],
  (x, y, last) => [y, last - x],
  (x, y, last) => [last - y, last - x],
  (x, y, last) => [last - y, x],
];

/**
 * A square image as it should be seen.
 *
 * @param rgb size·size·3 bytes. @param orientation EXIF's, 1 to 8.
 * @throws RangeError for another orientation.
 */
export function upright(rgb: Uint8Array, size: number, orientation: number): Uint8Array {
  const source = SOURCES[orientation - 1];
  if (source === undefined) throw new RangeError(`expected 1 to 8, received ${orientation}`);
  const turned = new Uint8Array(rgb.length);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [column, row] = source(x, y, size - 1);
      const from = 3 * (row * size + column);
      turned.set(rgb.subarray(from, from + 3), 3 * (y * size + x));
    }
  }
  return turned;
}
