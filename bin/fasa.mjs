#!/usr/bin/env node
// A repository has the sources, and tsx to run them in any directory; a package has what they were compiled to.
import { existsSync } from "node:fs";
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`fasa needs Node 22.12 or newer; this is ${process.versions.node}.\n`);
  process.exit(2);
}

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
