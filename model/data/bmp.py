"""BMP, which libvips has no decoder for here -> an image of libvips.

``adapters/image/open-bmp.ts`` of the scanner does the same.
"""

import numpy as np
import pyvips

from data.formats import bmp_file


def open_bmp(data: bytes) -> pyvips.Image:
    """Raises ``pyvips.Error`` for a file that is damaged, or of a kind that is not read."""
    try:
        pixels, profile = bmp_file.read(data)
    except ValueError as cause:
        raise pyvips.Error(f"bmp: {cause}") from cause
    contiguous = np.ascontiguousarray(pixels)
    image = pyvips.Image.new_from_array(contiguous, interpretation="srgb").copy_memory()
    if profile:
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return image
