import { makeRandom } from "../xorshift.ts";
import type { MatchCell } from "./match-cell.ts";
import { MARGIN_PX, type OffsetField, UNMATCHED } from "./offset-field.ts";

/** Around the best match so far; halved down to 1. */
const SEARCH_RADIUS_PX = 8;
const SEED = 0x9e3779b9;

/** Betters each source's match by what its neighbours found, and at random around it. */
export class Sweep {
  readonly #field: OffsetField;
  readonly #cell: MatchCell;
  readonly #random = makeRandom(SEED);

  constructor(field: OffsetField, cell: MatchCell) {
    this.#field = field;
    this.#cell = cell;
  }

  /** Over all sources, forwards or backwards: each learns from those that came before it. */
  run(direction: 1 | -1): void {
    const { columns, rows } = this.#field;
    for (let i = 0; i < rows; i++) {
      const row = direction === 1 ? i : rows - 1 - i;
      for (let j = 0; j < columns; j++) {
        this.#better(direction === 1 ? j : columns - 1 - j, row, direction);
      }
    }
  }

  #better(column: number, row: number, direction: 1 | -1): void {
    const { columns, stridePx, costs } = this.#field;
    const at = row * columns + column;
    const cost = costs[at] ?? UNMATCHED;
    if (cost === UNMATCHED || cost === 0) return;
    this.#cell.open(at, MARGIN_PX + column * stridePx, MARGIN_PX + row * stridePx);
    this.#offerFrom(column, row, -direction, 0);
    this.#offerFrom(column, row, 0, -direction);
    this.#offerFrom(column, row, -direction, -direction);
    this.#offerFrom(column, row, direction, -direction);
    this.#searchAround();
    this.#cell.close(at);
  }

  /** What follows from the neighbour `right`, `down`: its offset, and the line through the next one. */
  #offerFrom(column: number, row: number, right: number, down: number): void {
    const { stridePx, targetX, targetY } = this.#field;
    const near = this.#matched(column + right, row + down);
    if (near < 0) return;
    const [nearX, nearY] = [targetX[near] ?? 0, targetY[near] ?? 0];
    const [x, y] = [nearX - right * stridePx, nearY - down * stridePx];
    if (x !== this.#cell.targetX || y !== this.#cell.targetY) this.#cell.offer(x, y);
    const far = this.#matched(column + 2 * right, row + 2 * down);
    if (far < 0) return;
    const [lineX, lineY] = [2 * nearX - (targetX[far] ?? 0), 2 * nearY - (targetY[far] ?? 0)];
    if (lineX !== x || lineY !== y) this.#cell.offer(lineX, lineY);
  }

  /** Where the source lies in the field; −1 of none, and of one without a match. */
  #matched(column: number, row: number): number {
    const { columns, rows, costs } = this.#field;
    if (column < 0 || column >= columns || row < 0 || row >= rows) return -1;
    const at = row * columns + column;
    return costs[at] === UNMATCHED ? -1 : at;
  }

  #searchAround(): void {
    for (let radius = SEARCH_RADIUS_PX; radius >= 1; radius >>= 1) {
      const bits = this.#random();
      const side = 2 * radius + 1;
      const right = (Math.imul(bits & 0xffff, side) >>> 16) - radius;
      const down = (Math.imul(bits >>> 16, side) >>> 16) - radius;
      this.#cell.offer(this.#cell.targetX + right, this.#cell.targetY + down);
    }
  }
}
