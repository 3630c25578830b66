"""The edits, by name."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from data.pixels import Pixels
from forge.edits import contents, same_place
from forge.traces.photo_parts import Part

Edit = Callable[[Part, Part, np.random.Generator], tuple[Pixels, Pixels]]
"""base, donor, rng -> image (H, W, 3) of the base's size, region (H, W) of {0, 1}. Outside the
region the image equals the base."""


class EditKind(NamedTuple):
    """``weight``: how often it is drawn, relative to the others."""

    edit: Edit
    weight: float
    needs_decoded_base: bool = False
    needs_decoded_donor: bool = False


EDITS: Mapping[str, EditKind] = {
    "generated other": EditKind(contents.generated_other, 3.0, needs_decoded_donor=True),
    "generated same": EditKind(contents.generated_same, 2.0, needs_decoded_base=True),
    "spliced": EditKind(contents.spliced, 3.0),
    "stamped": EditKind(contents.stamped, 1.5),
    "healed": EditKind(contents.healed, 1.5),
    "inpainted": EditKind(same_place.inpainted, 2.0),
    "painted": EditKind(same_place.painted, 4.0),
    "processed": EditKind(same_place.processed_there, 2.5),
}
