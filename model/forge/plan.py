"""What a set is drawn from: photographs, operations and the generator behind one of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.photographs import Library, Split
from forge import FORGE_VERSION
from forge.autoencoders import load_generator
from forge.operations import OPERATION_NAMES, RESYNTHESIS, Operations, available_operations
from forge.sample import Sample, make_sample


@dataclass(frozen=True)
class Plan:
    """``generator`` names the autoencoder of re-synthesis; None: the set goes without."""

    library: Library
    operations: Operations
    generator: str | None

    def sample(self, seed: int) -> Sample:
        return make_sample(self.library, seed, self.operations)

    def generator_of(self, operation: str) -> str | None:
        return self.generator if operation == RESYNTHESIS else None

    def left_out(self) -> list[str]:
        """Operations that this set does not draw from."""
        return [name for name in OPERATION_NAMES if name not in self.operations]

    def about(self) -> dict[str, Any]:
        """What every set says of itself."""
        return {
            "forgeVersion": FORGE_VERSION,
            "split": self.library.split,
            "photoCount": len(self.library),
            "photoListSha256": self.library.list_sha256,
            "generator": self.generator,
            "operationsLeftOut": self.left_out(),
        }


def make_plan(root: Path, split: Split, generator: str, only: str | None = None) -> Plan:
    """All operations that the data folder allows, or one alone.

    Raises ValueError when that one needs a generator that the folder lacks, or when the generator
    is held out from this split.
    """
    autoencoder = load_generator(generator, root, split)
    operations = available_operations(autoencoder)
    if only is not None and only not in operations:
        raise ValueError(
            f"operation {only!r}: expected one of {', '.join(operations)} "
            f"(re-synthesis by {generator} needs {root}/generators)"
        )
    chosen = operations if only is None else {only: operations[only]}
    needs_generator = autoencoder is not None and RESYNTHESIS in chosen
    return Plan(Library(root, split), chosen, generator if needs_generator else None)
