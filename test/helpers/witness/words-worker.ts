import { setTimeout } from "node:timers/promises";
import { serveFiles } from "../../../adapters/witness/serve-files.ts";
import { scanError } from "../../../core/contracts/reasons.ts";
import { type Words, WordsSettings } from "./words.ts";

const MOMENT_MS = 20;
const LONG_MS = 500;

/** Says what the file says, after a moment in which others could come in between. */
async function open({ language }: WordsSettings): Promise<(bytes: Uint8Array) => Promise<Words>> {
  let inHand = 0;
  return async (bytes) => {
    const words = Buffer.from(bytes).toString();
    if (words === "refuse") throw scanError("corrupt", { found: "a word that is refused" });
    if (words === "fail") throw new Error("no memory is left");
    inHand++;
    await setTimeout(words === "slow" ? LONG_MS : MOMENT_MS);
    return { language, words, inHand: inHand-- };
  };
}

serveFiles(WordsSettings, open);
