"""The operations of the forge. A new one is a module with ``apply`` and a line in OPERATIONS."""

from forge.operations import copy_move, inpaint, local_filter, recompress, splice
from forge.operations.operation import Operation

# Name -> (operation, relative weight). Names are written into every pack.
OPERATIONS: dict[str, tuple[Operation, float]] = {
    "splice": (splice.apply, 4.0),
    "copy_move": (copy_move.apply, 2.0),
    "inpaint": (inpaint.apply, 2.0),
    "recompress": (recompress.apply, 1.0),
    "local_filter": (local_filter.apply, 1.0),
}
