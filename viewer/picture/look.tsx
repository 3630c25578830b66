import { useKeys } from "../keys.ts";
import type { Layer } from "./mask-layer.ts";

/** How a picture is looked at. */
export interface Look {
  readonly layer: "original" | Layer;
  /** Of the layer, 0 to 1. */
  readonly opacity: number;
  readonly hasOutlines: boolean;
}

const LAYERS = [
  ["original", "Original"],
  ["overlay", "Overlay"],
  ["heat", "Heat map"],
] as const;

interface LookControlsProps {
  readonly look: Look;
  readonly onLook: (look: Look) => void;
}

export function LookControls({ look, onLook }: LookControlsProps) {
  const show = (layer: Look["layer"]) => onLook({ ...look, layer });
  useKeys({
    "1": () => show("original"),
    "2": () => show("overlay"),
    "3": () => show("heat"),
    b: () => onLook({ ...look, hasOutlines: !look.hasOutlines }),
  });
  return (
    <div class="look">
      <fieldset class="tabs">
        <legend class="hidden">What is shown of the picture</legend>
        {LAYERS.map(([layer, name]) => (
          <button
            key={layer}
            type="button"
            aria-pressed={look.layer === layer}
            onClick={() => show(layer)}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <label class="opacity">
        Opacity
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(100 * look.opacity)}
          disabled={look.layer === "original"}
          onInput={({ currentTarget }) =>
            onLook({ ...look, opacity: Number(currentTarget.value) / 100 })
          }
        />
      </label>
      <label class="tick">
        <input
          type="checkbox"
          checked={look.hasOutlines}
          onChange={({ currentTarget }) => onLook({ ...look, hasOutlines: currentTarget.checked })}
        />
        outlines
      </label>
    </div>
  );
}
