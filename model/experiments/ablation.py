"""The paper's ablation: rows trained on equal terms, measured on the same validation packs.

    python -m experiments.ablation --set packs/train --val packs/val --size 512 \\
        --steps 4000 --out runs/ablation

Other options of training.train pass through, the same for every row. Each row stops at
``--max-seconds`` and goes on where it was; ``results.json`` and ``results.md`` hold the rows that
have begun.
"""

import argparse
import shlex
import sys
from pathlib import Path

import torch

from experiments.ablation_results import write_results
from experiments.ablation_rows import NOTE, Row, ablation
from experiments.ablation_run import RowRun
from fasa.config import Config
from fasa.pretrained import published_lite


def arguments() -> tuple[argparse.Namespace, list[str]]:
    """Our own, and what goes to training.train."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--only", action="append", metavar="ROW", help="these rows alone")
    parser.add_argument("--config", default="compact", help="what the rows vary")
    parser.add_argument("--set", action="append", required=True, metavar="DIR[:WEIGHT]")
    parser.add_argument("--val", action="append", type=Path, required=True, metavar="DIR")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, required=True, help="input size in pixels")
    parser.add_argument("--max-seconds", type=float, default=float("inf"), help="for each row")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dry-run", action="store_true", help="print the commands alone")
    return parser.parse_known_args()


def chosen_rows(args: argparse.Namespace) -> list[Row]:
    """Raises ValueError for an unknown row."""
    base = Config.named(args.config).at_size(args.size)
    rows = {row.config.name: row for row in ablation(base)}
    unknown = set(args.only or []) - set(rows)
    if unknown:
        raise ValueError(f"--only: expected some of {list(rows)}, received {sorted(unknown)}")
    return [row for name, row in rows.items() if not args.only or name in args.only]


def command_of(run: RowRun, args: argparse.Namespace, more: list[str]) -> list[str]:
    """What trains the row; its validation comes afterwards."""
    command = [sys.executable, "-m", "training.train"]
    command += ["--config", str(run.toml), "--run", str(run.folder)]
    command += [part for path in args.set for part in ("--set", path)]
    for option in ("steps", "batch", "threads", "device", "max_seconds"):
        command += [f"--{option.replace('_', '-')}", str(getattr(args, option))]
    if run.row.lite_variant is not None:
        command += ["--efficientnet-lite", str(published_lite(run.row.lite_variant))]
    return [*command, *more]


def main() -> None:
    args, more = arguments()
    runs = [RowRun(row, args.out / row.config.name) for row in chosen_rows(args)]
    commands = [command_of(run, args, more) for run in runs]
    if args.dry_run:
        print("\n".join(shlex.join(command) for command in commands))
        return
    torch.set_num_threads(args.threads)
    results = []
    for run, command in zip(runs, commands, strict=True):
        run.write_toml()
        if run.step < args.steps:
            run.train(command, args.batch)
        results.append(run.result(args.val, args.device))
        write_results(args.out, results, args.steps, NOTE)
    print((args.out / "results.md").read_text())


if __name__ == "__main__":
    main()
