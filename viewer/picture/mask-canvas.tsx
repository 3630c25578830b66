import { useEffect, useRef, useState } from "preact/hooks";
import { type Layer, loadMask, type MaskPixels, paintLayer } from "./mask-layer.ts";

interface MaskCanvasProps {
  readonly url: string;
  readonly layer: Layer;
  /** 0 to 1. */
  readonly opacity: number;
}

/** The mask over its picture; stretched to it, as both cover the whole of it. */
export function MaskCanvas({ url, layer, opacity }: MaskCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [mask, setMask] = useState<MaskPixels>();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    let isWanted = true;
    loadMask(url).then(
      (loaded) => isWanted && setMask(loaded),
      () => isWanted && setLost(true),
    );
    return () => {
      isWanted = false;
    };
  }, [url]);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (mask === undefined || context == null) return;
    context.putImageData(new ImageData(paintLayer(mask, layer), mask.width, mask.height), 0, 0);
  }, [mask, layer]);
  if (isLost) return <p class="mask-lost">The mask cannot be loaded.</p>;
  return (
    <canvas
      ref={canvas}
      class="mask"
      width={mask?.width ?? 1}
      height={mask?.height ?? 1}
      data-loaded={mask !== undefined}
      style={{ opacity }}
    />
  );
}
