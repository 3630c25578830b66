"""What a run tells while it trains: ``log.jsonl``, and the same as TensorBoard events."""

import json
from pathlib import Path
from types import TracebackType
from typing import Self

from tensorboardX import SummaryWriter
from tqdm import tqdm


class Log:
    """Appends to ``<run>/log.jsonl`` and to ``<run>/events.out.tfevents.*``.

    ``tensorboard --logdir <run>`` shows the curves. Going on from step s hides events after s that
    a killed run had written beyond its checkpoint.
    """

    def __init__(self, run: Path, step: int) -> None:
        self._path = run / "log.jsonl"
        self._events = SummaryWriter(str(run), purge_step=step + 1 if step else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._events.close()

    def write(self, step: int, group: str, values: dict[str, float]) -> None:
        """``group`` is ``train`` or the name of a validation set."""
        rounded = {name: round(value, 5) for name, value in values.items()}
        line = json.dumps({"step": step, "group": group, **rounded})
        with self._path.open("a") as file:
            file.write(line + "\n")
        for name, value in values.items():
            self._events.add_scalar(f"{group}/{name}", value, step)
        tqdm.write(line)
