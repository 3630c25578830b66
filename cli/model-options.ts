import { Option } from "@commander-js/extra-typings";
import type { ModelChoice } from "../adapters/engine/open-witnesses.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/model/shipped-model.ts";

export const MODEL_OPTION = new Option(
  "--model <dir>",
  "a model and its manifest.json (default: the one that is shipped)",
);
export const FALSE_POSITIVE_RATE_OPTION = new Option(
  "--false-positive-rate <share>",
  "of authentic images that may be flagged: one for which the manifest has a threshold, such as " +
    "0.01 (default: the manifest's own choice)",
);
export const HISTORY_OPTION = new Option(
  "--no-history",
  "do not look at what files remember of having been compressed",
);

export const TILES_OPTION = new Option(
  "--no-tiles",
  "do not look at parts of the picture at native pixels",
);

export const COPIES_OPTION = new Option("--no-copies", "do not look for regions that are copies");

export interface ModelOptions {
  readonly model?: string | undefined;
  readonly falsePositiveRate?: string | undefined;
  readonly history: boolean;
  readonly tiles: boolean;
  readonly copies: boolean;
}

export function modelChoiceOf(options: ModelOptions): ModelChoice {
  const { model, falsePositiveRate, history, tiles, copies } = options;
  return {
    directory: model ?? SHIPPED_MODEL_DIRECTORY,
    ...(falsePositiveRate !== undefined && { falsePositiveRate }),
    ...(!history && { history: "off" }),
    ...(!tiles && { tiles: "off" }),
    ...(!copies && { copies: "off" }),
  };
}
