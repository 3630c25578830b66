"""Evidence of files, by the scanner's own code: there is no second implementation."""

import json
import os
import struct
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = ("node", "--import", "tsx", "scripts/history-evidence.ts")


class Evidence(NamedTuple):
    """``planes`` (24, rows, columns); the first cell begins ``top``, ``left`` pixels into a picture
    of ``height`` x ``width``: the stored one, or that scaled back to its past."""

    planes: NDArray[np.float32]
    figures: NDArray[np.float32]
    top: int
    left: int
    height: int
    width: int
    stored_height: int
    stored_width: int


def evidence_of(paths: Iterable[Path]) -> Iterator[tuple[Path, Evidence | None]]:
    """In the order of ``paths``; None where a file gives none. Raises RuntimeError when the process
    ends early."""
    paths = list(paths)
    process = subprocess.Popen(
        _COMMAND, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=False
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        # A pipe holds less than many names: written one behind the other, each after an answer.
        for path in paths:
            # Of a process that ended, reading says so.
            with suppress(BrokenPipeError):
                os.write(process.stdin.fileno(), f"{path.resolve()}\n".encode())
            yield path, _read(process.stdout)
        process.stdin.close()


def _read(stream: Any) -> Evidence | None:
    (length,) = struct.unpack("<I", _exactly(stream, 4))
    header = json.loads(_exactly(stream, length))
    if "error" in header:
        return None
    rows, columns = header["rows"], header["columns"]
    shape = (header["planes"], rows, columns)
    planes = np.frombuffer(_exactly(stream, 4 * int(np.prod(shape))), "<f4").reshape(shape)
    figures = np.frombuffer(_exactly(stream, 4 * header["figures"]), "<f4")
    place = ("top", "left", "height", "width", "storedHeight", "storedWidth")
    return Evidence(planes, figures, *(header[name] for name in place))


def _exactly(stream: Any, count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise RuntimeError(
            f"{' '.join(_COMMAND)} ended early: expected {count} bytes, received {len(data)}. "
            "Run `npm ci` in the repository, and the command by hand to see why."
        )
    return data
