"""JSON files of others."""

import json
from pathlib import Path
from typing import Any


def read_json(path: Path) -> Any:
    """Raises ValueError naming the file when it holds no JSON."""
    try:
        return json.loads(path.read_text())
    except ValueError as cause:
        raise ValueError(f"{path}: expected JSON: {cause}") from cause
