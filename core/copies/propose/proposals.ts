import { MARGIN_PX, type OffsetField } from "../match/offset-field.ts";
import type { Affine, Point } from "../transform.ts";
import { type Correspondences, fitAffine } from "./fit-affine.ts";
import { floodRegions } from "./flood.ts";
import { linearSources } from "./linear-fit.ts";
import { medianOffsets, type Offsets } from "./median-offsets.ts";

const MAX_PROPOSALS = 200;
const MIN_AREA_PIXELS = 30;
/** Sources of a region that its transform is fitted to. */
const MAX_FITTED = 5000;

/** A region that may have been copied, and by what. */
export interface Proposal {
  /** Pixels of the working picture that are surely in it, one a stride. */
  readonly seeds: readonly Point[];
  readonly stridePx: number;
  readonly areaPixels: number;
  /** Fitted to the offsets of all seeds. */
  readonly transform: Affine;
  /** The one offset that most of them have. */
  readonly modalOffset: Point;
}

/** Regions of the field whose offsets fit together, the largest ones first. */
export function proposalsOf(field: OffsetField): Proposal[] {
  const offsets = medianOffsets(field);
  const regions = floodRegions(field, offsets, linearSources(field, offsets));
  const minSources = MIN_AREA_PIXELS / field.stridePx ** 2;
  return regions
    .filter((cells) => cells.length >= minSources)
    .sort((a, b) => b.length - a.length)
    .slice(0, MAX_PROPOSALS)
    .flatMap((cells) => proposalOf(field, offsets, cells) ?? []);
}

function proposalOf(field: OffsetField, offsets: Offsets, cells: Int32Array): Proposal | undefined {
  const { columns, stridePx } = field;
  const step = Math.ceil(cells.length / MAX_FITTED);
  const fitted = cells.filter((_, i) => i % step === 0);
  const transform = fitAffine(correspondences(field, offsets, fitted));
  if (transform === undefined) return undefined;
  const seeds = Array.from(cells, (cell) => ({
    x: MARGIN_PX + stridePx * (cell % columns),
    y: MARGIN_PX + stridePx * Math.floor(cell / columns),
  }));
  const areaPixels = cells.length * stridePx ** 2;
  return { seeds, stridePx, areaPixels, transform, modalOffset: modeOf(offsets, cells) };
}

function correspondences(
  { columns, stridePx }: OffsetField,
  { right, down }: Offsets,
  cells: Int32Array,
): Correspondences {
  const fromX = Float64Array.from(cells, (cell) => MARGIN_PX + stridePx * (cell % columns));
  const fromY = Float64Array.from(
    cells,
    (cell) => MARGIN_PX + stridePx * Math.floor(cell / columns),
  );
  const toX = fromX.map((x, i) => x + (right[cells[i] ?? 0] ?? 0));
  const toY = fromY.map((y, i) => y + (down[cells[i] ?? 0] ?? 0));
  return { fromX, fromY, toX, toY };
}

function modeOf({ right, down }: Offsets, cells: Int32Array): Point {
  const counts = new Map<number, number>();
  let best = { key: 0, count: 0 };
  for (const cell of cells) {
    const key = ((right[cell] ?? 0) << 16) | ((down[cell] ?? 0) & 0xffff);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > best.count) best = { key, count };
  }
  return { x: best.key >> 16, y: (best.key << 16) >> 16 };
}
