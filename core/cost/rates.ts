/** Of a task or an endpoint's instance whose GPU never waits. `Assumption:` no GPU was measured. */
export const GPU_IMAGES_A_SECOND = 20;

/**
 * Of a task with all witnesses. Measured on processors: history, one image at a time, took 0.42 to 0.71 s
 * (docs/cost.md), and is the slowest part whatever the GPU does.
 */
export const TASK_IMAGES_A_SECOND = 2;

/** Of record-verdict, for one mask of some megapixels. `Assumption:` its processor was measured, not its waiting. */
export const RECORD_SECONDS = 0.3;
