"use strict";
// What onnxruntime-node's own installer would fetch on Linux x86_64 no closed network can reach, so the
// package carries the CPU engine for it. On any other system the installed onnxruntime-node is loaded.
const { existsSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const { platform, arch } = process;
const isCarried = existsSync(join(__dirname, "../bin/napi-v6", platform, arch));
if (!isCarried) module.exports = installed();
// The last assignment is the one that Node reads the names of an `import { … }` from.
else module.exports = require("./index.js");

function installed() {
  // As the package that carries this would find it: from above its dist/.
  const outside = createRequire(join(__dirname, "../../../../package.json"));
  try {
    return outside("onnxruntime-node");
  } catch (cause) {
    const { version } = require("../package.json");
    const advice = `Run: npm i onnxruntime-node@${version}`;
    throw new Error(`fasa-scanner brings no engine for ${platform} ${arch}. ${advice}`, { cause });
  }
}
