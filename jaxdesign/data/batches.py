"""Batches of designs copied from packed arrays, with augmentation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8

from jaxdesign.data.packed import open_packed
from jaxdesign.data.recolor import GAMMAS, PLAIN_GAMMA, TURNS, Shift, legible, shifted, shifted_pictures
from jaxdesign.layout.tree import Tree, TreeParams
from jaxdesign.types import Design, Kind, TextMetrics

PHOTO_SHARE = 0.15
"""Part of the canvas under pictures from which hues turn only a little: skin and sky keep their colours."""
PHOTO_TURNS = 2
"""By how many steps of ``TURNS`` they turn at most."""


class LabelIds(NamedTuple):
    """Labels as numbers; ids are places in ``GROUPS``, ``FORMAT_KINDS``, ``GOALS`` and ``STYLES``."""

    group: Int[np.ndarray, " b"]
    format: Int[np.ndarray, " b"]
    goal: Int[np.ndarray, " b"]
    styles: Bool[np.ndarray, "b s"]
    tone: Float[np.ndarray, " b"]
    quality: Float[np.ndarray, " b"]


class DesignBatch(NamedTuple):
    """``b`` designs; every array of the parts has ``b`` as its first dimension."""

    design: Design
    metrics: TextMetrics
    tree: Tree | None
    params: TreeParams | None
    ground: Float[np.ndarray, "b n 3"]
    """OKLab of what lies under each text; 0 for what is no text."""
    picture: UInt8[np.ndarray, "b px px 3"]
    """The finished picture, encoded sRGB, squeezed to a square."""
    labels: LabelIds
    index: Int[np.ndarray, " b"]
    """Place of each design in its split's records."""


@dataclass(frozen=True, kw_only=True)
class Augment:
    """How often a design is changed; each probability is from 0 to 1."""

    mirror: float = 0.5
    palette: float = 0.5


NO_AUGMENT = Augment(mirror=0.0, palette=0.0)


def _part(rows: np.ndarray, name: str, form: Any) -> Any:
    values = {}
    for field in form._fields:
        value = rows[f"{name}.{field}"]
        values[field] = value.astype(np.int32) if value.dtype == np.int16 else np.ascontiguousarray(value)
    return form(**values)


def _draw(rng: np.random.Generator, count: int, augment: Augment) -> tuple[np.ndarray, Shift]:
    """Variant and shift of each design of a batch."""
    mirror = (rng.random(count) < augment.mirror).astype(np.intp)
    recolor = rng.random(count) < augment.palette
    turn = rng.integers(-TURNS // 2, TURNS // 2, count)
    gamma = rng.integers(0, len(GAMMAS), count)
    return mirror, Shift(turn=np.where(recolor, turn, 0), gamma=np.where(recolor, gamma, PLAIN_GAMMA))


def _recolored(batch: DesignBatch, shift: Shift, photo_share: np.ndarray) -> DesignBatch:
    """The batch after its shifts, weaker where there are photographs or a text would lose contrast."""
    few = np.clip(shift.turn, -PHOTO_TURNS, PHOTO_TURNS)
    shift = Shift(turn=np.where(photo_share > PHOTO_SHARE, few, shift.turn), gamma=shift.gamma)
    design: Any = batch.design
    fill, stroke, ground = (np.array(v) for v in (design.fill, design.stroke, batch.ground))
    changes = (shift.turn != 0) | (shift.gamma != PLAIN_GAMMA)
    drawn = np.asarray(design.mask) & changes[:, None]
    of, slot = np.nonzero(drawn & (np.asarray(design.kind) == Kind.TEXT))
    shift = legible(fill[of, slot, 0, :3], ground[of, slot], of, shift)
    backdrop = np.array(design.backdrop)
    every = np.arange(len(backdrop))
    fills, strokes = np.nonzero(drawn & fill[..., 3].any(-1)), np.nonzero(drawn & (stroke[..., 3] > 0))
    places: list[tuple[np.ndarray, Any, np.ndarray]] = [(ground, (of, slot), of)]
    places += [(fill, (*fills, end, np.s_[:3]), fills[0]) for end in (0, 1)]
    places += [(stroke, (*strokes, np.s_[:3]), strokes[0])]
    places += [(backdrop, (every, end), every) for end in (0, 1)]
    owners = np.concatenate([owner for _, _, owner in places])
    colors = np.concatenate([values[at] for values, at, _ in places])
    moved = shifted(colors, Shift(turn=shift.turn[owners], gamma=shift.gamma[owners]))
    start = 0
    for values, at, owner in places:
        values[at] = moved[start : start + len(owner)]
        start += len(owner)
    return batch._replace(
        design=design._replace(backdrop=backdrop, fill=fill, stroke=stroke),
        ground=ground,
        picture=shifted_pictures(batch.picture, shift),
    )


@dataclass(frozen=True, kw_only=True)
class Gather:
    """From places in the selection and a random generator to a batch; runs in threads and processes."""

    paths: tuple[Path, ...]
    """Packed arrays, one after the other."""
    selection: np.ndarray
    """``[n]`` rows of all the arrays that take part."""
    augment: Augment
    tree: bool
    process_index: int
    process_count: int

    @cached_property
    def _arrays(self) -> list[np.ndarray]:
        return [open_packed(path) for path in self.paths]

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_arrays"}

    def __call__(self, places: np.ndarray, rng: np.random.Generator) -> DesignBatch:
        """This host's part of the batch that ``places`` ``[global batch]`` name."""
        variant, shift = _draw(rng, len(places), self.augment)
        share = len(places) // self.process_count
        mine = slice(self.process_index * share, (self.process_index + 1) * share)
        rows = self.selection[np.asarray(places)[mine]]
        shift = Shift(*(part[mine] for part in shift))
        return self.make(rows, variant[mine], shift)

    def make(self, rows: np.ndarray, variant: np.ndarray, shift: Shift) -> DesignBatch:
        """The batch of these rows, each in a variant (0 or 1) and with a shift of its colours."""
        arrays = self._arrays
        ends = np.cumsum([len(array) for array in arrays])
        which = np.searchsorted(ends, rows, side="right")
        if len(arrays) == 1:
            features, heads = arrays[0]["variants"][rows, variant], _heads(arrays[0], rows)
        else:
            starts = ends - [len(array) for array in arrays]
            features = np.empty(len(rows), arrays[0].dtype["variants"].base)
            heads = {}
            for i in np.unique(which):
                at = np.flatnonzero(which == i)
                inside = rows[at] - starts[i]
                features[at] = arrays[i]["variants"][inside, variant[at]]
                for name, value in _heads(arrays[i], inside).items():
                    heads.setdefault(name, np.zeros((len(rows), *value.shape[1:]), value.dtype))[at] = value
        batch = DesignBatch(
            design=_part(features, "design", Design),
            metrics=_part(features, "metrics", TextMetrics),
            tree=_part(features, "tree", Tree) if self.tree else None,
            params=_part(features, "params", TreeParams) if self.tree else None,
            ground=np.ascontiguousarray(features["ground"]),
            picture=np.ascontiguousarray(features["picture"]),
            labels=LabelIds(**{name: heads[name] for name in LabelIds._fields}),
            index=heads["index"],
        )
        if not (shift.turn.any() or (shift.gamma != PLAIN_GAMMA).any()):
            return batch
        return _recolored(batch, shift, features["photo_share"])


def _heads(array: np.ndarray, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Place and labels of rows, indices as int32."""
    values = {name: array[name][rows] for name in ("index", *LabelIds._fields)}
    return {name: v.astype(np.int32) if v.dtype == np.int16 else v for name, v in values.items()}
