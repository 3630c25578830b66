"""The operations of the forge. A new one is a module with ``apply`` and a line in OPERATIONS."""

from collections.abc import Mapping
from functools import partial

from forge.autoencoders.autoencoder import Autoencoder
from forge.operations import copy_move, inpaint, local_filter, recompress, resynthesis, splice
from forge.operations.operation import Operation

# Name -> (operation, relative weight). Names are written into every pack.
Operations = Mapping[str, tuple[Operation, float]]
OPERATIONS: Operations = {
    "splice": (splice.apply, 4.0),
    "copy_move": (copy_move.apply, 2.0),
    "inpaint": (inpaint.apply, 2.0),
    "recompress": (recompress.apply, 1.0),
    "local_filter": (local_filter.apply, 1.0),
}
RESYNTHESIS = "resynthesis"
_RESYNTHESIS_WEIGHT = 2.0
OPERATION_NAMES = (*OPERATIONS, RESYNTHESIS)


def available_operations(autoencoder: Autoencoder | None) -> Operations:
    """All operations; without an autoencoder there is no re-synthesis among them."""
    if autoencoder is None:
        return OPERATIONS
    operation = partial(resynthesis.apply, autoencoder)
    return {**OPERATIONS, RESYNTHESIS: (operation, _RESYNTHESIS_WEIGHT)}
