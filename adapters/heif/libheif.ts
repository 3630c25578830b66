import { readFileSync } from "node:fs";
import compile from "libheif-js/libheif-wasm/libheif.js";
import { withLoopFilters } from "./loop-filters.ts";

const program = new URL(import.meta.resolve("libheif-js/libheif-wasm/libheif.wasm"));

/** Compiled when this is loaded, for its thread alone. */
export const libheif = compile({ wasmBinary: withLoopFilters(readFileSync(program)) });
