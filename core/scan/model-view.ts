import type { Fit, ModelManifest, ResizeKernel } from "../contracts/model-manifest.ts";
import type { ProbabilityMap } from "../ports.ts";

/**
 * How a network sees an image: as `size` × `size` pixels, resized once by `kernel`. `model/pixels.py`
 * has the same.
 */
export interface ModelView {
  readonly size: number;
  readonly kernel: ResizeKernel;
  readonly fit: Fit;
}

/** Pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

export function viewOf({ inputSize, resizeKernel, fit }: ModelManifest): ModelView {
  return { size: inputSize, kernel: resizeKernel, fit };
}

/** What an image of this size takes up in the view: its upper left part, all of it with `resize`. */
export function extentIn({ size, fit }: ModelView, { width, height }: Extent): Extent {
  if (fit === "resize") return { width: size, height: size };
  return { width: Math.min(width, size), height: Math.min(height, size) };
}

/**
 * The upper left part of a map, as large as `extent`: the image without what is mirrored beside it.
 *
 * @throws RangeError when the map is smaller: the detector broke its contract.
 */
export function shownOf(map: ProbabilityMap, { width, height }: Extent): ProbabilityMap {
  if (width === map.width && height === map.height) return map;
  if (width > map.width || height > map.height) {
    throw new RangeError(
      `probability map of ${map.width}×${map.height}, expected at least ${width}×${height}`,
    );
  }
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    values.set(map.values.subarray(y * map.width, y * map.width + width), y * width);
  }
  return { width, height, values };
}
