import { useEffect, useRef } from "preact/hooks";

const KEYS = [
  ["← ↑ → ↓", "another picture, in the gallery"],
  ["Enter", "open it"],
  ["/", "write the beginning of a name"],
  ["j, k", "the next picture, the one before"],
  ["Escape", "back to the gallery"],
  ["1, 2, 3", "original, overlay, heat map"],
  ["b", "outlines on or off"],
  ["+, −, 0", "closer, further, all of it"],
  ["c, f, u", "of what was flagged: confirm, false alarm, unsure"],
  ["c, m, u", "where nothing was found: agree, missed an edit, unsure"],
  ["n", "write a note"],
  ["?", "this list"],
] as const;

/** Which keys there are. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys</h2>
      <dl>
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="primary" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
