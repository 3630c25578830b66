import { EXIT } from "./exit-code.ts";

/** The command line cannot be followed; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const HELP = `Finds manipulated images and the pixels that were changed.

Usage
  fasa scan FILE|DIR|GLOB… [--out DIR] [--json] [--model DIR]
  fasa evaluate DIR [--json] [--limit N] [--model DIR]
  fasa verdict BUCKET/KEY [--endpoint URL] [--json]

fasa scan          scans files on this machine; needs no running system
  --out DIR        where masks and verdicts go (default: fasa-out). The image a/b.jpg
                   gets DIR/a/b.jpg.mask.png and DIR/a/b.jpg.verdict.json
  --json           one verdict per line on standard output, in the order of the names
  --model DIR      a model and its manifest.json (default: the one that is shipped)

fasa evaluate      scans a set whose truth is known and says how good the answers are.
                   DIR/Tp/a.jpg is manipulated where the mask DIR/Gt/a.png is light,
                   DIR/Au holds authentic images
  --json           the report on one line of standard output
  --limit N        the first N images of Tp and of Au (default: all)
  --model DIR      as above

fasa verdict       asks a running system (npm start) about an object of its bucket
  --endpoint URL   where it answers (default: $FASA_ENDPOINT, else the local one)
  --json           the answer as JSON

All
  -h, --help       this text
  -V, --version    the version

Of a DIR every file with an image's name ending is taken, in its folders too. What a file
holds is told from its bytes.

Exit codes
  ${EXIT.ok}  every image was scanned; the verdict is there
  ${EXIT.notScanned}  some images failed or were skipped; the verdict, or standard error, says so
  ${EXIT.usage}  the command line cannot be followed
  ${EXIT.pending}  verdict: not scanned yet
  ${EXIT.unknown}  verdict: no such object
  ${EXIT.unreachable}  verdict: no answer from the endpoint
`;
