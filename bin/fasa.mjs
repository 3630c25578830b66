#!/usr/bin/env node
// Node 20 does not run TypeScript by itself; registering tsx here makes `npx fasa` work from any
// directory and from any place the package is installed in.
import { register } from "tsx/esm/api";

register();
await import("./fasa.ts");
