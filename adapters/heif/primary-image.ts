import type { HeifReply } from "./heif-messages.ts";
import { libheif } from "./libheif.ts";
import type { Rows } from "./stored-png.ts";

type Refusal = Extract<HeifReply, { readonly kind: "refused" }>;

/** A file that libheif does not decode, or not whole. */
export class HeifError extends Error {
  override readonly name = "HeifError";
  readonly code: Refusal["code"];

  constructor(code: Refusal["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** Enumerations of libheif's C interface. https://github.com/strukturag/libheif */
const COLOUR_SPACE_RGB = 1;
const CHROMA = { 3: 10, 4: 11 } as const;
const INTERLEAVED = 10;
const UNSUPPORTED = [3, 4];
/** About profiles and colour tags that contradict each other; every pixel is there. */
const WARNINGS_OF_COLOUR = [126, 133, 134, 135, 152];

const POINTER_BYTES = 4;
/** Code, subcode, and a pointer to text. */
const ERROR_BYTES = 12;

/** The one picture of a thread: nothing is given back, as the thread's memory ends with it. */
export interface PrimaryImage {
  /** Upright: of what `decode` returns. */
  readonly width: number;
  readonly height: number;
  /** @throws HeifError also where the decoder went on without a part of the picture. */
  decode(): Rows;
}

/** Reads the header. @throws HeifError */
export function openPrimaryImage(bytes: Uint8Array): PrimaryImage {
  const [error, out] = [allocate(ERROR_BYTES), allocate(POINTER_BYTES)];
  const file = allocate(bytes.length);
  libheif.HEAPU8.set(bytes, file);
  const context = libheif._heif_context_alloc();
  libheif._heif_context_read_from_memory_without_copy(error, context, file, bytes.length, 0);
  check(error);
  libheif._heif_context_get_primary_image_handle(error, context, out);
  check(error);
  const handle = wordAt(out);
  const width = libheif._heif_image_handle_get_width(handle);
  const height = libheif._heif_image_handle_get_height(handle);
  if (width <= 0 || height <= 0) throw new HeifError("corrupt", `a picture of ${width}×${height}`);
  const channels = libheif._heif_image_handle_has_alpha_channel(handle) ? 4 : 3;
  const decode = () => {
    libheif._heif_decode_image(error, handle, out, COLOUR_SPACE_RGB, CHROMA[channels], 0);
    check(error);
    const image = wordAt(out);
    checkWarnings(image);
    checkSize(image, { width, height });
    const plane = libheif._heif_image_get_plane_readonly(image, INTERLEAVED, out);
    const stride = wordAt(out);
    const row = (y: number) => {
      const start = plane + y * stride;
      return libheif.HEAPU8.subarray(start, start + width * channels);
    };
    return { width, height, channels, row, profile: profileOf(handle, error) } as const;
  };
  return { width, height, decode };
}

function profileOf(handle: number, error: number): Uint8Array | undefined {
  const sizeBytes = libheif._heif_image_handle_get_raw_color_profile_size(handle);
  if (sizeBytes === 0) return undefined;
  const profile = allocate(sizeBytes);
  libheif._heif_image_handle_get_raw_color_profile(error, handle, profile);
  check(error);
  return libheif.HEAPU8.slice(profile, profile + sizeBytes);
}

function checkWarnings(image: number): void {
  const count = libheif._heif_image_get_decoding_warnings(image, 0, 0, 0);
  const warnings = allocate(Math.max(1, count) * ERROR_BYTES);
  libheif._heif_image_get_decoding_warnings(image, 0, warnings, count);
  for (let index = 0; index < count; index++) {
    const warning = warnings + index * ERROR_BYTES;
    if (!WARNINGS_OF_COLOUR.includes(wordAt(warning + 4))) check(warning);
  }
}

function checkSize(image: number, { width, height }: Pick<PrimaryImage, "width" | "height">): void {
  const found = [
    libheif._heif_image_get_width(image, INTERLEAVED),
    libheif._heif_image_get_height(image, INTERLEAVED),
  ];
  if (found[0] === width && found[1] === height) return;
  throw new HeifError(
    "corrupt",
    `the header says ${width}×${height}, there are ${found.join("×")}`,
  );
}

function allocate(bytes: number): number {
  const pointer = libheif._malloc(bytes);
  if (pointer === 0)
    throw new HeifError("corrupt", "its decoder needs more memory than it may have");
  return pointer;
}

function check(error: number): void {
  const code = wordAt(error);
  if (code === 0) return;
  const found = textAt(wordAt(error + 8)).trim();
  throw new HeifError(UNSUPPORTED.includes(code) ? "unsupported_format" : "corrupt", found);
}

/** Little-endian, as WebAssembly is. */
function wordAt(pointer: number): number {
  return Buffer.from(libheif.HEAPU8.buffer).readUInt32LE(pointer);
}

function textAt(pointer: number): string {
  const end = libheif.HEAPU8.indexOf(0, pointer);
  return Buffer.from(libheif.HEAPU8.subarray(pointer, end)).toString("utf8");
}
