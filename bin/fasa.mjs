#!/usr/bin/env node
// A repository has the sources, and tsx to run them in any directory; a package has what they were compiled to.
import { existsSync } from "node:fs";

if (existsSync(new URL("./fasa.ts", import.meta.url))) {
  const { register } = await import("tsx/esm/api");
  register();
  await import("./fasa.ts");
} else {
  await import("../dist/bin/fasa.js");
}
