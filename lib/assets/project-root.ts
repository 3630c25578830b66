import { join } from "node:path";

/** The repository; of a package its dist/, where what is read at run time lies at the same places. */
export const PROJECT_ROOT = join(import.meta.dirname, "..", "..");

/** A package brings its bundles. From sources they are made when they are wanted. */
export const IS_PACKAGE = import.meta.filename.endsWith(".js");
