/** Of a task or an endpoint's instance whose GPU never waits. `Assumption:` no GPU was measured. */
export const GPU_IMAGES_A_SECOND = 20;

/**
 * Of a task with all witnesses. `Assumption:` from what was measured on processors (docs/cost.md): the search
 * for copies takes 1.4 to 2 s of a core, which three of four cores do, and is the slowest part whatever the
 * GPU does.
 */
export const TASK_IMAGES_A_SECOND = 2;

/** Of record-verdict, for one mask of some megapixels. `Assumption:` its processor was measured, not its waiting. */
export const RECORD_SECONDS = 0.3;
