"""What a trace pretraining leaves behind while it goes on."""

from argparse import Namespace

from tqdm import tqdm

from fasa.traces.trace_network import TraceNetwork
from fasa.traces.trace_weights import write_traces
from forge.traces.trace_kinds import KINDS
from training.log import Log
from training.run import Run
from training.traces.trace_batches import TraceBatches
from training.traces.trace_step import MICRO_BATCH
from training.traces.trace_validation import validate

CHECKPOINT, WEIGHTS = "checkpoint.pt", "traces.safetensors"
"""In the run's folder: what to go on from, and the running average of its weights."""


class Stretch:
    """What is kept of a run while it goes on: its checkpoint, its log, its weights."""

    def __init__(
        self, run: Run[TraceNetwork], log: Log, held: TraceBatches, args: Namespace
    ) -> None:
        """``held``: the windows to validate on, in batches of MICRO_BATCH."""
        self._run, self._log, self._args = run, log, args
        self._held = [held[number] for number in range(-(-args.val_windows // MICRO_BATCH))]
        self._losses: list[float] = []

    def after_step(self, loss: float) -> None:
        step, args = self._run.step, self._args
        self._losses.append(loss)
        if step % args.log_every == 0:
            self._log.write(step, "train", {"loss": sum(self._losses) / len(self._losses)})
            self._losses.clear()
            self._run.save(args.run / CHECKPOINT)
        if step % args.validate_every == 0:
            self.validate()

    def validate(self) -> None:
        found = validate(self._run.average.module, self._held, self._args.device)
        self._log.write(self._run.step, "val", found.shares())
        self._log.write(self._run.step, "val pixels", found.counts())
        tqdm.write(found.table())
        self.keep()

    def keep(self) -> None:
        self._run.save(self._args.run / CHECKPOINT)
        write_traces(self._run.average.module, KINDS, self._args.run / WEIGHTS)
