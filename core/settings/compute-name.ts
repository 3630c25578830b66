import { z } from "zod";

/** What runs the model. */
export const ComputeName = z.enum(["lambdaCpu", "ecsGpu", "sageMaker"]);
export type ComputeName = z.infer<typeof ComputeName>;
