import type { LeftOut } from "../../adapters/folder/list-files.ts";
import type { Telemetry } from "../../core/ports.ts";

/** What is in the bucket's folder and no object of it: told of once each. */
export class LeftOutFiles {
  readonly #telemetry: Telemetry;
  readonly #onNew: (leftOut: LeftOut) => void;
  readonly #told = new Set<string>();
  #hidesFiles = false;

  constructor(telemetry: Telemetry, onNew: (leftOut: LeftOut) => void) {
    this.#telemetry = telemetry;
    this.#onNew = onNew;
  }

  /** Whether there may be images that nobody looked at. */
  get hidesFiles(): boolean {
    return this.#hidesFiles;
  }

  tell(leftOut: LeftOut): void {
    const { key, why } = leftOut;
    const line = JSON.stringify([key, why]);
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#hidesFiles ||= leftOut.hidesFiles;
    this.#telemetry.log("info", "file-left-out", { key, why });
    this.#onNew(leftOut);
  }
}
