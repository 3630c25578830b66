#!/usr/bin/env node
// A repository has the sources, and tsx to run them in any directory; a package has what they were compiled to.
import "./require-node.mjs";
import { existsSync } from "node:fs";
import module from "node:module";

if (existsSync(new URL("./fasa.ts", import.meta.url))) {
  const { register } = await import("tsx/esm/api");
  register();
  await import("./fasa.ts");
} else {
  // The second start need not compile again what the first one did.
  const { directory } = module.enableCompileCache();
  // Only by this variable do the threads of the witnesses have it too.
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory;
  await import("../dist/bin/fasa.js");
}
