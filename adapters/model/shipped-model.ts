import { fileURLToPath } from "node:url";

/** The compact model that comes with the source. */
export const SHIPPED_MODEL_DIRECTORY = fileURLToPath(
  new URL("../../model/weights/", import.meta.url),
);
