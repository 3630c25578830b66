import type { WitnessState } from "../../core/contracts/witnesses.ts";
import type { Account, WitnessAccount } from "../../core/explain/account.ts";

const STATE_NAMES: { readonly [State in WitnessState]: string } = {
  found: "found something",
  nothing: "found nothing",
  cannotTell: "cannot tell",
};

/** What each witness saw, and how far from its threshold. */
export function WitnessList({ witnesses }: Pick<Account, "witnesses">) {
  if (witnesses.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="witnesses-title">
      <h2 id="witnesses-title">Who saw what</h2>
      <ul class="witnesses">
        {witnesses.map((witness) => (
          <Witness key={witness.name} witness={witness} />
        ))}
      </ul>
    </section>
  );
}

function Witness({ witness }: { readonly witness: WitnessAccount }) {
  const { name, title, state, score, threshold, isDeciding, sentence } = witness;
  return (
    <li class={state} data-witness={name}>
      <div class="witness-head">
        <strong>{title}</strong>
        {isDeciding && <span class="decided">decided</span>}
        <span class="space" />
        <span class="state">{STATE_NAMES[state]}</span>
      </div>
      {state === "cannotTell" ? (
        <div class="bar unknown" aria-hidden="true" />
      ) : (
        score !== undefined && (
          <div class="bar" aria-hidden="true">
            <span class="fill" style={{ width: `${100 * score}%` }} />
            <span class="threshold" style={{ left: `${100 * threshold}%` }} />
          </div>
        )
      )}
      <p>{sentence}</p>
    </li>
  );
}
