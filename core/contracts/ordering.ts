import type { ObjectIdentity } from "./object-identity.ts";

/** 0 parked or given up after transient failures, 1 deterministic failure, skip or deletion, 2 scanned. */
export type Rank = 0 | 1 | 2;

/** Orders the results of one object; the greater one is the newer truth about it. */
export interface ResultOrder {
  readonly sequencer: ObjectIdentity["sequencer"];
  readonly generation: number;
  readonly rank: Rank;
}

const SEQUENCER_DIGITS = 32;
const GENERATION_DIGITS = 10;

/** What `encodeOrder` writes. */
export const ORDER_PATTERN = new RegExp(
  `^[0-9A-F]{${SEQUENCER_DIGITS}}#[0-9]{${GENERATION_DIGITS}}#[012]$`,
);

/**
 * The order as a string: comparing two of them as text compares (sequencer, generation, rank), so
 * that one DynamoDB condition decides which result stands. S3 asks for sequencers to be padded on
 * the right before they are compared; a job without one comes before every event.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function encodeOrder({ sequencer = "", generation, rank }: ResultOrder): string {
  return `${digitsOf(sequencer)}#${String(generation).padStart(GENERATION_DIGITS, "0")}#${rank}`;
}

function digitsOf(sequencer: string): string {
  return sequencer.toUpperCase().padEnd(SEQUENCER_DIGITS, "0");
}

/** The generation in an encoded order. */
export function generationOf(order: string): number {
  return Number(order.slice(SEQUENCER_DIGITS + 1, -2));
}

/** The encoded order one generation later. */
export function nextGenerationOf(order: string): string {
  const generation = String(generationOf(order) + 1).padStart(GENERATION_DIGITS, "0");
  return `${order.slice(0, SEQUENCER_DIGITS)}#${generation}${order.slice(-2)}`;
}

/** Whether the encoded order came from the event with this sequencer. */
export function hasSequencer(order: string, sequencer: ResultOrder["sequencer"]): boolean {
  return order.startsWith(digitsOf(sequencer ?? ""));
}

/** `order` as if it came from the event that `event`, another encoded order, came from. */
export function withSequencerOf(event: string, order: string): string {
  return event.slice(0, SEQUENCER_DIGITS) + order.slice(SEQUENCER_DIGITS);
}
