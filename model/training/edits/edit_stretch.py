"""What a run of the second stage leaves behind while it goes on."""

from argparse import Namespace

from fasa.edits.edit_network import EditNetwork
from fasa.edits.edit_weights import write_edits
from training.edits.edit_sheets import SHEET, EditSheets
from training.edits.edit_validation import figures, judged
from training.log import Log
from training.run import Run

CHECKPOINT, WEIGHTS = "checkpoint.pt", "edits.safetensors"
"""In the run's folder: what to go on from, and the running average of its weights."""


class Stretch:
    """What is kept of a run while it goes on: its checkpoint, its log, its weights."""

    def __init__(self, run: Run[EditNetwork], log: Log, held: EditSheets, args: Namespace) -> None:
        """``held``: the scenes to validate on, a sheet a step."""
        self._run, self._log, self._args = run, log, args
        steps = range(-(-args.val_windows // SHEET))
        self._held = [sheet for step in steps for sheet in held[step]]
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
        found = figures(judged(self._run.average.module, self._held, self._args.device))
        self._log.write(self._run.step, "val", found)
        self.keep()

    def keep(self) -> None:
        self._run.save(self._args.run / CHECKPOINT)
        write_edits(self._run.average.module, self._args.run / WEIGHTS)
