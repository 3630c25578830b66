"""The steps that a run takes until its time is up, and what it leaves behind meanwhile."""

import time
from typing import Generic

from tqdm import tqdm

from training.log import Log
from training.run import CHECKPOINT, Network, Run, rate_factor
from training.stages.made_ahead import made_ahead
from training.stages.stage import Batch, Stage
from training.stages.stage_options import StageOptions
from training.stages.stage_step import optimizer_step


def go_on(run: Run[Network], stage: Stage[Network, Batch], options: StageOptions) -> None:
    """From ``run.step`` to the last step, or until ``--max-seconds`` are over."""
    deadline = time.monotonic() + options.max_seconds
    bar = tqdm(total=options.steps, initial=run.step, unit="step", mininterval=5)
    with bar, Log(options.run, run.step) as log:
        left = _Left(run, stage, log, options)
        if run.step == 0 and stage.validates_first:
            left.validate()
        for batch in made_ahead(stage.batches, range(run.step, options.steps), options.workers):
            if time.monotonic() > deadline:
                break
            rate = options.learning_rate * rate_factor(run.step, options.steps, options.warm_up)
            losses = stage.losses(run.model, batch, options.device)
            left.after_step(optimizer_step(run, losses, rate))
            bar.update()
        left.keep()


class _Left(Generic[Network, Batch]):
    """What is left of a run in its folder: its checkpoint, its log, its weights."""

    def __init__(
        self, run: Run[Network], stage: Stage[Network, Batch], log: Log, options: StageOptions
    ) -> None:
        self._run, self._stage, self._log, self._options = run, stage, log, options
        count = -(-options.val_windows // stage.held_batch)
        self._held = [stage.held[number] for number in range(count)]
        self._losses: list[float] = []

    def after_step(self, loss: float) -> None:
        step, options = self._run.step, self._options
        self._losses.append(loss)
        if step % options.log_every == 0:
            self._log.write(step, "train", {"loss": sum(self._losses) / len(self._losses)})
            self._losses.clear()
            self._run.save(options.run / CHECKPOINT)
        if step % options.validate_every == 0:
            self.validate()

    def validate(self) -> None:
        average = self._run.average.module
        report = self._stage.validate(average, self._held, self._options.device)
        for group, figures in report.groups.items():
            self._log.write(self._run.step, group, figures)
        if report.table:
            tqdm.write(report.table)
        self.keep()

    def keep(self) -> None:
        folder, stage = self._options.run, self._stage
        self._run.save(folder / CHECKPOINT)
        stage.write_weights(self._run.average.module, folder / stage.weights_file)
