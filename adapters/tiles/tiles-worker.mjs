// A thread does not inherit what lets its process run TypeScript. A bundle puts the compiled
// tiles-worker.ts here, under this name.
import { register } from "tsx/esm/api";

register();
await import("./tiles-worker.ts");
