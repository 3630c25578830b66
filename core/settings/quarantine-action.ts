import { z } from "zod";

/**
 * What becomes of an image that was found manipulated. `copy`: a copy of exactly what was scanned is
 * kept elsewhere. `move`: and what is under its key goes, where it is still that image.
 */
export const QuarantineAction = z.enum(["copy", "move"]);
export type QuarantineAction = z.infer<typeof QuarantineAction>;
