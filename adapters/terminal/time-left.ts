const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Above it, seconds that tick say more than anybody knows. */
const EXACT_UP_TO_SECONDS = 10;

/** "40s", "3m55s", "2h05m"; nothing while nobody knows. Of a whole that is rounded, and not of its parts. */
export function timeLeft(seconds: number): string {
  // The bar says in words that it does not know.
  const known = Number(seconds);
  if (!Number.isFinite(known)) return "";
  const rounded = known > EXACT_UP_TO_SECONDS ? 5 * Math.round(known / 5) : known;
  const [hours, rest] = [Math.floor(rounded / HOUR), rounded % HOUR];
  const [minutes, left] = [Math.floor(rest / MINUTE), rest % MINUTE];
  if (hours > 0) return `${hours}h${twoDigits(minutes)}m`;
  return minutes > 0 ? `${minutes}m${twoDigits(left)}s` : `${left}s`;
}

const twoDigits = (value: number) => String(value).padStart(2, "0");
