import { RETRYABLE_REASONS } from "../core/requeue/redrive-job.ts";
import { EXIT } from "./exit-code.ts";

/** The command line cannot be followed; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Scans queued a second, unless `--rate` says otherwise: more than twice what one GPU is assumed to do. */
export const DEFAULT_RATE = "50";
/** How old what is missing must be, unless `--written-before` says so: events are seldom so late. */
export const DEFAULT_WRITTEN_BEFORE = "15m";

export const HELP = `Finds manipulated images and the pixels that were changed.

Usage
  fasa scan FILE|DIR|GLOB… [--out DIR] [--json] [--model DIR] [--false-positive-rate F] [--no-history]
  fasa evaluate DIR [--json] [--limit N] [--model DIR] [--false-positive-rate F] [--no-history]
  fasa verdict BUCKET/KEY [--endpoint URL] [--json]
  fasa backfill s3://BUCKET/PREFIX [--inventory s3://…/manifest.json] [--again] [--resume TOKEN]
  fasa redrive [--reason CODE]… [--since TIME] [--until TIME] [--prefix BUCKET/PREFIX]
  fasa reconcile [s3://BUCKET/PREFIX]… [--written-before TIME]
               each with [--dry-run] [--rate N] [--system FILE|URL] [--json]

fasa scan          scans files on this machine; needs no running system
  --out DIR        where masks and verdicts go (default: fasa-out). The image a/b.jpg
                   gets DIR/a/b.jpg.mask.png and DIR/a/b.jpg.verdict.json
  --json           one verdict per line on standard output, in the order of the names
  --model DIR      a model and its manifest.json (default: the one that is shipped)
  --false-positive-rate F
                   the share of authentic images that may be flagged, one for which the manifest
                   has a threshold, such as 0.01 (default: the manifest's own choice)
  --no-history     do not look at what files remember of having been compressed

fasa evaluate      scans a set whose truth is known and says how good the answers are.
                   DIR/Tp/a.jpg is manipulated where the mask DIR/Gt/a.png is light,
                   DIR/Au holds authentic images
  --json           the report on one line of standard output
  --limit N        the first N images of Tp and of Au (default: all)
  --model DIR, --false-positive-rate F, --no-history
                   as above

fasa verdict       asks a running system (npm start) about an object of its bucket
  --endpoint URL   where it answers (default: $FASA_ENDPOINT, else the local one)
  --json           the answer as JSON

Those who operate a system put scans on its backfill queue, which come after new uploads. What
was already asked for can be asked for again: it changes nothing.

fasa backfill      scans what lay in a bucket before the scanner came
  --inventory URI  read the list from an S3 Inventory in CSV (default: list the bucket)
  --again          scan again what has a verdict, such as with a new model
  --resume TOKEN   go on where a run stopped that printed this

fasa redrive       scans again what was given up: jobs of the current verdicts that failed
  --reason CODE    only these reasons (default: those that a retry can change:
                   ${RETRYABLE_REASONS.join(", ")})
  --since, --until TIME
                   only what was given up in this time
  --prefix TEXT    only where BUCKET/KEY begins with it

fasa reconcile     scans what the buckets hold and the table lacks (default: all buckets)
  --written-before TIME
                   leave what is newer to its own event (default: ${DEFAULT_WRITTEN_BEFORE})

All of these three
  --dry-run        count, and send nothing
  --rate N         scans to queue a second, at most (default: ${DEFAULT_RATE})
  --system FILE    what cdk deploy --outputs-file wrote, or the URL of a local system
                   (default: $FASA_SYSTEM, else the local one)
  TIME is 2026-01-31, 2026-01-31T12:00:00Z, or 30m, 36h or 7d before now

All
  -h, --help       this text
  -V, --version    the version

Of a DIR every file with an image's name ending is taken, in its folders too. What a file
holds is told from its bytes.

Exit codes
  ${EXIT.ok}  every image was scanned; the verdict is there
  ${EXIT.notScanned}  some images failed or were skipped; the verdict, or standard error, says so.
     backfill, redrive, reconcile: stopped half-way, or not allowed to look at some objects;
     reconcile --dry-run: something is missing
  ${EXIT.usage}  the command line cannot be followed
  ${EXIT.pending}  verdict: not scanned yet
  ${EXIT.unknown}  verdict: no such object
  ${EXIT.unreachable}  verdict: no answer from the endpoint
`;
