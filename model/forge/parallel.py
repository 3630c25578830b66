"""One task over many numbers, by several processes, in order."""

import multiprocessing
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import torch

T = TypeVar("T")

_CHUNK = 16
_task: Callable[[int], Any] | None = None


def ordered_map(task: Callable[[int], T], numbers: range, workers: int) -> Iterator[T]:
    """``task`` of every number; the result does not depend on ``workers``.

    Workers are started anew and sent the task once: libvips and OpenMP do not outlive a fork.
    """
    torch.set_num_threads(1)
    if workers == 1:
        yield from map(task, numbers)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, initializer=_adopt, initargs=(task,)) as pool:
        yield from pool.imap(_run, numbers, chunksize=_CHUNK)


def _adopt(task: Callable[[int], Any]) -> None:
    global _task
    _task = task
    torch.set_num_threads(1)


def _run(number: int) -> Any:
    if _task is None:
        raise RuntimeError("a worker runs only what it adopted")
    return _task(number)
