import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import type { ImageFacts } from "../../core/contracts/image-facts.ts";
import type { ImageCodec } from "../../core/ports.ts";
import { makeScanImage } from "../../core/scan/scan-image.ts";
import type { CopyWitness, HistoryWitness, TilesWitness } from "../../core/witness-ports.ts";
import { jobFor } from "../helpers/builders.ts";
import { COPIES_SHA256 } from "../helpers/copied-pairs.ts";
import { fakeScan } from "../helpers/doubles/fake-scan.ts";
import { COPY_ACCEPTANCE } from "../helpers/fixtures.ts";
import { HISTORY_RULES, HISTORY_SHA256 } from "../helpers/history-map.ts";

/** Side of the network's input, small as every byte of it is compared. */
export const INPUT_SIZE = 32;
export const KERNEL = "lanczos3";

const codec = makeSharpCodec();

/** What became of a file. */
export interface Trial {
  /** `scanned`, the code of the reason, or what was thrown. */
  readonly outcome: string;
  /** What the codec opened the file to, if it did: sharp has decoders for this. */
  readonly opened?: Uint8Array;
  /** Of a reason. */
  readonly message?: string;
  /** What the network was given, if it came so far. */
  readonly pixels?: Uint8Array;
  /** What the verdict says of the image. */
  readonly image?: ImageFacts;
}

/** Those that look at the file itself. */
export interface FileWitnesses {
  readonly history: HistoryWitness;
  readonly tiles: TilesWitness;
  readonly copies: CopyWitness;
}

/** Scans the file, with a network that says the same of everything. */
export async function tryFile(
  bytes: Uint8Array,
  { history, tiles, copies }: FileWitnesses,
): Promise<Trial> {
  const fake = fakeScan();
  const given: Uint8Array[] = [];
  const opened: Uint8Array[] = [];
  const open: ImageCodec["open"] = async (file, accept) => {
    const image = await codec.open(file, accept);
    opened.push(image.bytes);
    return image;
  };
  const detect = (rgb: Uint8Array<ArrayBuffer>) => {
    given.push(rgb);
    return fake.detector.detect(rgb);
  };
  const head = { sizeBytes: bytes.length, eTag: "fuzz" };
  const scan = makeScanImage({
    ...fake,
    codec: { ...codec, open },
    kernel: KERNEL,
    history: { witness: history, rules: HISTORY_RULES, sha256: HISTORY_SHA256 },
    tiles: { witness: tiles, threshold: { one: 0.5, more: 0.5 }, sha256: HISTORY_SHA256 },
    copies: { witness: copies, certain: COPY_ACCEPTANCE.levels.certain, sha256: COPIES_SHA256 },
    detector: { ...fake.detector, inputSize: INPUT_SIZE, detect },
    reader: { head: async () => head, get: async () => ({ ...head, bytes }) },
  });
  const said = await scan(jobFor(), { isLast: false }).then(
    (result) => ({
      ...(result.state === "scanned"
        ? { outcome: "scanned" }
        : { outcome: result.reason.code, message: result.reason.message }),
      ...(result.image && { image: result.image }),
    }),
    (error: unknown) => ({ outcome: `threw ${error}` }),
  );
  const [pixels] = given;
  const [openedTo] = opened;
  return { ...said, ...(openedTo && { opened: openedTo }), ...(pixels && { pixels }) };
}
