"""``run.json`` of a stage: what made a run, so that it can be traced and repeated."""

from typing import Any

from forge.traces.photo_parts import PartsPack
from training.run_manifest import RECORD, provenance, write_record
from training.stages.stage_options import StageOptions


def record_stage(
    options: StageOptions, parts: PartsPack, val: PartsPack, own: dict[str, Any]
) -> None:
    """Anew for each stretch of a run; commits of earlier ones are kept.

    ``own``: what the stage adds. Raises ValueError when a run.json is there that is no JSON.
    """
    path = options.run / RECORD
    starts = [options.start] if options.start else []
    content = {
        **provenance(path, vars(options), starts),
        **own,
        "parts": _described(parts),
        "validation": _described(val),
    }
    write_record(path, content)


def _described(parts: PartsPack) -> dict[str, Any]:
    return {"count": len(parts), **parts.about}
