"""Image file -> pixels of the network, exactly as the scanner makes them.

``adapters/image/sharp-codec.ts`` asks sharp for the same; both are libvips, and the steps below are
those of sharp's pipeline, in its order. Change both or neither.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyvips

from data.bmp import open_bmp
from data.formats import bmp_file, gif_file, jpeg_file, tiff_file
from data.heic import is_heic, open_heic

Pixels = npt.NDArray[np.uint8]

KERNEL = "lanczos3"
"""How images are resized: ``resizeKernel`` of the manifest, in the names of libvips."""
LOADERS = ("Jpeg", "Png", "Webp", "Heif", "Nsgif", "Tiff")
"""The decoders that may open a file: libvips class names."""
SIXTEEN_BIT = ("rgb16", "grey16")
SIDEWAYS = range(5, 9)
"""EXIF orientations that swap width and height."""


class Decoded(NamedTuple):
    """``width`` and ``height`` are the image's own, after EXIF orientation."""

    pixels: Pixels
    """(size, size, 3), RGB; of the image's own size where none was asked for."""
    width: int
    height: int


def decode(data: bytes | Path, size: int | None, kernel: str = KERNEL) -> Decoded:
    """First frame, oriented, sRGB, on white, resized once to ``size`` x ``size`` (None: not).

    Raises ``pyvips.Error`` for anything but a JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF or BMP that
    has all its pixels, and is of a kind whose pixels are decoded to what they are.
    """
    encoded = data.read_bytes() if isinstance(data, Path) else data
    return decode_sound(encoded, lambda fail_on: decode_strictly(encoded, size, kernel, fail_on))


def decode_sound(encoded: bytes, work: Callable[[str], Decoded]) -> Decoded:
    """A warning that is harmless is not heeded: ``decodeSound`` of the scanner says which is."""
    refused = refusal_of(encoded)
    if refused is not None:
        raise pyvips.Error(refused)
    try:
        return work("warning")
    except pyvips.Error:
        if not is_harmless(encoded):
            raise
    return work("error")


def refusal_of(encoded: bytes) -> str | None:
    """Why a file is refused that its decoder would take."""
    match container_of(encoded):
        case "JPEG":
            return jpeg_file.variant(encoded) or jpeg_file.missing(encoded)
        case "TIFF":
            return tiff_file.variant(encoded)
        case "GIF" if missing := gif_file.missing_pixels(encoded):
            return f"a GIF whose first frame lacks {missing} pixels"
    return None


def container_of(encoded: bytes) -> str | None:
    """Of those that have rules of their own."""
    if encoded[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "TIFF"
    if encoded[:3] == b"\xff\xd8\xff":
        return "JPEG"
    return "GIF" if encoded[:4] == b"GIF8" else None


def is_harmless(encoded: bytes) -> bool:
    match container_of(encoded):
        case "GIF":
            return True
        case "JPEG":
            essence: bytes | None = jpeg_file.essence(encoded)
        case "TIFF":
            essence = tiff_file.essence(encoded)
        case _:
            return False
    try:
        return essence is not None and bool(open_image(essence, "warning").avg() >= 0)
    except pyvips.Error:
        return False


def decode_strictly(encoded: bytes, size: int | None, kernel: str, fail_on: str) -> Decoded:
    image = open_image(encoded, fail_on)
    width, height = image.width, image.height
    if integer(image, "orientation") in SIDEWAYS:
        width, height = height, width
    has_16_bit_profile = image.interpretation == "rgb16" and has_profile(image)
    image = to_device_independent(without_spare_channel(image, encoded))
    image = flatten(image)
    if size is not None:
        image = resize(image, size, size, kernel)
    image = to_srgb(image, has_16_bit_profile)
    return Decoded(image.copy_memory().autorot().numpy(), width, height)


def without_spare_channel(image: pyvips.Image, encoded: bytes) -> pyvips.Image:
    """Colours alone, where a channel of a TIFF lies in the place of transparency and is none."""
    if container_of(encoded) != "TIFF" or not tiff_file.has_spare_channel(encoded):
        return image
    return image.extract_band(0, n=image.bands - 1)


def resize_array(image: Pixels, size: int | tuple[int, int], kernel: str = KERNEL) -> Pixels:
    """(H, W, 3) -> (size, size, 3): what ``decode`` makes of a lossless file of these pixels.

    A pair is width and height.
    """
    width, height = (size, size) if isinstance(size, int) else size
    return resize(pyvips.Image.new_from_array(image), width, height, kernel).numpy()


@functools.cache
def block_other_loaders() -> None:
    pyvips.operation_block_set("VipsForeignLoad", True)
    for loader in LOADERS:
        pyvips.operation_block_set(f"VipsForeignLoad{loader}", False)


def open_image(encoded: bytes, fail_on: str) -> pyvips.Image:
    if is_heic(encoded):
        return open_heic(encoded)
    if bmp_file.is_bmp(encoded):
        return open_bmp(encoded)
    block_other_loaders()
    if encoded[4:12] == b"ftypavis":
        # The decoder knows the still picture that an animation also is by that brand alone.
        encoded = encoded[:8] + b"avif" + encoded[12:]
    options = {"access": "sequential", "fail_on": fail_on}
    image = pyvips.Image.new_from_buffer(encoded, "", **options)
    primary = integer(image, "heif-primary")
    if primary and integer(image, "n-pages") > 1:
        return pyvips.Image.new_from_buffer(encoded, "", page=primary, **options)
    return image


def to_device_independent(image: pyvips.Image) -> pyvips.Image:
    """sRGB by the image's own profile; 16 bits go to Display P3, as sharp keeps them."""
    target = "p3" if image.interpretation == "rgb16" else "srgb"
    if has_profile(image) and image.interpretation not in ("labs", "grey16"):
        depth = 16 if image.interpretation in SIXTEEN_BIT else 8
        try:
            return image.icc_transform(target, embedded=True, depth=depth, intent="perceptual")
        except pyvips.Error:
            return image  # An unusable profile counts as none.
    if image.interpretation == "cmyk":
        return image.icc_transform(target, input_profile="cmyk", intent="perceptual")
    return image


def flatten(image: pyvips.Image) -> pyvips.Image:
    if not image.hasalpha():
        return image
    white = 255 * (256 if image.interpretation in SIXTEEN_BIT else 1)
    return image.flatten(background=[white] * 3)


def resize(image: pyvips.Image, width: int, height: int, kernel: str) -> pyvips.Image:
    """Each axis by its own factor, in one step."""
    if image.width == width and image.height == height:
        return image
    return image.resize(width / image.width, vscale=height / image.height, kernel=kernel)


def to_srgb(image: pyvips.Image, has_16_bit_profile: bool) -> pyvips.Image:
    if image.interpretation in SIXTEEN_BIT:
        image = image.cast("ushort")
    if image.interpretation != "srgb":
        image = image.colourspace("srgb", source_space=image.interpretation)
    if has_16_bit_profile:
        image = image.icc_transform(
            "srgb", input_profile="p3", embedded=True, depth=8, intent="perceptual"
        )
    return image


def has_profile(image: pyvips.Image) -> bool:
    return image.get_typeof("icc-profile-data") != 0


def integer(image: pyvips.Image, field: str) -> int:
    return int(image.get(field)) if image.get_typeof(field) != 0 else 0
