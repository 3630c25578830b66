"""Readers of the layouts that image forensics data comes in, behind ``read_set``."""

from pathlib import Path

from data.labelled import LabelledSet
from data.readers.folder import is_folder_set, read_folder
from data.readers.json_list import read_json_list
from data.readers.opensdi import parquet_files, read_opensdi
from data.readers.packed import read_pack

_LAYOUTS = (
    "a folder with Tp/ and Gt/ or Au/, a pack (pack.json), a .json list of "
    '[image, mask | "Negative"], or OpenSDI parquet (a file, a folder, or the prefix of shards)'
)


def read_set(path: Path) -> LabelledSet:
    """The set at ``path``, told by its layout.

    Raises ValueError or FileNotFoundError saying what was expected.
    """
    if (path / "pack.json").is_file():
        return read_pack(path)
    if is_folder_set(path):
        return read_folder(path)
    if path.suffix == ".json" and path.is_file():
        return read_json_list(path)
    if files := parquet_files(path):
        return read_opensdi(path.stem, files)
    raise ValueError(f"{path}: expected {_LAYOUTS}")
