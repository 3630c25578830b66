import { z } from "zod";

export const WordsSettings = z.strictObject({ language: z.string() });
export type WordsSettings = z.infer<typeof WordsSettings>;

/** What a witness of texts says. */
export const Words = z.strictObject({ language: z.string(), words: z.string(), inHand: z.int() });
export type Words = z.infer<typeof Words>;

export const WORDS_WORKER = new URL("./words-worker.mjs", import.meta.url);
