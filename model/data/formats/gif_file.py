"""GIF: which pixels of the first frame are not there, as ``core/formats/gif-frame.ts`` has it."""

EXTENSION, IMAGE = 0x21, 0x2C
HEADER_BYTES, DESCRIPTOR_BYTES = 13, 10
MAX_CODES, MAX_CODE_BITS = 4096, 12


def missing_pixels(data: bytes) -> int:
    """All of the frame where it cannot be read; none where there is no frame."""
    held = data + bytes(32)
    at = first_frame(held)
    if at is None:
        return 0
    width = int.from_bytes(held[at + 5 : at + 7], "little")
    pixels = width * int.from_bytes(held[at + 7 : at + 9], "little")
    start = at + DESCRIPTOR_BYTES + table_bytes(held[at + 9])
    code_bits = held[start] if start < len(held) else 0
    return pixels - min(pixels, coded_pixels(sub_blocks(held, start + 1), code_bits, pixels))


def first_frame(data: bytes) -> int | None:
    at = HEADER_BYTES + table_bytes(data[10])
    while data[at : at + 1] == bytes([EXTENSION]):
        at += 2
        while at < len(data) and data[at] > 0:
            at += 1 + data[at]
        at += 1
    return at if data[at : at + 1] == bytes([IMAGE]) else None


def table_bytes(packed: int) -> int:
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def sub_blocks(data: bytes, at: int) -> bytes:
    parts = []
    while at < len(data) and data[at] > 0:
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(parts)


def coded_pixels(data: bytes, code_bits: int, most: int) -> int:
    """Pixels that the codes of LZW stand for, up to ``most``."""
    if not 1 <= code_bits < MAX_CODE_BITS:
        return 0
    clear = 1 << code_bits
    lengths = [1] * clear + [0, 0]
    bits, before, pixels, bit = code_bits + 1, 0, 0, 0
    while pixels < most and bit + bits <= len(data) * 8:
        word = int.from_bytes(data[bit >> 3 : (bit >> 3) + 3], "little")
        code = (word >> (bit & 7)) & ((1 << bits) - 1)
        bit += bits
        if code == clear:
            lengths, bits, before = lengths[: clear + 2], code_bits + 1, 0
            continue
        is_new = code == len(lengths) and before > 0
        if code == clear + 1 or (code >= len(lengths) and not is_new):
            break
        if before > 0 and len(lengths) < MAX_CODES:
            lengths.append(before + 1)
        if len(lengths) == 1 << bits and bits < MAX_CODE_BITS:
            bits += 1
        before = lengths[code]
        pixels += before
    return pixels
