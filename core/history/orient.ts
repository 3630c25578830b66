import type { PlacedMap } from "../witness-ports.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What turns a stored picture upright: first its axes swapped, then mirrored along either. */
interface Turn {
  readonly isSwapped: boolean;
  readonly isMirroredAcross: boolean;
  readonly isMirroredDown: boolean;
}

/** CIPA DC-008 (Exif 2.32), tag 0x0112: 1 to 8. Anything else is taken for 1, as decoders do. */
function turnOf(orientation: number): Turn {
  return {
    isSwapped: [5, 6, 7, 8].includes(orientation),
    isMirroredAcross: [2, 3, 6, 7].includes(orientation),
    isMirroredDown: [3, 4, 7, 8].includes(orientation),
  };
}

/**
 * A map of the stored picture as one of the picture that people see.
 *
 * @param stored size of the stored picture in pixels.
 */
export function orient(map: PlacedMap, stored: Size, orientation: number): PlacedMap {
  const turn = turnOf(orientation);
  const turned = turn.isSwapped ? swapped(map) : map;
  const seen = turn.isSwapped ? { width: stored.height, height: stored.width } : stored;
  const { width, height, leftPx, topPx, cellWidthPx, cellHeightPx } = turned;
  const rightPx = seen.width - leftPx - width * cellWidthPx;
  const bottomPx = seen.height - topPx - height * cellHeightPx;
  return {
    ...turned,
    values: mirrored(turned, turn),
    leftPx: turn.isMirroredAcross ? rightPx : leftPx,
    topPx: turn.isMirroredDown ? bottomPx : topPx,
  };
}

function swapped({ values, ...map }: PlacedMap): PlacedMap {
  const { width, height } = map;
  const place = { leftPx: map.topPx, topPx: map.leftPx };
  const cell = { cellWidthPx: map.cellHeightPx, cellHeightPx: map.cellWidthPx };
  const columns = values.map(
    (_, at) => values[(at % height) * width + Math.floor(at / height)] ?? 0,
  );
  return { width: height, height: width, values: columns, ...place, ...cell };
}

function mirrored({ width, height, values }: PlacedMap, turn: Turn): Float32Array {
  if (!turn.isMirroredAcross && !turn.isMirroredDown) return values;
  return values.map((_, at) => {
    const column = at % width;
    const row = (at - column) / width;
    const fromColumn = turn.isMirroredAcross ? width - 1 - column : column;
    const fromRow = turn.isMirroredDown ? height - 1 - row : row;
    return values[fromRow * width + fromColumn] ?? 0;
  });
}
