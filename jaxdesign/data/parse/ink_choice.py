"""The likeliest inks of a design: which face sets each look, and which colour that face's strokes tell.

A light face in dark ink and a plain one in grey look alike when small. All ways to set a look are weighed
together with how often designs use a colour, and with the other inks of the same design. Of all colours the
one is taken around which most of the likelihood lies, no farther off than one sees.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from jaxdesign.data.parse.ink_color import InkEstimate
from jaxdesign.design.color import oklab_from_srgb


class Setting(NamedTuple):
    """One way to set the lines of a look."""

    score: float
    """Correlation with the picture, less what makes the face unlikely."""
    correlation: float
    weight: int
    ink: InkEstimate


class ChosenInk(NamedTuple):
    """The ink of a look."""

    color: Float[np.ndarray, "3"]
    """Levels 0..255."""
    setting: int
    """Number of the setting that agrees best with the colour."""


_SCORE = 0.015
"""Correlation that makes a setting e times likelier."""
_WEIGHT = {400: 0.0, 700: -0.5, 300: -1.8, 500: -0.7, 600: -0.7}
_RARE_WEIGHT = -2.0
"""Logarithms of how likely a weight is beside the regular one."""
_LEAST_SHARE = 0.02
"""Of the likeliest setting: others count no more."""

_USUAL = (
    ((255, 255, 255), 1.5),
    ((0, 0, 0), 0.13),
    ((33, 37, 41), 0.16),
    ((51, 51, 51), 0.04),
    ((68, 68, 68), 0.02),
    ((102, 102, 102), 0.02),
    ((17, 24, 39), 0.03),
    ((31, 41, 55), 0.03),
    ((55, 65, 81), 0.03),
    ((75, 85, 99), 0.03),
    ((107, 114, 128), 0.03),
)
"""Inks and how likely they are beside all others together, counted over texts of designs by source: white,
black, Bootstrap's ink, plain greys, and Tailwind's greys.
"""
_WHITE_ON_COLOR = 4.0
"""The same for white on a coloured ground."""
_COLORED = 60.0
"""Range of a ground's channels from which it is coloured."""
_OWN = 0.14
"""The same for the ink of large type in the same design."""
_SHARED = 0.15
"""The same for one that smaller type of the design has for sure."""

_DOUBT = 0.04
_DOUBT_SMALL = 0.2
_DOUBT_UNLIKE = 0.45
_DOUBT_THIN = 0.05
_DOUBT_UNEVEN = 0.15
"""Standard deviation of the logarithm of a step's length: at best; for ink one pixel high; where the words as
set have no likeness to the picture; where strokes cover nothing; and on an uneven ground."""
_DOUBT_SURE = 0.03
"""The same for large strokes."""
_TAIL = 4.0
"""Degrees of freedom of its Student distribution."""
_ASIDE = 4.0
_ASIDE_LENGTH = 0.03
_ASIDE_COLORED = 0.17
"""Levels that a colour may lie aside of the step: at best; by the step's length; by that and the ground's
colour."""

_LENGTHS = np.exp(np.linspace(np.log(0.45), np.log(2.6), 50))
"""Lengths tried, by the estimated step's."""
_OUTSIDE = 0.15
"""Share of a step's length that a colour tried may lie out of the levels."""
_SAME = 0.055
"""OKLab distance within which two colours are one to the eye in small type."""

_ENOUGH = 0.6
"""Share of the likelihood around the best colour with which a usual or used ink there is taken for it."""


def _lab(levels: Float[np.ndarray, "n 3"]) -> Float[np.ndarray, "n 3"]:
    return oklab_from_srgb(np.clip(levels / 255, 0, 1).astype(np.float32)).astype(np.float64)


def _shares(settings: list[Setting]) -> Float[np.ndarray, "n"]:
    """How likely each setting is from its looks, the likeliest 1; 0 for those that do not count."""
    logs = np.array([one.score / _SCORE + _WEIGHT.get(one.weight, _RARE_WEIGHT) for one in settings])
    shares = np.exp(logs - logs.max())
    return np.where(shares < _LEAST_SHARE, 0.0, shares)


