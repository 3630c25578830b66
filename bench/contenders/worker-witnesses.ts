import { serveScans } from "./scan-files.ts";

await serveScans("on");
