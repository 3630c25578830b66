import { useState } from "preact/hooks";
import type { Verdict } from "../../core/contracts/verdict.ts";

/** What is known besides: of the picture, of the scan, of the model; and all of it as JSON. */
export function Facts({ verdict }: { readonly verdict: Verdict }) {
  const facts = factsOf(verdict).filter(([, value]) => value !== undefined);
  return (
    <section class="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">Facts</h2>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
      <Json verdict={verdict} />
    </section>
  );
}

type Fact = readonly [string, string | undefined];

function factsOf(verdict: Verdict): readonly Fact[] {
  const time: Fact = ["scanned", new Date(verdict.scannedAt).toLocaleString()];
  if (verdict.state === "deleted") return [["removed", time[1]]];
  const { image, model, timings } = verdict;
  return [
    time,
    ["took", timings && `${(timings.totalMs / 1000).toFixed(1)} s`],
    ["size", image && `${image.width} × ${image.height} pixels`],
    ["file", image && `${image.format.toUpperCase()}, ${sizeOf(image.sizeBytes)}`],
    ["marked", markedIn(verdict)],
    ["model", model && `${model.name} ${model.version}`],
    ["sha256", model?.sha256],
    ["history", model?.historySha256],
    ["copies", model?.copiesSha256],
  ];
}

/** The map of an authentic picture has spots as well, which mean nothing. */
function markedIn(verdict: Verdict): string | undefined {
  if (verdict.state !== "scanned" || verdict.label !== "manipulated") return undefined;
  return `${(100 * verdict.manipulatedFraction).toFixed(1)} % of its pixels`;
}

function sizeOf(sizeBytes: number): string {
  const kibibytes = sizeBytes / 1024;
  return kibibytes < 1024 ? `${Math.ceil(kibibytes)} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`;
}

function Json({ verdict }: { readonly verdict: Verdict }) {
  const [said, setSaid] = useState("Copy");
  const text = JSON.stringify(verdict, null, 2);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid("Copied"),
      () => setSaid("Not allowed here"),
    );
  return (
    <details class="json">
      <summary>The verdict as JSON</summary>
      <button type="button" onClick={() => void copy()}>
        {said}
      </button>
      <textarea
        readOnly
        rows={16}
        spellcheck={false}
        aria-label="The verdict as JSON"
        value={text}
      />
    </details>
  );
}
