"""A piece of a picture at native pixels, edited or not, with the mask of what was edited."""

from typing import NamedTuple

import numpy as np

from data.labelled import AUTHENTIC
from data.pixels import Pixels
from forge.edits.edit_kinds import EDITS, EditKind
from forge.edits.edit_region import LARGEST
from forge.edits.file_history import GRID_PX, FileHistory
from forge.masks import MIN_AREA, area_allowed, area_fraction
from forge.processings.own_history import own_history
from forge.processings.traces import resample
from forge.traces.photo_parts import Part, PartsPack

COLLECTED = "collected"
"""Somebody's edits, in parts that come with a mask."""
HANDLED = "authentic, handled"
"""Nothing was edited; the whole of it was filtered, reduced or saved again."""
_EDITED_SHARE, _HANDLED_SHARE = 0.5, 0.37
_COLLECTED_SHARE = 0.12
"""Of the edited scenes: masks of collections are rough."""
_OWN_PAST_SHARE = 0.3
_SAVED_SHARE = 0.3
_REDUCED_FIRST_SHARE = 0.5
_LEAST_CHANGED = 0.5
"""Of the region's pixels: a flat sky stamped onto itself teaches a wrong label."""
_TRIES = 20


class EditScene(NamedTuple):
    """``image`` (h, w, 3); ``mask`` (h, w) of {0, 1}; ``kind``: of EDITS, HANDLED, AUTHENTIC."""

    image: Pixels
    mask: Pixels
    kind: str


