import { register } from "tsx/esm/api";

register();
await import("./words-worker.ts");
