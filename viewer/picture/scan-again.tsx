import { useState } from "preact/hooks";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { client, messageOf } from "../data/scanner-api.ts";

/** Asks for another scan; the page shows its verdict when it comes. */
export function ScanAgain({ verdict }: { readonly verdict: Verdict }) {
  const [said, setSaid] = useState<string>();
  const { bucket, key } = verdict.object;
  const ask = () =>
    client.requestScan({ bucket, key }).then(
      () => setSaid("A scan was asked for …"),
      (error: unknown) => setSaid(messageOf(error)),
    );
  return (
    <p class="again">
      <button type="button" class="quiet" onClick={() => void ask()}>
        Scan again
      </button>
      <span role="status">{said}</span>
    </p>
  );
}
