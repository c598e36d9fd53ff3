"""Colours as a few shared inks: elements of one colour move together, so few colours stay few."""

from __future__ import annotations

from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Float, Int

from jaxdesign.types import Design, Kind

_SAME = 5e-3


class Palette(NamedTuple):
    """The distinct colours of a design and who wears them."""

    color: Float[Array, "k 3"]
    """OKLab."""
    fill_index: Int[Array, "n 2"]
    stroke_index: Int[Array, "n"]
    backdrop_index: Int[Array, "2"]
    free: Float[Array, "k"]
    """1 where the colour may move: no wearer of it is locked; 0 elsewhere."""


def extract_palette(design: Design, color_locked: Array, *, keep_backdrop: bool = False) -> Palette:
    """The palette of a design; ``color_locked`` ``[n]`` tells whose paint may not change,
    ``keep_backdrop`` that the backdrop's may not.

    Texts and shapes of one colour are kept apart, since a text has to stay legible where a shape
    need not. The palette is padded to ``3 n + 2`` colours.
    """
    fill = np.asarray(design.fill[..., :3])
    stroke, backdrop = np.asarray(design.stroke[:, :3]), np.asarray(design.backdrop)
    is_text = (np.asarray(design.kind) == Kind.TEXT) & np.asarray(design.mask)
    locked = np.asarray(color_locked)
    colors: list[np.ndarray] = []
    classes: list[bool] = []
    free: list[float] = []

    def index(color: np.ndarray, text: bool, fixed: bool) -> int:
        for k, (known, known_text) in enumerate(zip(colors, classes, strict=True)):
            if known_text == text and np.abs(known - color).max() < _SAME:
                free[k] = min(free[k], 0.0 if fixed else 1.0)
                return k
        colors.append(color)
        classes.append(text)
        free.append(0.0 if fixed else 1.0)
        return len(colors) - 1

    backdrop_index = [index(end, False, keep_backdrop) for end in backdrop]
    n = len(fill)
    fill_index = [[index(end, bool(is_text[i]), bool(locked[i])) for end in fill[i]] for i in range(n)]
    stroke_index = [index(stroke[i], False, bool(locked[i])) for i in range(n)]
    pad = 3 * n + 2 - len(colors)
    fields = (
        np.pad(np.array(colors, np.float32), ((0, pad), (0, 0))),
        np.array(fill_index, np.int32),
        np.array(stroke_index, np.int32),
        np.array(backdrop_index, np.int32),
        np.pad(np.array(free, np.float32), (0, pad)),
    )
    return Palette(*jax.device_put(fields))


def wear(design: Design, palette: Palette, shift: Float[Array, "k 3"]) -> Design:
    """The design in the palette moved by ``shift`` (OKLab); exactly unchanged where it is 0."""
    shift = shift * palette.free[:, None]
    fill = design.fill.at[..., :3].add(shift[palette.fill_index])
    stroke = design.stroke.at[:, :3].add(shift[palette.stroke_index])
    return design._replace(fill=fill, stroke=stroke, backdrop=design.backdrop + shift[palette.backdrop_index])
