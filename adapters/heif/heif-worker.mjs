// A thread does not inherit what lets its process run TypeScript. A bundle puts the compiled
// heif-worker.ts here, under this name.
import { register } from "tsx/esm/api";

register();
await import("./heif-worker.ts");
