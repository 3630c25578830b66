"""Trains a network to find edits; stops at ``--max-seconds`` and goes on where it was.

python -m training.edits.train_edits --parts parts/train --val parts/val \
    --start runs/traces/traces.safetensors --run runs/edits
"""

from fasa.edits.edit_network import EditNetwork
from fasa.edits.edit_weights import load_edits, write_edits
from forge.edits.edit_kinds import EDITS
from forge.edits.edit_scene import EditForge
from forge.traces.photo_parts import PartsPack
from training.edits.edit_sheets import SHEET, EditSheets, Sheet
from training.edits.edit_step import step_losses
from training.edits.edit_validation import validate
from training.stages.stage import Stage
from training.stages.stage_options import StageOptions, stage_parser
from training.stages.train_stage import train_stage

_VALIDATION_SEED = 7
"""The same scenes whatever the run."""


class EditOptions(StageOptions):
    across: int


def arguments() -> EditOptions:
    start = "weights or checkpoint.pt of this stage or of trace pretraining"
    parser = stage_parser(
        __doc__, "tile", start=start, steps=8000, learning_rate=3e-4, val_windows=768
    )
    parser.add_argument("--across", type=int, default=2, help="tiles a side of a picture, at most")
    return parser.parse_args(namespace=EditOptions())


def first_network(options: EditOptions) -> EditNetwork:
    network = EditNetwork()
    if options.start:
        has_head = load_edits(network, options.start)
        print(f"{options.start}: {'with' if has_head else 'without'} a head for edits")
    return network


def edits_stage(
    parts: PartsPack, val: PartsPack, options: EditOptions
) -> Stage[EditNetwork, list[Sheet]]:
    tile = options.window
    scenes, held = (EditForge(pack, tile, options.across) for pack in (parts, val))
    return Stage(
        batches=EditSheets(scenes, tile, options.batch, options.seed),
        held=EditSheets(held, tile, SHEET, _VALIDATION_SEED),
        held_batch=SHEET,
        losses=step_losses,
        validate=validate,
        write_weights=write_edits,
        weights_file="edits.safetensors",
        validates_first=False,
        recorded={"edits": {name: kind.weight for name, kind in EDITS.items()}},
    )


def train(options: EditOptions) -> None:
    train_stage(options, first_network, edits_stage)


if __name__ == "__main__":
    train(arguments())
