"""TIFF: which kind it is, and the file without all that no pixel hangs on.

As ``core/formats/tiff`` of the scanner has it. TIFF 6.0 and its supplements.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

NEW_SUBFILE, OLD_SUBFILE, WIDTH, HEIGHT, BITS, COMPRESSION = 254, 255, 256, 257, 258, 259
PHOTOMETRIC, STRIP_OFFSETS, SAMPLES, STRIP_COUNTS, PLANES = 262, 273, 277, 279, 284
TILE_WIDTH, TILE_OFFSETS, SUB_IFDS, INKS, EXTRA, FORMAT = 322, 324, 330, 332, 338, 339
EP_STANDARD, DNG_VERSION = 37398, 50706
ESSENTIAL = (
    *(WIDTH, HEIGHT, COMPRESSION, PHOTOMETRIC, 266, STRIP_OFFSETS, SAMPLES, 278, STRIP_COUNTS),
    *(PLANES, 292, 293, 317, 320, TILE_WIDTH, 323, TILE_OFFSETS, 325, INKS, FORMAT, 347),
    *(529, 530, 531, 532),
)

COMPRESSIONS = (1, 2, 3, 4, 5, 7, 8, 32773, 32946, 50001)
LZW, JPEG = 5, 7
COLOURS = {0: 1, 1: 1, 2: 3, 3: 1, 5: 4, 6: 3}
"""Samples of a pixel that are colours, by photometric interpretation."""
RAW = (32803, 34892)
CMYK, YCBCR = 5, 6
ALPHA = (1, 2)
UNSIGNED = (1, 4)
UNSIGNED_BYTES = {1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8}
MAX_VALUES, MAX_FIELDS, MAX_SUB_DIRECTORIES, MAX_SAMPLES = 1 << 17, 1 << 16, 16, 64


@dataclass(frozen=True)
class Layout:
    order: Literal["little", "big"]
    is_big: bool

    @property
    def first_at(self) -> int:
        return 8 if self.is_big else 4

    @property
    def place_bytes(self) -> int:
        return 8 if self.is_big else 4

    @property
    def entry_bytes(self) -> int:
        return 20 if self.is_big else 12

    @property
    def count_bytes(self) -> int:
        return 8 if self.is_big else 2

    def number(self, data: bytes, at: int, size: int) -> int:
        """0 behind the end."""
        return int.from_bytes(data[at : at + size], self.order)

    def written(self, value: int, size: int) -> bytes:
        return value.to_bytes(size, self.order)


class Directory(NamedTuple):
    fields: dict[int, tuple[bytes, list[int]]]
    """By tag: the field as it lies there, and its whole numbers."""
    next_at: int

    def values(self, tag: int) -> list[int]:
        return self.fields[tag][1] if tag in self.fields else []

    def first(self, tag: int, default: int) -> int:
        return next(iter(self.values(tag)), default)

    @property
    def samples(self) -> int:
        return self.first(SAMPLES, 1)

    @property
    def bits(self) -> list[int]:
        said = self.values(BITS) or [1]
        count = min(self.samples, MAX_SAMPLES)
        return (said + [said[0]] * count)[:count]

    @property
    def extra(self) -> list[int]:
        """What each sample beyond the colours is."""
        colours = COLOURS.get(self.first(PHOTOMETRIC, 1), self.samples)
        count = min(max(0, self.samples - colours), MAX_SAMPLES)
        return (self.values(EXTRA) + [0] * count)[:count]

    @property
    def is_reduced(self) -> bool:
        return bool(self.first(NEW_SUBFILE, 0) & 1) or self.first(OLD_SUBFILE, 0) == 2

    @property
    def area(self) -> int:
        return self.first(WIDTH, 0) * self.first(HEIGHT, 0)


def layout_of(data: bytes) -> Layout:
    order: Literal["little", "big"] = "little" if data[:1] == b"I" else "big"
    return Layout(order, int.from_bytes(data[2:4], order) == 43)


def directories(data: bytes) -> Iterator[Directory]:
    layout = layout_of(data)
    seen: set[int] = set()
    at = layout.number(data, layout.first_at, layout.place_bytes)
    while at > 0 and at not in seen and len(seen) < MAX_FIELDS:
        seen.add(at)
        directory = directory_at(data, layout, at)
        if directory is None:
            return
        yield directory
        at = directory.next_at


def directory_at(data: bytes, layout: Layout, at: int) -> Directory | None:
    start = at + layout.count_bytes
    end = start + layout.number(data, at, layout.count_bytes) * layout.entry_bytes
    if start > len(data) or end > len(data) or end - start > MAX_FIELDS * layout.entry_bytes:
        return None
    fields: dict[int, tuple[bytes, list[int]]] = {}
    for entry in range(start, end, layout.entry_bytes):
        raw = data[entry : entry + layout.entry_bytes]
        fields.setdefault(layout.number(raw, 0, 2), (raw, values_of(data, layout, raw)))
    return Directory(fields, layout.number(data, end, layout.place_bytes))


def values_of(data: bytes, layout: Layout, raw: bytes) -> list[int]:
    size = UNSIGNED_BYTES.get(layout.number(raw, 2, 2))
    count = layout.number(raw, 4, layout.place_bytes)
    if size is None or count > MAX_VALUES:
        return []
    value_at = 4 + layout.place_bytes
    held, at = raw, value_at
    if size * count > layout.place_bytes:
        held, at = data, layout.number(raw, value_at, layout.place_bytes)
    if at + size * count > len(held):
        return []
    return [layout.number(held, at + i * size, size) for i in range(count)]


def variant(data: bytes) -> str | None:
    """What kind this is, when the scanner would refuse it or decode it to other pixels."""
    if data[8:11] == b"CR\x02":
        return "a raw photograph (CR2)"
    picture = next(directories(data), None)
    if picture is None:
        return None
    return not_the_picture(data, picture) or not_decoded(data, picture)


def not_the_picture(data: bytes, picture: Directory) -> str | None:
    layout = layout_of(data)
    inside = [
        one
        for at in picture.values(SUB_IFDS)[:MAX_SUB_DIRECTORIES]
        if (one := directory_at(data, layout, at))
    ]
    is_raw = any(one.first(PHOTOMETRIC, 0) in RAW for one in (picture, *inside))
    if is_raw or DNG_VERSION in picture.fields or EP_STANDARD in picture.fields:
        return "a raw photograph"
    is_smaller = any(not one.is_reduced and one.area > picture.area for one in inside)
    return "a thumbnail before its picture" if picture.is_reduced or is_smaller else None


def not_decoded(data: bytes, picture: Directory) -> str | None:
    compression = picture.first(COMPRESSION, 1)
    at = picture.first(STRIP_OFFSETS, picture.first(TILE_OFFSETS, 0))
    is_old = data[at : at + 1] == b"\0" and data[at + 1 : at + 2] and data[at + 1] & 1
    if compression not in COMPRESSIONS or (compression == LZW and is_old):
        return f"compression {compression}"
    if any(one not in UNSIGNED for one in picture.values(FORMAT)):
        return "samples that are not unsigned"
    known = (8, 16, 1, 2, 4) if picture.samples == 1 else (8, 16)
    if any(one not in known or one != picture.bits[0] for one in picture.bits):
        return f"samples of {picture.bits} bits"
    return not_its_colours(picture, compression)


def not_its_colours(picture: Directory, compression: int) -> str | None:
    photometric = picture.first(PHOTOMETRIC, 1)
    if photometric not in COLOURS:
        return f"colours of kind {photometric}"
    if photometric == YCBCR and compression != JPEG:
        return "YCbCr colours outside JPEG"
    if photometric == CMYK and picture.first(INKS, 1) != 1:
        return "other inks than CMYK"
    if len(picture.extra) > 1:
        return f"{len(picture.extra)} extra channels"
    is_apart = picture.first(PLANES, 1) == 2 and picture.samples > 1
    return "tiles of one colour each" if is_apart and TILE_WIDTH in picture.fields else None


def has_spare_channel(data: bytes) -> bool:
    """Whether a channel beside the colours is no transparency, though it lies where that would."""
    picture = next(directories(data), None)
    return picture is not None and bool(picture.extra) and picture.extra[0] not in ALPHA


def essence(data: bytes) -> bytes | None:
    """The file with one directory, behind all it has, and put right where decoders do so too."""
    picture = next(directories(data), None)
    if picture is None:
        return None
    layout = layout_of(data)
    file = data + bytes(len(data) % 2)
    entries = {tag: raw for tag, (raw, _) in picture.fields.items() if tag in ESSENTIAL}
    for tag, kind, size, values in rewritten(picture, layout, len(data)):
        packed = b"".join(layout.written(value, size) for value in values)
        held = packed.ljust(layout.place_bytes, b"\0")
        if len(packed) > layout.place_bytes:
            held = layout.written(len(file), layout.place_bytes)
        file += packed
        head = layout.written(tag, 2) + layout.written(kind, 2)
        entries[tag] = head + layout.written(len(values), layout.place_bytes) + held
    directory = layout.written(len(entries), layout.count_bytes)
    directory += b"".join(raw for _, raw in sorted(entries.items())) + bytes(layout.place_bytes)
    at = layout.written(len(file), layout.place_bytes)
    start = layout.first_at
    return file[:start] + at + file[start + layout.place_bytes :] + directory


def rewritten(
    picture: Directory, layout: Layout, size: int
) -> Iterator[tuple[int, int, int, list[int]]]:
    """Tag, type, bytes of a value, values."""
    if picture.bits:
        yield BITS, 3, 2, picture.bits
    if picture.extra:
        yield EXTRA, 3, 2, picture.extra
    offsets, counts = picture.values(STRIP_OFFSETS), picture.values(STRIP_COUNTS)
    if len(offsets) == 1 and counts and offsets[0] < size:
        kind, wide = (16, 8) if layout.is_big else (4, 4)
        yield STRIP_COUNTS, kind, wide, [min(counts[0], size - offsets[0])]