def _likelihood(setting: Setting, colors: Float[np.ndarray, "n 3"]) -> Float[np.ndarray, "n"]:
    """How likely a setting's pixels are if the ink has each of the colours."""
    ink = setting.ink
    wanted = colors - ink.under
    lengths = np.maximum(np.linalg.norm(wanted, axis=1), 1.0)
    told = max(float(np.linalg.norm(ink.step)), 1.0)
    cosine = wanted @ ink.step / (lengths * told)
    doubt = _DOUBT + _DOUBT_SMALL / max(ink.height, 1.0) + _DOUBT_UNLIKE * (1 - setting.correlation)
    doubt += _DOUBT_THIN * (1 - ink.reached) + (0.0 if ink.is_flat else _DOUBT_UNEVEN)
    doubt = _DOUBT_SURE if ink.is_sure else doubt
    longer = np.log(np.maximum(told * np.maximum(cosine, 1e-3) / lengths, 1e-3)) / doubt
    room = _ASIDE + told * (_ASIDE_LENGTH + _ASIDE_COLORED * float(np.ptp(ink.under)) / 255)
    aside = told * np.sqrt(np.maximum(1 - cosine**2, 0.0)) / room
    logs = -(_TAIL + 1) / 2 * np.log1p(longer**2 / _TAIL) - 0.5 * aside**2 - np.log(doubt)
    return np.where(cosine > 0, np.exp(logs), 0.0)


def _tried(setting: Setting) -> tuple[Float[np.ndarray, "n 3"], Float[np.ndarray, "n"]]:
    """Colours along a setting's step, and the lightness that each stands for."""
    step = setting.ink.step
    colors = setting.ink.under + _LENGTHS[:, None] * step
    outside = np.abs(np.clip(colors, 0, 255) - colors).max(axis=1)
    inside = np.clip(colors[outside < _OUTSIDE * max(float(np.linalg.norm(step)), 1.0)], 0, 255)
    if len(inside) < 2:
        return inside, np.zeros(len(inside))
    return inside, np.abs(np.gradient(_lab(inside)[:, 0]))


Known = list[tuple[Float[np.ndarray, "3"], float]]
"""Inks of the same design and how likely they are to be used again."""


def _usual(under: Float[np.ndarray, "3"]) -> Known:
    """The usual inks on a ground."""
    usual = [(np.array(color, np.float64), mass) for color, mass in _USUAL]
    return [(usual[0][0], _WHITE_ON_COLOR), *usual[1:]] if float(np.ptp(under)) > _COLORED else usual


def _chosen(settings: list[Setting], known: Known) -> tuple[ChosenInk, float]:
    """The likeliest ink of a look, and its share of the likelihood."""
    shares = _shares(settings)
    counted = [(one, share) for one, share in zip(settings, shares, strict=True) if share > 0]
    tried = [_tried(one) for one, _ in counted]
    listed = _usual(settings[0].ink.under) + known
    colors = np.concatenate([*(values for values, _ in tried), np.array([color for color, _ in listed])])
    prior = np.concatenate(
        [
            *(share * spans / shares.sum() for (_, share), (_, spans) in zip(counted, tried, strict=True)),
            np.array([mass for _, mass in listed]),
        ]
    )
    likelihood = np.array([share * _likelihood(one, colors) for one, share in counted])
    posterior = prior * likelihood.sum(axis=0)
    if float(posterior.sum()) <= 0:
        return ChosenInk(settings[0].ink.shown, 0), 0.0
    lab = _lab(colors)
    near = np.exp(-((np.linalg.norm(lab[:, None] - lab[None], axis=-1) / _SAME) ** 4))
    around = near @ posterior
    best = int(np.argmax(around))
    known_mass = np.where(near[best] > 0.5, posterior, 0.0)[len(colors) - len(listed) :]
    if float(known_mass.max()) > _ENOUGH * float(around[best]):
        best = len(colors) - len(listed) + int(np.argmax(known_mass))
    number = int(np.flatnonzero(shares > 0)[int(np.argmax(likelihood[:, best]))])
    return ChosenInk(colors[best], number), float(around[best] / posterior.sum())


def chosen_inks(looks: list[list[Setting]]) -> list[ChosenInk]:
    """The ink of each look of a design, from its settings, of which there is at least one, the best first."""
    chosen: dict[int, ChosenInk] = {}
    own: Known = []
    for i, settings in enumerate(looks):
        if settings[0].ink.is_sure:
            chosen[i], _ = _chosen(settings[:1], [])
            own.append((chosen[i].color, _OWN))
    small = [i for i in range(len(looks)) if i not in chosen]
    first = {i: _chosen(looks[i], own) for i in small}
    for i in small:
        shared = [(ink.color, _SHARED * sureness) for j, (ink, sureness) in first.items() if j != i]
        chosen[i] = _chosen(looks[i], own + shared)[0]
    return [chosen[i] for i in range(len(looks))]
