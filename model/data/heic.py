"""HEIC (HEVC in HEIF), which libvips has no decoder for here -> an image of libvips.

``adapters/heif`` of the scanner gives its decoders a PNG of the same pixels. Both are libheif.
"""

import numpy as np
import pi_heif
import pyvips

HEVC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs")
MAX_BOX_BYTES = 512


def is_heic(data: bytes) -> bool:
    """Whether a brand says so: the rule of ``core/formats/heic.ts``."""
    if data[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(data[:4]), MAX_BOX_BYTES)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, min(end, len(data)), 4))]
    return any(brand in HEVC_BRANDS for brand in brands)


def open_heic(data: bytes) -> pyvips.Image:
    """The primary image in 8 bits, turned as its file says, with its colour profile.

    Raises ``pyvips.Error`` where libheif refuses it.
    """
    try:
        picture = pi_heif.open_heif(data, convert_hdr_to_8bit=True)
        pixels = np.asarray(picture)
    except (ValueError, RuntimeError, OSError, EOFError, SyntaxError) as cause:
        raise pyvips.Error(f"heic: {cause}") from cause
    image = pyvips.Image.new_from_array(pixels, interpretation="srgb").copy_memory()
    profile = picture.info.get("icc_profile")
    if profile:
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return image
