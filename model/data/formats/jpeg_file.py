"""JPEG: which kind it is, what it lacks, and the file without all that no pixel hangs on.

As ``core/formats/jpeg`` of the scanner has it. ITU-T T.81.
"""

import struct
from collections.abc import Iterator
from math import ceil, inf
from typing import NamedTuple

import numpy as np

SOI, EOI, SOS, DQT, DHT, DRI, APP14 = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xEE
RESTARTS = range(0xD0, 0xD8)
FRAMES = tuple(marker for marker in range(0xC0, 0xD0) if marker not in (0xC4, 0xC8, 0xCC))
PROGRESSIVE, SEQUENTIAL = (0xC2, 0xCA), (0xC0, 0xC1)
HIERARCHICAL = (0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF)
ARITHMETIC_LOSSLESS, JPEG_LS = 0xCB, 0xF7
ESSENTIAL = (*FRAMES, DQT, DHT, 0xCC, DRI, SOS, APP14, EOI)
ALL_OF_A_SCAN = bytes([0, 63, 0])
"""What a sequential scan must say, and what one maker's phones don't."""
COEFFICIENTS = 64
MANY_BITS = 64
"""More than a block without coefficients takes."""
SUSPECT_BYTES = 16
"""Of the same value: what a lost sector is filled with, and what hardly a picture is coded to."""


class Segment(NamedTuple):
    marker: int
    body: bytes
    data: bytes
    """Of a scan, its compressed data."""


class Component(NamedTuple):
    id: int
    across: int
    down: int


class Frame(NamedTuple):
    marker: int
    bits_per_sample: int
    width: int
    height: int
    components: list[Component]


class Scan(NamedTuple):
    parts: list[tuple[int, int, int]]
    """Component, number of its DC table, of its AC table."""
    first: int
    last: int
    missing_bits: int


def segments(data: bytes) -> Iterator[Segment]:
    if data[:2] != bytes([0xFF, SOI]):
        return
    at = marker_from(data, 2)
    while at < len(data):
        marker = data[at]
        alone = marker == 0x01 or 0xD0 <= marker <= EOI
        body_end = at + 1 if alone else at + 1 + max(2, int.from_bytes(data[at + 1 : at + 3]))
        if body_end > len(data):
            return
        end = end_of_data(data, body_end) if marker == SOS else body_end
        yield Segment(marker, data[at + 3 : body_end], data[body_end:end])
        if marker == EOI:
            return
        at = marker_from(data, end)


def marker_from(data: bytes, at: int) -> int:
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            return len(data)
        while data[at : at + 1] == b"\xff":
            at += 1
        if data[at : at + 1] != b"\0":
            return at


def end_of_data(data: bytes, at: int) -> int:
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            return len(data)
        code = data[at + 1] if at + 1 < len(data) else 0
        if code not in (0, 0xFF) and code not in RESTARTS:
            return at
        at += 1 if code == 0xFF else 2


def frame_in(segment: Segment) -> Frame | None:
    body = segment.body
    if segment.marker not in FRAMES or len(body) < 6 or len(body) < 6 + 3 * body[5]:
        return None
    triples = [body[6 + 3 * i : 9 + 3 * i] for i in range(body[5])]
    components = [Component(one[0], one[1] >> 4, one[1] & 15) for one in triples]
    height, width = struct.unpack(">HH", body[1:5])
    return Frame(segment.marker, body[0], width, height, components)


