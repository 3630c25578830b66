"""BMP: its pixels, as ``core/formats/bmp`` of the scanner reads them.

Raises ``ValueError`` for a file that is damaged, or of a kind that is not read.
"""

import struct
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

HEADER_SIZES, OS2_HEADER_SIZES = (40, 52, 56, 108, 124), (12, 16, 64)
NONE, MASKS, MASKS_WITH_ALPHA = 0, 3, 6
EMBEDDED = 0x4D424544
USUAL_MASKS = {16: (0x7C00, 0x3E0, 0x1F, 0), 32: (0xFF0000, 0xFF00, 0xFF, 0)}

Array = npt.NDArray[Any]


class Layout(NamedTuple):
    width: int
    height: int
    is_top_down: bool
    bits: int
    """Of a pixel."""
    pixels_at: int
    palette: Array
    """(colours, 3), R G B; none where pixels are no names of colours."""
    masks: tuple[int, int, int, int]
    profile: bytes


def is_bmp(data: bytes) -> bool:
    if data[:2] != b"BM" or len(data) < 18:
        return False
    return int.from_bytes(data[14:18], "little") in HEADER_SIZES + OS2_HEADER_SIZES


def read(data: bytes) -> tuple[Array, bytes]:
    """(height, width, 3 or 4) of 8 bits, and the colour profile (or nothing)."""
    layout = layout_of(data)
    rows = stored_rows(data, layout)
    ordered = rows if layout.is_top_down else rows[::-1]
    if layout.bits <= 8:
        return from_palette(ordered, layout), layout.profile
    if layout.bits == 24:
        return ordered.reshape(layout.height, layout.width, 3)[..., ::-1], layout.profile
    return from_masks(ordered, layout), layout.profile


def layout_of(data: bytes) -> Layout:
    header_bytes = int.from_bytes(data[14:18], "little")
    if header_bytes in OS2_HEADER_SIZES:
        raise ValueError("a BMP of OS/2")
    if len(data) < 14 + header_bytes:
        raise ValueError("cut off")
    pixels_at = int.from_bytes(data[10:14], "little")
    width, height, planes, bits, compression = struct.unpack_from("<iiHHI", data, 18)
    (claimed,) = struct.unpack_from("<I", data, 46)
    if planes != 1 or width <= 0 or height == 0:
        raise ValueError("damaged header")
    known = (1, 4, 8, 16, 24, 32) if compression == NONE else (16, 32)
    if compression not in (NONE, MASKS, MASKS_WITH_ALPHA) or bits not in known:
        raise ValueError(f"compression {compression}, {bits} bits")
    masks_end = 14 + header_bytes
    if header_bytes < 52:
        masks_end += {MASKS: 12, MASKS_WITH_ALPHA: 16}.get(compression, 0)
    colours = min(claimed or 1 << bits, 1 << bits) if bits <= 8 else 0
    if len(data) < masks_end:
        raise ValueError("cut off")
    if pixels_at < masks_end + 4 * colours:
        raise ValueError("damaged header")
    palette = np.frombuffer(data[masks_end : masks_end + 4 * colours], np.uint8)
    return Layout(
        width=width,
        height=abs(height),
        is_top_down=height < 0,
        bits=bits,
        pixels_at=pixels_at,
        palette=palette[: len(palette) // 4 * 4].reshape(-1, 4)[:, 2::-1],
        masks=masks_of(data, header_bytes, compression, bits),
        profile=profile_of(data, header_bytes),
    )


def masks_of(
    data: bytes, header_bytes: int, compression: int, bits: int
) -> tuple[int, int, int, int]:
    if compression == NONE:
        return USUAL_MASKS.get(bits, (0, 0, 0, 0))
    has_alpha = header_bytes >= 56 or compression == MASKS_WITH_ALPHA
    red, green, blue = struct.unpack_from("<III", data, 54)
    alpha = struct.unpack_from("<I", data, 66)[0] if has_alpha else 0
    masks = (red, green, blue, alpha)
    runs = [mask // (mask & -mask) if mask else 0 for mask in masks]
    are_sound = (
        red * green * blue > 0
        and all(run & (run + 1) == 0 for run in runs)
        and sum(masks) == red | green | blue | alpha
        and sum(masks) < 1 << bits
    )
    if not are_sound:
        raise ValueError("odd masks")
    return masks


def profile_of(data: bytes, header_bytes: int) -> bytes:
    if header_bytes < 124 or int.from_bytes(data[70:74], "little") != EMBEDDED:
        return b""
    at, size = struct.unpack_from("<II", data, 126)
    return data[14 + at : 14 + at + size] if 14 + at + size <= len(data) else b""


def stored_rows(data: bytes, layout: Layout) -> Array:
    """(height, bytes of a row), as they lie in the file."""
    row_bytes = (layout.width * layout.bits + 7) // 8
    stride = (row_bytes + 3) // 4 * 4
    needed = stride * (layout.height - 1) + row_bytes
    if layout.pixels_at + needed > len(data):
        raise ValueError("cut off")
    stored = data[layout.pixels_at : layout.pixels_at + needed].ljust(stride * layout.height, b"\0")
    return np.frombuffer(stored, np.uint8).reshape(layout.height, stride)[:, :row_bytes]


def from_palette(rows: Array, layout: Layout) -> Array:
    bits = np.unpackbits(rows, axis=1).reshape(layout.height, -1, layout.bits)
    weights = 1 << np.arange(layout.bits)[::-1]
    indices = (bits[:, : layout.width] * weights).sum(axis=2)
    if indices.max() >= len(layout.palette):
        raise ValueError("pixels name colours that are not there")
    return layout.palette[indices]


def from_masks(rows: Array, layout: Layout) -> Array:
    words = np.ascontiguousarray(rows).view(f"<u{layout.bits // 8}").astype(np.int64)
    *colours, alpha = layout.masks
    has_opacity = alpha != 0 and bool((words & alpha).any())
    return np.stack(
        [scaled(words, mask) for mask in (*colours, *([alpha] if has_opacity else []))], axis=2
    )


def scaled(words: Array, mask: int) -> Array:
    lowest = mask & -mask
    values = (words & mask) // lowest
    # As JavaScript rounds: halves go up.
    return np.floor(values * 255 / (mask // lowest) + 0.5).astype(np.uint8)
