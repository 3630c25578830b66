import type { Grid } from "../cells.ts";
import type { Planes } from "../planes.ts";
import { VOTES } from "../zeros/zero-kernels.ts";
import type { GridVotes } from "./grid-vote.ts";
import type { Grids } from "./grids.ts";

/** Peaks are shares of all votes, by this, so that they are about as large as other planes. */
const SCALE = 4;

/** Peaks of the voting tiles, laid over the cells; what no tile covers takes those of the nearest. */
export function peakPlanes(votes: GridVotes, grids: Grids, grid: Grid, planes: Planes): void {
  const [main, other] = [planes.of("voteMain"), planes.of("voteOther")];
  for (let cell = 0; cell < main.length; cell++) {
    const column = cell % grid.columns;
    const row = (cell - column) / grid.columns;
    const down = Math.min(Math.floor(row / votes.blocksDown), votes.rows - 1);
    const across = Math.min(Math.floor(column / votes.blocksAcross), votes.columns - 1);
    const tile = down * votes.columns + across;
    main[cell] = ((grids.mainPeaks[tile] ?? 0) / VOTES) * SCALE;
    other[cell] = ((grids.otherPeaks[tile] ?? 0) / VOTES) * SCALE;
  }
}
