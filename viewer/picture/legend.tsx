import type { ScannedVerdict } from "../../core/contracts/verdict.ts";
import { legendOf } from "../../core/explain/legend.ts";

/** What red, outlines and lines over the picture mean. It stays as it is, so that the picture does too. */
export function Legend({ verdict }: { readonly verdict: ScannedVerdict }) {
  return (
    <ul class="legend" aria-label="What the colours mean">
      {legendOf(verdict).map(({ mark, meaning }) => (
        <li key={meaning}>
          <span class={`swatch ${mark}`} aria-hidden="true" />
          {meaning}
        </li>
      ))}
    </ul>
  );
}
