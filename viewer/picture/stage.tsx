import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ScannedVerdict } from "../../core/contracts/verdict.ts";
import { PICTURE_SIDES_PX } from "../../core/settings/page-routes.ts";
import { maskUrlOf, pictureUrlOf } from "../data/scanner-api.ts";
import { useKeys } from "../keys.ts";
import type { Look } from "./look.tsx";
import { Marks } from "./marks.tsx";
import { MaskCanvas } from "./mask-canvas.tsx";
import { fitted, kept, type Placing, type Size, zoomed } from "./zoom.ts";

interface StageProps {
  readonly verdict: ScannedVerdict;
  readonly look: Look;
}

const STEP = 1.25;
const PAN_PX = 60;

/** The photograph and all that lies over it, moved and scaled as one. */
export function Stage({ verdict, look }: StageProps) {
  const { image } = verdict;
  const frame = useRef<HTMLDivElement>(null);
  const { placing, move, fit } = usePlacing(frame, image);
  const drag = useDrag(move);
  const closer = (factor: number) => {
    const { width = 0, height = 0 } = frame.current?.getBoundingClientRect() ?? {};
    move((was, least) => zoomed(was, factor, width / 2, height / 2, least));
  };
  useKeys({
    "+": () => closer(STEP),
    "=": () => closer(STEP),
    "-": () => closer(1 / STEP),
    "0": fit,
  });
  useWheel(frame, move);

  return (
    <div class="stage-frame">
      <section
        class="stage"
        ref={frame}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by arrow keys.
        tabIndex={0}
        aria-label="Picture: arrow keys move it, plus and minus zoom"
        onKeyDown={(event) => pan(event, move)}
        {...drag}
      >
        <div
          class="layers"
          style={{
            width: `${image.width}px`,
            height: `${image.height}px`,
            transform: `translate(${placing.x}px, ${placing.y}px) scale(${placing.scale})`,
          }}
        >
          <Photograph verdict={verdict} scale={placing.scale} />
          {look.layer !== "original" && (
            <MaskCanvas url={maskUrlOf(verdict)} layer={look.layer} opacity={look.opacity} />
          )}
          {look.hasOutlines && <Marks verdict={verdict} unitPx={1 / placing.scale} />}
        </div>
      </section>
      <fieldset class="zoom">
        <legend class="hidden">Zoom</legend>
        <button type="button" aria-label="Further away" onClick={() => closer(1 / STEP)}>
          −
        </button>
        <button type="button" onClick={fit}>
          Fit
        </button>
        <button type="button" onClick={() => closer(1 / placing.scale)}>
          {Math.round(100 * placing.scale)} %
        </button>
        <button type="button" aria-label="Closer" onClick={() => closer(STEP)}>
          +
        </button>
      </fieldset>
    </div>
  );
}

/** As many pixels as the zoom can show: all of them only when somebody looks that closely. */
function Photograph({
  verdict,
  scale,
}: {
  readonly verdict: ScannedVerdict;
  readonly scale: number;
}) {
  const { object, image } = verdict;
  const screenScale = PICTURE_SIDES_PX.screen / Math.max(image.width, image.height);
  const [isFull, setFull] = useState(false);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    if (screenScale < 1 && scale * devicePixelRatio > screenScale * 1.05) setFull(true);
  }, [scale, screenScale]);
  if (isLost) return <p class="picture-lost">The photograph cannot be shown.</p>;
  return (
    <img
      class={scale > 2 ? "photograph pixels" : "photograph"}
      src={pictureUrlOf(verdict, isFull ? "full" : "screen")}
      alt={object.key}
      draggable={false}
      onError={() => setLost(true)}
    />
  );
}

type Move = (change: (was: Placing, least: number) => Placing) => void;

/** Fits the picture into the window until somebody moves it. */
function usePlacing(frame: { readonly current: HTMLElement | null }, image: Size) {
  const [placing, setPlacing] = useState<Placing>({ x: 0, y: 0, scale: 0.001 });
  const isFitted = useRef(true);
  const size = useRef<Size>({ width: 0, height: 0 });
  const fit = () => {
    isFitted.current = true;
    setPlacing(fitted(image, size.current));
  };
  const move: Move = (change) => {
    isFitted.current = false;
    const least = Math.min(fitted(image, size.current).scale, 1) / 2;
    setPlacing((was) => kept(change(was, least), image, size.current));
  };
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = () => {
      size.current = { width: element.clientWidth, height: element.clientHeight };
      if (isFitted.current) setPlacing(fitted(image, size.current));
      else setPlacing((was) => kept(was, image, size.current));
    };
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => resized.disconnect();
  }, [frame, image]);
  return { placing, move, fit };
}

/** One pointer moves, two zoom as well. */
function useDrag(move: Move) {
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const end = ({ pointerId }: PointerEvent) => void pointers.current.delete(pointerId);
  return {
    onPointerDown(event: PointerEvent & { readonly currentTarget: HTMLElement }) {
      event.currentTarget.setPointerCapture(event.pointerId);
      pointers.current.set(event.pointerId, placeIn(event));
    },
    onPointerMove(event: PointerEvent & { readonly currentTarget: HTMLElement }) {
      const from = pointers.current.get(event.pointerId);
      if (from === undefined) return;
      const to = placeIn(event);
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
      pointers.current.set(event.pointerId, to);
      move((was, least) => {
        if (other === undefined)
          return { ...was, x: was.x + to.x - from.x, y: was.y + to.y - from.y };
        const factor = distance(to, other) / Math.max(1, distance(from, other));
        return zoomed(was, factor, (to.x + other.x) / 2, (to.y + other.y) / 2, least);
      });
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

function placeIn(event: MouseEvent & { readonly currentTarget: HTMLElement }) {
  const { left, top } = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

type Place = ReturnType<typeof placeIn>;

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The page must not scroll meanwhile, which a listener has to say that is not passive. */
function useWheel(frame: { readonly current: HTMLElement | null }, move: Move): void {
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const [x, y] = [event.clientX - left, event.clientY - top];
      move((was, least) => zoomed(was, Math.exp(-event.deltaY / 400), x, y, least));
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  });
}

const PANS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [PAN_PX, 0],
  ArrowRight: [-PAN_PX, 0],
  ArrowUp: [0, PAN_PX],
  ArrowDown: [0, -PAN_PX],
};

function pan(event: KeyboardEvent, move: Move): void {
  const [dx, dy] = PANS[event.key] ?? [];
  if (dx === undefined || dy === undefined) return;
  event.preventDefault();
  move((was) => ({ ...was, x: was.x + dx, y: was.y + dy }));
}