class EditForge:
    """Draws scenes from parts: each side one tile, or one and a half to ``across`` tiles."""

    def __init__(self, parts: PartsPack, tile: int, across: int) -> None:
        """``tile`` in pixels, a multiple of 32. Raises ValueError when no part is large enough."""
        self._parts, self._tile, self._largest = parts, tile, across * tile
        usable = [n for n in range(len(parts)) if min(parts.shape(n)) >= tile]
        self._all = [n for n in usable if not parts.is_edited(n)]
        self._collected = [n for n in usable if parts.is_edited(n)]
        self._decoded = [n for n in self._all if min(parts.decoded_shape(n)) >= tile]
        self._large = [n for n in self._all if min(parts.shape(n)) >= self._largest]
        if not self._all:
            raise ValueError(f"{parts.folder}: expected parts of {tile} px a side, found none")
        self._names = [name for name, kind in EDITS.items() if self._decoded or not _decoded(kind)]

    def __call__(self, rng: np.random.Generator) -> EditScene:
        """Half of the scenes are edited; of the others three in four are handled as a whole."""
        draw = rng.random()
        if self._collected and draw < _EDITED_SHARE * _COLLECTED_SHARE:
            return self._as_collected(rng)
        if draw < _EDITED_SHARE:
            return self._edited(rng)
        if draw < _EDITED_SHARE + _HANDLED_SHARE:
            return self._handled(rng)
        return self._as_it_is(rng)

    def _as_it_is(self, rng: np.random.Generator) -> EditScene:
        pixels = self._base(FileHistory(False, False, 1.0, 0), False, rng)[0].pixels
        return self._cut(pixels, np.zeros(pixels.shape[:2], np.uint8), AUTHENTIC, rng)

    def _handled(self, rng: np.random.Generator) -> EditScene:
        base, history = self._base(FileHistory.of_authentic(rng), False, rng)
        pixels = _with_past(base, rng).pixels
        unmarked = np.zeros(pixels.shape[:2], np.uint8)
        image, mask = history.happen(pixels, unmarked, self._tile, rng)
        return self._cut(image, mask, HANDLED, rng)

    def _as_collected(self, rng: np.random.Generator) -> EditScene:
        part = self._parts[rng.choice(self._collected)]
        if part.mask is None:
            raise ValueError(f"{part.source}: expected a mask")
        history = FileHistory.of_edited(rng)._replace(scale=1.0)
        return self._cut(*history.happen(part.pixels, part.mask, self._tile, rng), COLLECTED, rng)

    def _edited(self, rng: np.random.Generator) -> EditScene:
        weights = np.array([EDITS[name].weight for name in self._names])
        for _ in range(_TRIES):
            name = str(rng.choice(self._names, p=weights / weights.sum()))
            base, history = self._base(
                FileHistory.of_edited(rng), EDITS[name].needs_decoded_base, rng
            )
            base, history = _reduced_first(base, history, rng)
            done = edited(_with_past(base, rng), EDITS[name], self._donor(name, rng), rng)
            if done is None:
                continue
            scene = self._cut(*history.happen(*done, self._tile, rng), name, rng)
            if area_fraction(scene.mask) >= MIN_AREA / 2:
                return scene
        raise RuntimeError(f"{self._parts.folder}: {_TRIES} edits changed nothing; are they blank?")

    def _base(
        self, history: FileHistory, needs_decoded: bool, rng: np.random.Generator
    ) -> tuple[Part, FileHistory]:
        """A piece from the 8 x 8 grid on, as large as the history asks for; a small part is reduced
        less."""
        pool = self._large if self._large and rng.random() < 0.5 else self._all
        part = self._parts[rng.choice(self._decoded if needs_decoded else pool)]
        box = part.decoded.shape[:2] if needs_decoded else part.pixels.shape[:2]
        # Up to 7 pixels a side are lost where the grid moves; sizes are rounded.
        scale = max(history.scale, (self._tile + GRID_PX) / min(box))
        history = history._replace(scale=scale if scale < 1 else 1.0)
        wanted = int(np.ceil((self._largest + GRID_PX) / history.scale))
        top, left = (
            GRID_PX * int(rng.integers(max(0, side - wanted) // GRID_PX + 1)) for side in box
        )
        bottom, right = (min(at + wanted, side) for at, side in zip((top, left), box, strict=True))
        where = np.s_[top:bottom, left:right]
        decoded = part.decoded[where] if needs_decoded else None
        return Part(part.source, np.ascontiguousarray(part.pixels[where]), decoded), history

    def _donor(self, name: str, rng: np.random.Generator) -> Part:
        pool = self._decoded if EDITS[name].needs_decoded_donor else self._all
        return self._parts[rng.choice(pool)]

    def _cut(self, image: Pixels, mask: Pixels, kind: str, rng: np.random.Generator) -> EditScene:
        """From the 8 x 8 grid of the last save on."""
        sides = [self._fitting(side) for side in mask.shape]
        top, left = (
            GRID_PX * int(rng.integers((has - side) // GRID_PX + 1))
            for has, side in zip(mask.shape, sides, strict=True)
        )
        box = np.s_[top : top + sides[0], left : left + sides[1]]
        return EditScene(np.ascontiguousarray(image[box]), np.ascontiguousarray(mask[box]), kind)

    def _fitting(self, side: int) -> int:
        """Pixels: what tiles cover without covering most of it twice."""
        whole = min(side // GRID_PX * GRID_PX, self._largest)
        return whole if 2 * whole >= 3 * self._tile else self._tile


def edited(
    base: Part, kind: EditKind, donor: Part, rng: np.random.Generator
) -> tuple[Pixels, Pixels] | None:
    """Image and region; None for a region of another area, or where most of it stayed the same."""
    image, region = kind.edit(base, donor, rng)
    changed = np.count_nonzero((image != base.pixels).any(axis=2) & (region == 1))
    is_seen = changed >= _LEAST_CHANGED * np.count_nonzero(region)
    return (image, region) if is_seen and area_allowed(region, LARGEST) else None


def _reduced_first(
    base: Part, history: FileHistory, rng: np.random.Generator
) -> tuple[Part, FileHistory]:
    """In some draws a picture is reduced before it is edited, and then not after."""
    if history.scale == 1 or base.decoded is not None or rng.random() >= _REDUCED_FIRST_SHARE:
        return base, history
    return base._replace(pixels=resample(base.pixels, history.scale, rng)), history._replace(
        scale=1.0
    )


def _with_past(base: Part, rng: np.random.Generator) -> Part:
    """In some draws with another camera's traces or a save before the edit."""
    if base.decoded is not None or rng.random() >= _OWN_PAST_SHARE:
        return base
    return base._replace(pixels=own_history(base.pixels, rng, _SAVED_SHARE))


def _decoded(kind: EditKind) -> bool:
    return kind.needs_decoded_base or kind.needs_decoded_donor
