import {
  GPU_IMAGES_A_SECOND,
  RECORD_SECONDS,
  TASK_IMAGES_A_SECOND,
} from "../../core/cost/rates.ts";
import { LEAST_CONCURRENCY, MOST_CONCURRENCY } from "../storage/work-queue.ts";

/** Jobs that wait so long are not worth an instance more, which takes ten minutes to come. */
const ACCEPTED_WAIT_SECONDS = 300;

/** Jobs for each task, or instance of an endpoint, beyond which another one starts. */
export const BACKLOG_PER_TASK = TASK_IMAGES_A_SECOND * ACCEPTED_WAIT_SECONDS;

/**
 * So many of record-verdict at once keep up with as many tasks, however fast these are, as far as SQS lets so many
 * of a function run: 1,000 record some 3,300 verdicts a second.
 */
export function recordersFor(maxTasks: number): number {
  const enough = Math.ceil(maxTasks * GPU_IMAGES_A_SECOND * RECORD_SECONDS);
  return Math.min(MOST_CONCURRENCY, Math.max(LEAST_CONCURRENCY, enough));
}
