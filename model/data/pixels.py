"""Image file -> pixels of the network, exactly as the scanner makes them.

``adapters/image/sharp-codec.ts`` asks sharp for the same; both are libvips, and the steps below are
those of sharp's pipeline, in its order. Change both or neither.
"""

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyvips

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

    Raises ``pyvips.Error`` for anything but an intact JPEG, PNG, WebP, AVIF, HEIC, GIF or TIFF.
    """
    image = open_image(data.read_bytes() if isinstance(data, Path) else data)
    width, height = image.width, image.height
    if integer(image, "orientation") in SIDEWAYS:
        width, height = height, width
    has_16_bit_profile = image.interpretation == "rgb16" and has_profile(image)
    image = flatten(to_device_independent(image))
    if size is not None:
        image = resize(image, size, kernel)
    image = to_srgb(image, has_16_bit_profile)
    return Decoded(image.copy_memory().autorot().numpy(), width, height)


def resize_array(image: Pixels, size: int, kernel: str = KERNEL) -> Pixels:
    """(H, W, 3) -> (size, size, 3): what ``decode`` makes of a lossless file of these pixels."""
    return resize(pyvips.Image.new_from_array(image), size, kernel).numpy()


@functools.cache
def block_other_loaders() -> None:
    pyvips.operation_block_set("VipsForeignLoad", True)
    for loader in LOADERS:
        pyvips.operation_block_set(f"VipsForeignLoad{loader}", False)


def open_image(encoded: bytes) -> pyvips.Image:
    if is_heic(encoded):
        return open_heic(encoded)
    block_other_loaders()
    options = {"access": "sequential", "fail_on": "error"}
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


def resize(image: pyvips.Image, size: int, kernel: str) -> pyvips.Image:
    """Each axis by its own factor, in one step."""
    if image.width == size and image.height == size:
        return image
    return image.resize(size / image.width, vscale=size / image.height, kernel=kernel)


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
