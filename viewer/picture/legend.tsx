import type { ScannedVerdict } from "../../core/contracts/verdict.ts";
import { legendOf, type Shown } from "../../core/explain/legend.ts";

/** What red, outlines and lines over the picture mean; nothing where nothing lies over it. */
export function Legend({
  verdict,
  shown,
}: {
  readonly verdict: ScannedVerdict;
  readonly shown: Shown;
}) {
  const entries = legendOf(verdict, shown);
  if (entries.length === 0) return null;
  return (
    <ul class="legend" aria-label="What the colours mean">
      {entries.map(({ mark, meaning }) => (
        <li key={meaning}>
          <span class={`swatch ${mark}`} aria-hidden="true" />
          {meaning}
        </li>
      ))}
    </ul>
  );
}
