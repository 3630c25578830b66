import type { LeftOut } from "../../adapters/folder/list-files.ts";
import type { Telemetry } from "../../core/ports.ts";

/** What is in the bucket's folder and no object of it: told of once each, and counted. */
export class LeftOutFiles {
  readonly #telemetry: Telemetry;
  readonly #told = new Set<string>();

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
  }

  get size(): number {
    return this.#told.size;
  }

  tell({ key, why }: LeftOut): void {
    const line = JSON.stringify([key, why]);
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#telemetry.log("warn", "file-left-out", { key, why });
  }
}