def scan_in(body: bytes) -> Scan:
    padded = body + bytes(8)
    pairs = [padded[1 + 2 * i : 3 + 2 * i] for i in range(min(padded[0], len(body) // 2))]
    first, last, bits = padded[1 + 2 * len(pairs) : 4 + 2 * len(pairs)]
    return Scan([(pair[0], pair[1] >> 4, pair[1] & 15) for pair in pairs], first, last, bits & 15)


def variant(data: bytes) -> str | None:
    """What kind this is, when the scanner has no decoder for it."""
    for segment in segments(data):
        if segment.marker == JPEG_LS:
            return "a JPEG-LS image"
        frame = frame_in(segment)
        if frame is None:
            continue
        if frame.marker in HIERARCHICAL:
            return "a hierarchical JPEG"
        if frame.marker == ARITHMETIC_LOSSLESS:
            return "a lossless JPEG with arithmetic coding"
        if frame.height == 0:
            return "a JPEG that says its height behind the picture"
        return None if frame.bits_per_sample == 8 else f"{frame.bits_per_sample} bits a sample"
    return None


def missing(data: bytes) -> str | None:
    """What of the picture is not there, though a decoder would say nothing of it."""
    parts = list(segments(data))
    if not has_all_scans(parts):
        return "a JPEG of which the last scans are missing"
    if has_overwritten_piece(parts):
        return "a JPEG in whose picture data a piece is overwritten with one value"
    return None


def first_frame(parts: list[Segment]) -> Frame | None:
    return next((found for part in parts if (found := frame_in(part))), None)


def has_all_scans(parts: list[Segment]) -> bool:
    """Whether every bit of every coefficient comes."""
    frame = first_frame(parts)
    if frame is None:
        return True
    bits: dict[int, list[float]] = {one.id: [inf] * COEFFICIENTS for one in frame.components}
    for part in parts:
        if part.marker != SOS:
            continue
        scan = scan_in(part.body)
        first, last, left = 0, COEFFICIENTS - 1, 0
        if frame.marker in PROGRESSIVE:
            first, last, left = scan.first, min(scan.last, COEFFICIENTS - 1), scan.missing_bits
        for component, _, _ in scan.parts:
            if component in bits:
                bits[component][first : last + 1] = [left] * max(0, last + 1 - first)
    return all(left == 0 for of_one in bits.values() for left in of_one)


def essence(data: bytes) -> bytes:
    parts = list(segments(data))
    frame = first_frame(parts)
    file = bytearray([0xFF, SOI])
    for marker, body, scanned in parts:
        if marker not in ESSENTIAL:
            continue
        file += bytes([0xFF, marker])
        if marker == EOI:
            continue
        if marker == SOS and frame and frame.marker in SEQUENTIAL and len(body) >= 3:
            body = body[:-3] + ALL_OF_A_SCAN
        file += struct.pack(">H", len(body) + 2) + body + scanned
    return bytes(file)


Table = list[tuple[int, int] | None]
"""By the next 16 bits: length of the code and its symbol."""


def has_overwritten_piece(parts: list[Segment]) -> bool:
    """Whether a piece of a sequential picture's data was overwritten with one value.

    It is decoded as blocks: as such that no picture has, or as so many that the picture is full
    before its data ends.
    """
    frame, restart = None, 0
    tables: dict[int, Table] = {}
    for part in parts:
        frame = frame_in(part) or frame
        if part.marker == DHT:
            read_tables(tables, part.body)
        elif part.marker == DRI:
            restart = int.from_bytes(part.body[:2])
        elif part.marker == SOS and frame and is_overwritten(frame, part, tables, restart):
            return True
    return False


def has_run(data: bytes) -> bool:
    """Whether bytes of one value fill a whole step of SUSPECT_BYTES."""
    count = len(data) // SUSPECT_BYTES
    steps = np.frombuffer(data, np.uint8, count * SUSPECT_BYTES).reshape(count, SUSPECT_BYTES)
    return bool((steps == steps[:, :1]).all(axis=1).any())


def is_one_value(data: bytes) -> bool:
    return len(set(data)) < 2


def read_tables(tables: dict[int, Table], body: bytes) -> None:
    at = 0
    while at + 17 <= len(body):
        counts = body[at + 1 : at + 17]
        symbols = body[at + 17 : at + 17 + sum(counts)]
        if len(symbols) < sum(counts):
            return
        codes: Table = []
        taken = iter(symbols)
        for length, count in enumerate(counts, 1):
            for _ in range(count):
                codes += [(length, next(taken))] * (1 << (16 - length))
        tables[body[at]] = (codes + [None] * 65536)[:65536]
        at += 17 + len(symbols)


def is_overwritten(frame: Frame, part: Segment, tables: dict[int, Table], restart: int) -> bool:
    if frame.marker not in SEQUENTIAL or not has_run(part.data):
        return False
    scan = scan_in(part.body)
    by_id = {one.id: one for one in frame.components}
    blocks = []
    for component, dc, ac in scan.parts:
        if component not in by_id or dc not in tables or 0x10 | ac not in tables:
            return False
        alone = len(scan.parts) == 1
        count = 1 if alone else by_id[component].across * by_id[component].down
        blocks += [(tables[dc], tables[0x10 | ac])] * count
    restarts, rest = last_interval(part.data)
    end = end_of_blocks(rest, blocks, units_of(frame, scan) - restarts * restart)
    return end is None or not is_one_value(rest[end:])


def units_of(frame: Frame, scan: Scan) -> int:
    """Minimum coded units; a component alone in a scan has its own blocks only."""
    across = max(one.across for one in frame.components)
    down = max(one.down for one in frame.components)
    if len(scan.parts) > 1:
        return ceil(frame.width / (8 * across)) * ceil(frame.height / (8 * down))
    own = next(one for one in frame.components if one.id == scan.parts[0][0])
    columns = ceil(ceil(frame.width * own.across / across) / 8)
    return columns * ceil(ceil(frame.height * own.down / down) / 8)


def last_interval(data: bytes) -> tuple[int, bytes]:
    """Restart markers, and what lies behind the last, without stuffed zeros."""
    at, start, restarts = 0, 0, 0
    while (at := data.find(b"\xff", at)) >= 0:
        if data[at + 1 : at + 2] and data[at + 1] in RESTARTS:
            restarts, start = restarts + 1, at + 2
        at += 2 if data[at + 1 : at + 2] != b"\xff" else 1
    return restarts, data[start:].replace(b"\xff\0", b"\xff")


def end_of_blocks(data: bytes, blocks: list[tuple[Table, Table]], units: int) -> int | None:
    """Bytes that the blocks take; None where there are too few, or one is none."""
    end, bit = len(data) * 8, 0
    padded = data + bytes(4)

    def code_at(table: Table, bit: int) -> tuple[int, int] | None:
        word = int.from_bytes(padded[bit >> 3 : (bit >> 3) + 3])
        return table[(word >> (8 - (bit & 7))) & 0xFFFF]

    for _ in range(units):
        for dc, ac in blocks:
            start, size = bit, code_at(dc, bit)
            if size is None:
                return None
            bit += size[0] + (size[1] & 15)
            k = 1
            while k < COEFFICIENTS and bit <= end:
                code = code_at(ac, bit)
                if code is None:
                    return None
                bit += code[0] + (code[1] & 15)
                if code[1] & 15 == 0 and code[1] >> 4 != 15:
                    break
                k += 1 + (code[1] >> 4)
                if k > COEFFICIENTS:
                    return None
            held = data[(start >> 3) + 1 : bit >> 3]
            if bit > end or (bit - start > MANY_BITS and is_one_value(held)):
                return None
    return (bit + 7) >> 3
