import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import compile from "libheif-js/libheif-wasm/libheif.js";
import { withLoopFilters } from "./loop-filters.ts";

const wasmPath = createRequire(import.meta.url).resolve("libheif-js/libheif-wasm/libheif.wasm");

/** Compiled when this is loaded, for its thread alone. */
export const libheif = compile({ wasmBinary: withLoopFilters(readFileSync(wasmPath)) });
