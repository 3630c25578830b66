import { Verdict } from "fasa-scanner/contracts";

/** A function behind a rule of EventBridge: the detail of the event is a verdict. */
export async function handler(event: { readonly detail: unknown }): Promise<string> {
  const verdict = Verdict.parse(event.detail);
  const { bucket, key } = verdict.object;
  if (verdict.state !== "scanned") return `${bucket}/${key}: ${verdict.state}`;
  return `${bucket}/${key}: ${verdict.label}, ${verdict.regions.length} regions`;
}
