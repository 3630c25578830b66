import type { Instant } from "../contracts/instant.ts";
import type { Voice } from "../contracts/reasons.ts";
import { type Html, html } from "./html.ts";
import type { ReportEntry, Unreadable } from "./report-entry.ts";
import { entrySection } from "./report-entry-section.ts";
import { REPORT_STYLE } from "./report-style.ts";

export interface ReportHead {
  /** Folder or bucket. */
  readonly subject: string;
  readonly madeAt: Instant;
  readonly scannerVersion: string;
  /** Whether it is about files on this machine, or objects of a bucket. */
  readonly voice: Voice;
  /** Verdicts that were there and are not in the report. */
  readonly unreadable: readonly Unreadable[];
}

/** What a reader must know before anything is concluded. */
const LIMITS = [
  "A verdict is no proof. It is a reason to look, never the only ground for a decision about a person.",
  "“Authentic” means that nothing was found. Many edits leave no trace that this method sees, above all in pictures " +
    "that were made smaller or saved again after the edit.",
  "Some authentic pictures are flagged: strong processing, drawings, collages, captions and screenshots more often " +
    "than photographs.",
  "A region with another compression history may be an honest addition, such as a caption or a frame. Nothing here " +
    "says who changed the picture, or why.",
  "Scores are no probabilities of forgery. They are compared with thresholds that a chosen share of authentic " +
    "pictures exceeds.",
];

/**
 * One page that needs nothing beside it: no script, no request, pictures inside.
 *
 * @param entries written as they come, so that a page of any length needs the memory of one of them.
 */
export async function* reportPage(
  head: ReportHead,
  entries: AsyncIterable<ReportEntry>,
): AsyncGenerator<string> {
  yield opening(head).html;
  let count = 0;
  for await (const entry of entries) {
    count++;
    yield entrySection(entry, count).html;
  }
  yield closing(count, head).html;
}

function opening({ subject, madeAt, scannerVersion, unreadable }: ReportHead): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Image manipulation report: ${subject}</title>
<style>${{ html: REPORT_STYLE }}</style>
</head>
<body>
<header>
<h1>Image manipulation report</h1>
<p class="subject">${subject}</p>
<p>Made ${madeAt.toISOString()} by FASA scanner ${scannerVersion}.</p>
</header>
<main>
${unreadable.length === 0 ? html`` : unreadableSection(unreadable)}`;
}

/** First, so that nobody takes the report for whole. */
function unreadableSection(all: readonly Unreadable[]): Html {
  return html`<section>
<h2>Missing here: ${all.length === 1 ? "1 verdict" : `${all.length} verdicts`} that cannot be read</h2>
<ul>${all.map(({ name, why }) => html`<li>${name}: ${why}</li>`)}</ul>
</section>
`;
}

function closing(count: number, { voice }: ReportHead): Html {
  const limits = LIMITS.map((text) => html`<li>${text}</li>`);
  return html`</main>
<footer>
<p>${count === 1 ? `1 ${voice}` : `${count} ${voice}s`}.</p>
<h2>What this can and cannot say</h2>
<ul>${limits}</ul>
</footer>
</body>
</html>
`;
}
