import { z } from "zod";
import { UsageError } from "./usage-error.ts";

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const Unit = z.enum(["m", "h", "d"]);
const Time = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** A time, or how long before `now` it was: `2026-01-31`, `2026-01-31T12:00:00Z`, `36h`. */
export function parseMoment(option: string, text: string, now: Date): Date {
  const moment = momentOf(text, now);
  if (moment !== undefined && moment.getTime() >= 0) return moment;
  const early = moment === undefined ? "" : ", which is before 1970";
  throw new UsageError(
    `Expected a date, a time in ISO 8601, or 30m, 36h or 7d as ${option}, received ${JSON.stringify(text)}${early}.`,
  );
}

function momentOf(text: string, now: Date): Date | undefined {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) {
    return new Date(now.getTime() - Number(count) * UNIT_MS[Unit.parse(unit)]);
  }
  const time = Time.safeParse(text);
  return time.success ? new Date(time.data) : undefined;
}
