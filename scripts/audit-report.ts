import { z } from "zod";

const Advisory = z.object({
  /** The package that has the weakness. */
  name: z.string(),
  title: z.string(),
  severity: z.string(),
  url: z.url(),
});
export type Advisory = z.infer<typeof Advisory>;

/** As `npm audit --json` prints it; a text in `via` names another package of the report. */
const Report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({ via: z.array(z.union([z.string(), Advisory])) }),
  ),
});
/** What npm prints instead when the registry gave no report. */
const Unanswered = z.object({ message: z.string().min(1) });

/** Advisories that we know of and live with, each with the reason why. */
export const Accepted = z.array(z.strictObject({ url: z.url(), reason: z.string().min(1) }));
export type Accepted = z.infer<typeof Accepted>;

export type Audit =
  | { readonly kind: "audited"; readonly advisories: readonly Advisory[] }
  | { readonly kind: "unanswered"; readonly why: string };

export interface AuditOutcome {
  readonly isPassed: boolean;
  readonly lines: readonly string[];
}

/** @throws Error when `printed` is neither a report of npm nor its word that there is none. */
export function readAudit(printed: string): Audit {
  const json = parseOr(printed);
  const report = Report.safeParse(json);
  if (report.success) {
    const via = Object.values(report.data.vulnerabilities).flatMap((each) => each.via);
    const advisories = via.filter((each) => typeof each !== "string");
    const byUrl = new Map(advisories.map((advisory) => [advisory.url, advisory]));
    return { kind: "audited", advisories: [...byUrl.values()] };
  }
  const unanswered = Unanswered.safeParse(json);
  if (unanswered.success) return { kind: "unanswered", why: unanswered.data.message };
  throw new Error(`expected a report of npm audit, received ${JSON.stringify(printed)}`);
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Passes without a report too, and then says so: whether a registry has one is not in our hands. */
export function outcomeOf(audit: Audit, accepted: Accepted): AuditOutcome {
  if (audit.kind === "unanswered") return { isPassed: true, lines: [`not audited: ${audit.why}`] };
  const reasons = new Map(accepted.map(({ url, reason }) => [url, reason]));
  const refused = audit.advisories.filter(({ url }) => !reasons.has(url));
  const lines = audit.advisories.map((advisory) => lineOf(advisory, reasons.get(advisory.url)));
  const counts = `audited: ${audit.advisories.length} advisories, ${refused.length} not accepted`;
  return { isPassed: refused.length === 0, lines: [...lines, counts] };
}

function lineOf({ name, title, severity, url }: Advisory, reason: string | undefined): string {
  const what = `${name}: ${title} (${severity}), ${url}`;
  return reason === undefined ? `NOT ACCEPTED ${what}` : `accepted ${what}: ${reason}`;
}
