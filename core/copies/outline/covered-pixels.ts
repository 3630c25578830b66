import type { RegionOutline } from "../../contracts/witnesses.ts";

/** The pixels whose middle lies within one of the polygons: 1 of each. */
export function coveredPixels(
  polygons: RegionOutline["polygons"],
  width: number,
  height: number,
): Uint8Array {
  const pixels = new Uint8Array(width * height);
  for (const corners of polygons) {
    for (let row = 0; row < height; row++) {
      const crossings = crossingsOf(corners, row + 0.5);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const first = Math.max(Math.ceil((crossings[i] ?? 0) - 0.5), 0);
        const end = Math.min(Math.ceil((crossings[i + 1] ?? 0) - 0.5), width);
        if (end > first) pixels.fill(1, row * width + first, row * width + end);
      }
    }
  }
  return pixels;
}

/** Where the borders cross a line, from the left. */
function crossingsOf(corners: RegionOutline["polygons"][number], y: number): number[] {
  return corners
    .flatMap((from, i) => {
      const to = corners[(i + 1) % corners.length] ?? from;
      if (from.y <= y === to.y <= y) return [];
      return [from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x)];
    })
    .sort((a, b) => a - b);
}
