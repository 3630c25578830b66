import { z } from "zod";

const Time = z.coerce.date();

/** A moment in time. Pure code gets it from the Clock port or from `instantOf`, never from now. */
export type Instant = z.infer<typeof Time>;

/** The instant of an ISO 8601 time or of milliseconds since 1970. Throws ZodError on others. */
export const instantOf = (time: string | number): Instant => Time.parse(time);
