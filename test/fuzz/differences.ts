import type { Container } from "../../core/formats/sniff.ts";
import { differenceOf } from "../helpers/fixtures.ts";
import type { Opinion } from "./independent-decoder.ts";
import type { Trial } from "./try-file.ts";

/** What a file is: HEIC and BMP have decoders of their own. */
export type Judged = Container | "HEIC" | "BMP";

/** How two decoders differ about a file. */
type Side = "we refuse" | "it refuses" | "other pixels";

/** Why they may differ, by kind; `about` is what the one says that refuses. */
interface Kind {
  readonly container: Judged;
  readonly side: Side;
  readonly about: RegExp;
  readonly because: string;
}

/** Mean of a channel, in steps of 255: two kinds of scaling, of CMYK, of chroma. */
const SAME_PIXELS = 24;

const KINDS: readonly Kind[] = [
  {
    ...{ container: "JPEG", side: "we refuse", about: /data is damaged|one value|cut off/ },
    because: "it takes what libjpeg warns of, and shows what libjpeg makes up",
  },
  {
    ...{ container: "JPEG", side: "we refuse", about: /last scans/ },
    because: "it shows a progressive picture without its last scans",
  },
  {
    ...{ container: "JPEG", side: "we refuse", about: /bits a sample|behind the picture|hierarch/ },
    because: "the header names a kind that we refuse before the decoder is asked",
  },
  {
    ...{ container: "HEIF", side: "we refuse", about: /data is damaged|cut off|header/ },
    because: "its AV1 decoder conceals what ours calls a corrupt frame",
  },
  {
    ...{ container: "GIF", side: "we refuse", about: /header|cut off|lacks/ },
    because: "it reads no further than the first frame, ours all blocks first",
  },
  {
    ...{ container: "PNG", side: "we refuse", about: /./ },
    because: "it leaves checksums and chunks behind the last row alone",
  },
  {
    ...{ container: "WebP", side: "we refuse", about: /./ },
    because: "it believes the sizes in other chunks than ours does",
  },
  {
    ...{ container: "TIFF", side: "we refuse", about: /with |thumbnail/ },
    because: "the header names a kind that we refuse, and it reads",
  },
  {
    ...{ container: "TIFF", side: "we refuse", about: /./ },
    because: "it reads no field beside those that it needs, or stops at the last full strip",
  },
  {
    ...{ container: "PNG", side: "it refuses", about: /checksum|identify|chunk|Syntax|Value/ },
    because: "it refuses checksums of chunks that no pixel hangs on",
  },
  {
    ...{ container: "HEIF", side: "it refuses", about: /identify|parsing|Syntax/ },
    because: "its parser refuses versions and flags of boxes that ours ignores",
  },
  {
    ...{ container: "GIF", side: "it refuses", about: /identify|Syntax/ },
    because: "it insists on the version in the header",
  },
  {
    ...{ container: "TIFF", side: "it refuses", about: /./ },
    because: "it knows fewer layouts, and no field that is out of its place",
  },
  {
    ...{ container: "JPEG", side: "it refuses", about: /identify|Syntax|Index|struct|Key|Value/ },
    because: "it stops at a broken segment that no pixel hangs on",
  },
  {
    ...{ container: "WebP", side: "it refuses", about: /identify|decode|chunk|Value/ },
    because: "it checks chunks beside the picture",
  },
  {
    ...{ container: "HEIC", side: "we refuse", about: /./ },
    because: "it shows what it could decode of a picture that ours warns of",
  },
  {
    ...{ container: "HEIC", side: "it refuses", about: /identify/ },
    because: "it knows a file by its major brand alone",
  },
  {
    ...{ container: "HEIC", side: "other pixels", about: /./ },
    because:
      "HEVC has no checksum, and broken slices are concealed by what the decoder finds beside them",
  },
  {
    ...{ container: "BMP", side: "we refuse", about: /name colours|header is damaged/ },
    because: "it shows colours behind the palette, and pixels that begin in the header",
  },
  {
    ...{ container: "GIF", side: "other pixels", about: /./ },
    because: "what the first frame does not cover has another colour there",
  },
  {
    ...{ container: "WebP", side: "other pixels", about: /./ },
    because: "lossy data has no checksum, and each makes something else of it when it is broken",
  },
];

/** It has not looked, for want of time: no opinion. */
const TOO_LARGE = "too many pixels";

export interface Difference {
  /** Container, side and why; undefined where no kind is known. */
  readonly kind: string | undefined;
  /** For whoever has to find out why. */
  readonly detail: string;
}

/** Undefined where both say the same, or where the scan stopped at a limit. */
export function differenceBetween(
  container: Judged | undefined,
  { outcome, message = "", pixels }: Trial,
  opinion: Opinion,
): Difference | undefined {
  const refused = "refused" in opinion;
  const isUnseen = refused && opinion.refused === TOO_LARGE;
  if (outcome.startsWith("too_") || isUnseen) return undefined;
  if (pixels === undefined) return refused ? undefined : kindOf(container, "we refuse", message);
  if (refused) return kindOf(container, "it refuses", opinion.refused);
  const { mean } = differenceOf(pixels, opinion.pixels);
  if (mean <= SAME_PIXELS) return undefined;
  return kindOf(container, "other pixels", `mean difference ${mean.toFixed(0)}`);
}

function kindOf(container: Judged | undefined, side: Side, about: string): Difference {
  const detail = `${container}, ${side}: ${about}`;
  const known = KINDS.find(
    (kind) => kind.container === container && kind.side === side && kind.about.test(about),
  );
  return { kind: known && `${container}, ${side}: ${known.because}`, detail };
}
