import type { ComponentChild } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface WindowedGridProps {
  /** Items there are, shown or not. */
  readonly count: number;
  readonly render: (index: number) => ComponentChild;
  /** Told how far the shown ones go. */
  readonly onShown: (end: number) => void;
}

const ITEM_HEIGHT_PX = 236;
const MIN_ITEM_WIDTH_PX = 200;
const NARROW_ITEM_WIDTH_PX = 150;
const GAP_PX = 12;
/** Rows above and below what is seen. */
const MARGIN_ROWS = 2;

/** A grid of which only what is seen exists, and is as high as if all did. The page scrolls. */
export function WindowedGrid({ count, render, onShown }: WindowedGridProps) {
  const grid = useRef<HTMLUListElement>(null);
  const { columns, first, rows, widthPx } = useVisible(grid);
  const start = Math.max(0, first - MARGIN_ROWS) * columns;
  const end = Math.min(count, (first + rows + MARGIN_ROWS) * columns);
  useEffect(() => onShown(end), [end, onShown]);

  const itemWidthPx = (widthPx - GAP_PX * (columns - 1)) / columns;
  const indices = Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);
  const heightPx = Math.ceil(count / columns) * (ITEM_HEIGHT_PX + GAP_PX);
  return (
    <ul
      ref={grid}
      class="grid"
      style={{ height: `${heightPx}px` }}
      onKeyDown={(event) => moveFocus(event, columns, grid.current)}
    >
      {indices.map((index) => (
        <li
          key={index}
          data-index={index}
          aria-setsize={count}
          aria-posinset={index + 1}
          style={{
            width: `${itemWidthPx}px`,
            height: `${ITEM_HEIGHT_PX}px`,
            transform: `translate(${(index % columns) * (itemWidthPx + GAP_PX)}px, ${
              Math.floor(index / columns) * (ITEM_HEIGHT_PX + GAP_PX)
            }px)`,
          }}
        >
          {render(index)}
        </li>
      ))}
    </ul>
  );
}

function useVisible(grid: { readonly current: HTMLUListElement | null }) {
  const [visible, setVisible] = useState({ columns: 1, first: 0, rows: 0, widthPx: 0 });
  useLayoutEffect(() => {
    const measure = () => {
      if (grid.current === null) return;
      const { top, width } = grid.current.getBoundingClientRect();
      const least = width < 2 * MIN_ITEM_WIDTH_PX ? NARROW_ITEM_WIDTH_PX : MIN_ITEM_WIDTH_PX;
      const columns = Math.max(1, Math.floor((width + GAP_PX) / (least + GAP_PX)));
      const rowPx = ITEM_HEIGHT_PX + GAP_PX;
      const first = Math.max(0, Math.floor(-top / rowPx));
      const rows = Math.ceil(innerHeight / rowPx) + 1;
      setVisible((was) =>
        was.columns === columns && was.first === first && was.rows === rows && was.widthPx === width
          ? was
          : { columns, first, rows, widthPx: width },
      );
    };
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(document.body);
    addEventListener("scroll", measure, { passive: true });
    return () => {
      resized.disconnect();
      removeEventListener("scroll", measure);
    };
  }, [grid]);
  return visible;
}

/** Arrows go from picture to picture, as they lie. */
function moveFocus(event: KeyboardEvent, columns: number, grid: HTMLElement | null): void {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  const step = steps[event.key];
  if (step === undefined || !(event.target instanceof HTMLElement)) return;
  const from = Number(event.target.closest("li")?.dataset["index"]);
  const next = grid?.querySelector<HTMLElement>(`[data-index="${from + step}"] a`);
  if (next == null) return;
  event.preventDefault();
  next.focus();
}
