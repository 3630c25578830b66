const ascii = (text: string) => new TextEncoder().encode(text);

export type Container = "JPEG" | "PNG" | "WebP" | "GIF" | "TIFF" | "HEIF";

/** What the first bytes of a file say it is: bytes expected at an offset. */
interface Signature<Name extends string = string> {
  readonly name: Name;
  readonly magic: readonly (readonly [offset: number, bytes: Uint8Array])[];
}

/** Containers of the formats that are scanned. Of HEIF's general brands the header tells the codec. */
const DECODABLE: readonly Signature<Container>[] = [
  { name: "JPEG", magic: [[0, Uint8Array.of(0xff, 0xd8, 0xff)]] },
  { name: "PNG", magic: [[0, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)]] },
  {
    name: "WebP",
    magic: [
      [0, ascii("RIFF")],
      [8, ascii("WEBP")],
    ],
  },
  { name: "GIF", magic: [[0, ascii("GIF8")]] },
  { name: "TIFF", magic: [[0, ascii("II*\0")]] },
  { name: "TIFF", magic: [[0, ascii("MM\0*")]] },
  { name: "TIFF", magic: [[0, ascii("II+\0")]] },
  { name: "TIFF", magic: [[0, ascii("MM\0+")]] },
  ...["avif", "avis", "mif1", "msf1"].map((brand) => ({
    name: "HEIF" as const,
    magic: [[4, ascii(`ftyp${brand}`)] as const],
  })),
];

/** Named for the reader of the verdict only. */
const OTHERS: readonly Signature[] = [
  { name: "a PDF document", magic: [[0, ascii("%PDF")]] },
  { name: "a Photoshop document", magic: [[0, ascii("8BPS")]] },
  { name: "a JPEG XL image", magic: [[0, Uint8Array.of(0xff, 0x0a)]] },
  { name: "a JPEG XL image", magic: [[4, ascii("JXL ")]] },
  { name: "a JPEG 2000 image", magic: [[4, ascii("jP  ")]] },
  ...["heic", "heix", "heim", "hevc"].map((brand) => ({
    name: "a HEIC image",
    magic: [[4, ascii(`ftyp${brand}`)] as const],
  })),
  { name: "an MP4 or QuickTime file", magic: [[4, ascii("ftyp")]] },
  { name: "a ZIP archive", magic: [[0, ascii("PK")]] },
];

const PRINTABLE_START = /^[\t\n\r\x20-\x7e]{4,}$/;
const START_BYTES = 32;

const matches = (bytes: Uint8Array) => (signature: Signature) =>
  signature.magic.every(([offset, magic]) =>
    magic.every((byte, index) => bytes[offset + index] === byte),
  );

/** What a decoder that is let in takes these first bytes for; whether the rest is sound, it says. */
export function containerOf(bytes: Uint8Array): Container | undefined {
  return DECODABLE.find(matches(bytes))?.name;
}

/** What a reader is told the file is, when it is none of the images that are scanned. */
export function describe(bytes: Uint8Array): string {
  const known = OTHERS.find(matches(bytes));
  if (known !== undefined) return known.name;
  const start = bytes.subarray(0, START_BYTES);
  if (PRINTABLE_START.test(Buffer.from(start).toString("latin1"))) return "text";
  return `a file that starts with the bytes ${Buffer.from(start.subarray(0, 8)).toString("hex")}`;
}
