import type { Region } from "../../core/contracts/findings/findings.ts";
import type { ScannedVerdict } from "../../core/contracts/verdict.ts";
import type { CopiedPair, RegionOutline } from "../../core/contracts/witnesses.ts";

interface MarksProps {
  readonly verdict: ScannedVerdict;
  /** How many pixels of the image one of the screen takes: lines stay as wide at every zoom. */
  readonly unitPx: number;
}

const LINE = 2;
const HALO = 4.5;
const ARROW = 13;
const DASHES = [7, 5] as const;
/** Smaller boxes are specks, and hide what they are around. */
const LEAST_SIDE = 8;

/** Outlines of what was found, and copied regions with their sources, over the whole picture. */
export function Marks({ verdict, unitPx }: MarksProps) {
  const { image, regions, copies = [] } = verdict;
  return (
    <svg class="marks" viewBox={`0 0 ${image.width} ${image.height}`} aria-hidden="true">
      {regions.map((region) => (
        <Box key={`${region.x},${region.y}`} region={region} unitPx={unitPx} />
      ))}
      {copies.toReversed().map((pair) => (
        <Pair key={pairKey(pair)} pair={pair} unitPx={unitPx} />
      ))}
    </svg>
  );
}

function Box({ region, unitPx }: { readonly region: Region; readonly unitPx: number }) {
  const { x, y, width, height } = region;
  if (Math.max(width, height) < LEAST_SIDE * unitPx) return null;
  return (
    <Stroked
      kind="region"
      unitPx={unitPx}
      isDashed={false}
      path={`M${x} ${y}h${width}v${height}h${-width}z`}
    />
  );
}

function Pair({ pair, unitPx }: { readonly pair: CopiedPair; readonly unitPx: number }) {
  const { source, copy, isSideKnown, level } = pair;
  const line = { unitPx, isDashed: level === "hint" };
  return (
    <g data-pair={level}>
      <Stroked {...line} kind="joint" path={jointPath(source, copy)} />
      {isSideKnown && (
        <Stroked
          {...line}
          isDashed={false}
          kind="joint"
          path={arrowPath(source, copy, ARROW * unitPx)}
        />
      )}
      <Stroked {...line} kind={isSideKnown ? "source" : "copy"} path={outlinePath(source)} />
      <Stroked {...line} kind="copy" path={outlinePath(copy)} />
    </g>
  );
}

interface StrokedProps {
  readonly kind: "region" | "source" | "copy" | "joint";
  readonly path: string;
  readonly unitPx: number;
  readonly isDashed: boolean;
}

/** A line with a dark one below, which is seen on any ground. */
function Stroked({ kind, path, unitPx, isDashed }: StrokedProps) {
  const dashes = isDashed ? DASHES.map((dash) => dash * unitPx).join(" ") : undefined;
  return (
    <>
      <path class="halo" d={path} stroke-width={HALO * unitPx} stroke-dasharray={dashes} />
      <path class={kind} d={path} stroke-width={LINE * unitPx} stroke-dasharray={dashes} />
    </>
  );
}

function outlinePath({ polygons }: RegionOutline): string {
  return polygons
    .map((corners) => `M${corners.map(({ x, y }) => `${x} ${y}`).join("L")}z`)
    .join("");
}

function jointPath(source: RegionOutline, copy: RegionOutline): string {
  const [from, to] = [centreOf(source), centreOf(copy)];
  return `M${from.x} ${from.y}L${to.x} ${to.y}`;
}

/** At the copy's middle, along the line that comes from the source. */
function arrowPath(source: RegionOutline, copy: RegionOutline, size: number): string {
  const [from, to] = [centreOf(source), centreOf(copy)];
  const back = Math.atan2(from.y - to.y, from.x - to.x);
  const barb = (turn: number) =>
    `${to.x + size * Math.cos(back + turn)} ${to.y + size * Math.sin(back + turn)}`;
  return `M${barb(0.45)}L${to.x} ${to.y}L${barb(-0.45)}`;
}

function centreOf({ box }: RegionOutline) {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function pairKey({ source, copy }: CopiedPair): string {
  return JSON.stringify([source.box, copy.box]);
}
