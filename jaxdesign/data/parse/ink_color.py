"""The colour of a text's ink where anti-aliased strokes never reach it, if the text is set in a given face.

The words are set in the face and compared with the picture: how much stronger the ink must be than what the
pixels show. Its hue is told by all pixels together, less what the storing of the picture did to it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from scipy import ndimage

from jaxdesign.data.parse.ink import Ink
from jaxdesign.data.parse.stored_chroma import COARSE_CHROMA_PX, LUMA, chroma_sharpness, stored
from jaxdesign.data.parse.typeface import Sample, drawn
from jaxdesign.render.fonts import Face

_CORE = 0.8
_SHARPER = 1.06
"""Captured type is a little crisper than type set by ``drawn``: its cores cover so much more."""
_LEAST_CORE = 0.25
_THICK = 0.95
"""Coverage of the core from which its colour is the ink's."""
_LARGE_PX = 18.0
"""Height of ink from which thick strokes show their own chroma."""
_LEAST_LUMA_SHARE = 0.12
"""Of a difference from the ground: with less luma the core alone tells the ink."""
_FROM_CORE = 0.4
"""Weight of the luma that the cores tell beside that of all pixels; their biases cancel each other."""
_LEAST_CORE_LUMA = 0.3
"""Of the luma that all pixels tell."""
_NEAR_PX = 1.5
"""How far around the strokes their chroma is looked for."""
_ROUNDS = 3
_OUTSIDE = 60.0
"""Levels out of 0..255 at which a hue is no longer corrected."""


class InkEstimate(NamedTuple):
    """What strokes tell of their ink. Levels 0..255; the steps may lead out of them."""

    under: Float[np.ndarray, "3"]
    step: Float[np.ndarray, "3"]
    """From the ground to the ink."""
    core: Float[np.ndarray, "3"]
    """From the ground to what the cores of the strokes show."""
    reached: float
    """How much of a pixel the cores cover, 0 to 1."""
    height: float
    """Pixels that the ink is high."""
    is_flat: bool
    """True on a ground of one colour."""

    @property
    def is_sure(self) -> bool:
        """True for large strokes, which show their colour."""
        return self.reached >= _THICK and self.height >= _LARGE_PX

    @property
    def shown(self) -> Float[np.ndarray, "3"]:
        """The colour of the cores."""
        return np.clip(self.under + self.core, 0, 255)


class _Word(NamedTuple):
    """A word as it is in the picture and as the face sets it on the same pixels."""

    difference: Float[np.ndarray, "h w 3"]
    coverage: Float[np.ndarray, "h w"]
    near: Float[np.ndarray, "h w"]
    """The coverage, spread: where the strokes' chroma may be."""


def _core_coverage(words: list[_Word]) -> float:
    """How much of a pixel the cores of the strokes cover, 0 to 1."""
    joined = np.concatenate([word.coverage.ravel() for word in words])
    core = joined[joined >= _CORE * float(np.percentile(joined, 98))]
    return min(max(_SHARPER * float(np.median(core)), _LEAST_CORE), 1.0)


def _total(words: list[_Word], differences: list[Float[np.ndarray, "h w 3"]]) -> Float[np.ndarray, "3"]:
    total = np.zeros(3)
    for word, difference in zip(words, differences, strict=True):
        total += np.tensordot(word.near, difference, axes=2)
    return total


def _clear_hue(
    words: list[_Word],
    under: Float[np.ndarray, "3"],
    luma: float,
    ratio: Float[np.ndarray, "3"],
) -> Float[np.ndarray, "3"]:
    """The step of luma ``luma`` for which the stored picture shows channels by luma as in ``ratio``.

    The chroma is taken to be coarse if that explains better how widely it is spread.
    """
    step = luma * ratio
    differences = [word.difference for word in words]
    shown: list[Float[np.ndarray, "h w 3"]] = []
    for _ in range(_ROUNDS):
        if np.abs(step - (np.clip(under + step, 0, 255) - under)).max() > _OUTSIDE:
            break
        shown = [stored(under + word.coverage[..., None] * step, COARSE_CHROMA_PX) - under for word in words]
        total = _total(words, shown)
        if float(LUMA @ total) * luma <= 0:
            break
        step = step + luma * (ratio - total / float(LUMA @ total))
    if not shown:
        return step
    spread = chroma_sharpness(differences)
    is_coarse = abs(spread - chroma_sharpness(shown)) <= abs(spread - 1.0)
    return step if is_coarse else luma * ratio


def estimated_ink(
    ink: Ink, samples: list[Sample], face: Face, size_px: float, tracking: float
) -> InkEstimate | None:
    """The ink of a line if it is set in a face; None where the face draws nothing.

    The luma of the step is that for which the words as set have the energy that the picture has, which does
    not hang on how exactly they lie on it, averaged with what the cores show by their coverage.
    """
    words = []
    for sample in samples:
        coverage = drawn(sample, face, size_px, tracking)
        if coverage is not None and coverage.any():
            words.append(_Word(sample.difference, coverage, ndimage.gaussian_filter(coverage, _NEAR_PX)))
    if not words:
        return None
    under = np.median(ink.ground.reshape(-1, 3), axis=0).astype(np.float64)
    core, reached = ink.color - under, _core_coverage(words)
    total = _total(words, [word.difference for word in words])
    total_luma = float(LUMA @ total)
    if abs(total_luma) <= _LEAST_LUMA_SHARE * float(np.linalg.norm(total)):
        return InkEstimate(under, core / reached, core, reached, ink.height, ink.is_flat)
    seen = sum(float(((word.difference @ LUMA) ** 2).sum()) for word in words)
    drawn_energy = sum(float((word.coverage**2).sum()) for word in words)
    by_energy = float(np.sqrt(seen / drawn_energy))
    sure = reached >= _THICK and ink.height >= _LARGE_PX
    by_core = max(abs(float(LUMA @ core)) / reached, _LEAST_CORE_LUMA * by_energy)
    from_core = 1.0 if sure else _FROM_CORE
    luma = by_energy ** (1 - from_core) * by_core**from_core * float(np.sign(total_luma))
    step = _clear_hue(words, under, luma, total / total_luma)
    return InkEstimate(under, step, core, reached, ink.height, ink.is_flat)


def joined_estimate(told: list[InkEstimate]) -> InkEstimate:
    """What lines of one ink tell together: the median of at least one."""
    return InkEstimate(
        under=np.median([one.under for one in told], axis=0),
        step=np.median([one.step for one in told], axis=0),
        core=np.median([one.core for one in told], axis=0),
        reached=float(np.median([one.reached for one in told])),
        height=float(np.median([one.height for one in told])),
        is_flat=sum(one.is_flat for one in told) * 2 > len(told),
    )
