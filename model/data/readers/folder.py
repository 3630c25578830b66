"""Folders of files: ``Tp`` (manipulated), ``Gt`` (their masks), ``Au`` (authentic).

The layout of CASIA and IMDL-BenCo. ``about.json`` may say more of each, as ``forge.write`` does:
``{"files": [{"file": "Tp/x.png", "operation": "splice", "source": "a.jpg", "variant": ...}]}``.
"""

from pathlib import Path
from typing import Any, NamedTuple

from data.json_file import read_json
from data.labelled import AUTHENTIC, MANIPULATED, LabelledImage, LabelledSet

MANIPULATED_FOLDER = "Tp"
MASK_FOLDER = "Gt"
AUTHENTIC_FOLDER = "Au"
ABOUT = "about.json"
# Those of the formats that the scanner decodes, PNG last.
_LOSSY = (".jpg", ".jpeg", ".jpe", ".heic", ".heif", ".hif", ".webp", ".avif", ".gif")
_ENDINGS = (*_LOSSY, ".tif", ".tiff", ".bmp", ".dib", ".png")


class FolderFiles(NamedTuple):
    """Paths below the set's folder, with slashes, in the order of their names."""

    manipulated: list[str]
    authentic: list[str]
    masks: dict[str, str]
    """Mask of a manipulated file."""
    lone_masks: list[str]
    """Masks of nothing."""

    @property
    def without_mask(self) -> list[str]:
        return [name for name in self.manipulated if name not in self.masks]


def is_folder_set(path: Path) -> bool:
    return (path / MANIPULATED_FOLDER).is_dir() or (path / AUTHENTIC_FOLDER).is_dir()


def find_files(path: Path) -> FolderFiles:
    """Each manipulated file is paired with the mask of its own relative name, endings aside."""
    manipulated, authentic = _images(path, MANIPULATED_FOLDER), _images(path, AUTHENTIC_FOLDER)
    # PNG, the ending that loses nothing, comes last and wins.
    masks = sorted(_images(path, MASK_FOLDER), key=lambda name: _ENDINGS.index(_ending(name)))
    by_stem = {_stem(name): name for name in masks}
    paired = {name: by_stem[_stem(name)] for name in manipulated if _stem(name) in by_stem}
    lone = sorted(set(by_stem.values()) - set(paired.values()))
    return FolderFiles(manipulated, authentic, paired, lone)


def read_folder(path: Path) -> LabelledSet:
    """Manipulated images first.

    Raises ValueError for a folder without images, a manipulated image without mask, or an
    about.json that is not as described.
    """
    files = find_files(path)
    if missing := files.without_mask:
        raise ValueError(
            f"{path}: expected a mask in {MASK_FOLDER}/ for each image in {MANIPULATED_FOLDER}/; "
            f"{len(missing)} are missing, the first for {missing[0]}. "
            f"`python -m evaluation validate {path}` lists them"
        )
    return set_of(path, files)


def set_of(path: Path, files: FolderFiles) -> LabelledSet:
    """Of the manipulated files that have a mask, and the authentic ones."""
    about = _about(path / ABOUT)
    manipulated = [_image(path, name, about, mask) for name, mask in files.masks.items()]
    authentic = [_image(path, name, about, None) for name in files.authentic]
    if not manipulated and not authentic:
        raise ValueError(
            f"{path}: expected images in {MANIPULATED_FOLDER}/ or {AUTHENTIC_FOLDER}/, found none"
        )
    return LabelledSet(path.resolve().name, [*manipulated, *authentic])


def _image(
    path: Path, name: str, about: dict[str, dict[str, Any]], mask: str | None
) -> LabelledImage:
    entry = about.get(name, {})
    operation = AUTHENTIC if mask is None else _text(entry, "operation", name) or MANIPULATED
    if mask is not None and operation == AUTHENTIC:
        raise ValueError(f"about.json calls {name} {AUTHENTIC}, but {mask} marks it as manipulated")
    return LabelledImage(
        name=name,
        operation=operation,
        content=(path / name).read_bytes,
        mask=(path / mask).read_bytes if mask else None,
        source=_text(entry, "source", name),
        variant=_text(entry, "variant", name),
    )


def _about(path: Path) -> dict[str, dict[str, Any]]:
    """What is said of each file, by its name."""
    if not path.is_file():
        return {}
    content = read_json(path)
    entries = content.get("files", []) if isinstance(content, dict) else None
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise ValueError(f'{path}: expected {{"files": [{{"file": "Tp/x.png", ...}}, ...]}}')
    return {entry["file"]: entry for entry in entries}


def _is_entry(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("file"), str)


def _text(entry: dict[str, Any], key: str, name: str) -> str | None:
    value = entry.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"about.json, {name}: expected a text as {key}, received {value!r}")
    return value


def _images(path: Path, folder: str) -> list[str]:
    files = (file for file in (path / folder).rglob("*") if file.suffix.lower() in _ENDINGS)
    return sorted(file.relative_to(path).as_posix() for file in files if file.is_file())


def _stem(name: str) -> str:
    """Path below Tp/ or Gt/ without its ending."""
    return Path(*Path(name).parts[1:]).with_suffix("").as_posix()


def _ending(name: str) -> str:
    return Path(name).suffix.lower()
