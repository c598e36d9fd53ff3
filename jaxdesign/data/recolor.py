"""A design in other colours that still go together: hues turned in OKLab, lightness bent, contrast kept.

All colours of a design and its picture change by one map ``(L, a, b) -> (L^gamma, turn(a, b))``, drawn to
grey as far as it must be to stay in sRGB, so that relations of hue and lightness stay what they were.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8

from jaxdesign.design.color import (
    contrast_ratio,
    linear_from_oklab,
    oklab_from_srgb,
    srgb_from_linear,
    srgb_from_oklab,
)

TURNS = 24
"""Steps of a whole turn of hue; few, so that each table for pictures is made once."""
GAMMAS = (0.85, 0.92, 1.0, 1.09, 1.18)
"""Exponents of lightness: below 1 lighter, above darker; black and white stay."""
PLAIN_GAMMA = 2
"""The entry of ``GAMMAS`` that changes nothing."""
LEGIBLE = 4.5
"""Contrast ratio of WCAG 2.2 (1.4.3) that a text keeps where it had it."""

_BITS, _SHIFT = 5, 3
"""Bits of a level that tell its cell, and those that tell the place inside it."""
_SIDE, _STEP = 1 << _BITS, 1 << _SHIFT
_GAMUT_STEPS = 7
_SLACK = 0.97


class Shift(NamedTuple):
    """A change of colours for each of ``b`` designs."""

    turn: Int[np.ndarray, " b"]
    """Steps of ``TURNS``."""
    gamma: Int[np.ndarray, " b"]
    """Entries of ``GAMMAS``."""


def _in_gamut(oklab: Float[np.ndarray, "... 3"]) -> Bool[np.ndarray, "..."]:
    linear = linear_from_oklab(oklab)
    return np.asarray(((linear > -1e-3) & (linear < 1 + 1e-3)).all(-1))


def fitted(oklab: Float[np.ndarray, "... 3"]) -> Float[np.ndarray, "... 3"]:
    """Colours drawn to grey of the same lightness until they are in sRGB; those that are stay exact."""
    inside = _in_gamut(oklab)
    if inside.all():
        return oklab
    out = oklab[~inside]
    low, high = np.zeros(len(out), np.float32), np.ones(len(out), np.float32)
    scale = np.ones_like(out)
    for _ in range(_GAMUT_STEPS):
        middle = (low + high) / 2
        scale[:, 1:] = middle[:, None]
        fits = _in_gamut(out * scale)
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    scale[:, 1:] = low[:, None]
    result = oklab.copy()
    result[~inside] = out * scale
    return result


def shifted(oklab: Float[np.ndarray, "b ... 3"], shift: Shift) -> Float[np.ndarray, "b ... 3"]:
    """The colours of ``b`` designs after their shifts."""
    over = (slice(None), *[None] * (oklab.ndim - 2))
    angle = (2 * np.pi / TURNS * shift.turn).astype(np.float32)[over]
    gamma = np.asarray(GAMMAS, np.float32)[shift.gamma][over]
    cos, sin = np.cos(angle), np.sin(angle)
    lightness = np.clip(oklab[..., 0], 0, 1) ** gamma
    a, b = oklab[..., 1], oklab[..., 2]
    return fitted(np.stack([lightness, cos * a - sin * b, sin * a + cos * b], axis=-1))


@cache
def _cells() -> Float[np.ndarray, "1 cells 3"]:
    """The middles of all cells of the colour cube in OKLab, red counting fastest."""
    middles = (np.arange(_SIDE, dtype=np.float32) + 0.5) * _STEP / 255
    blue, green, red = np.meshgrid(middles, middles, middles, indexing="ij")
    return oklab_from_srgb(np.stack([red, green, blue], axis=-1).reshape(1, -1, 3))


@cache
def _table(turn: int, gamma: int) -> UInt8[np.ndarray, "cells 4"]:
    """Encoded sRGB of every cell's middle after the same map."""
    moved = shifted(_cells(), Shift(turn=np.array([turn]), gamma=np.array([gamma])))[0]
    table = np.zeros((len(moved), 4), np.uint8)
    table[:, :3] = np.rint(255 * srgb_from_linear(linear_from_oklab(moved)))
    return table


def shifted_pictures(pictures: UInt8[np.ndarray, "b h w 3"], shift: Shift) -> UInt8[np.ndarray, "b h w 3"]:
    """The pictures after their shifts, by tables of ``32^3`` cells within which colours keep their distances.

    Of the levels of real designs 90% come within 4 of 255 of the exact map, 99% within 9.
    """
    out = pictures.copy()
    changed = np.flatnonzero((shift.turn % TURNS != 0) | (shift.gamma != PLAIN_GAMMA))
    for i in changed.tolist():
        levels = pictures[i]
        cells = (levels >> _SHIFT).astype(np.int32)
        which = cells[..., 0] + (cells[..., 1] << _BITS) + (cells[..., 2] << (2 * _BITS))
        table = _table(int(shift.turn[i]) % TURNS, int(shift.gamma[i]))
        moved = table.view(np.uint32)[:, 0].take(which).view(np.uint8).reshape(*which.shape, 4)
        inside = (levels & (_STEP - 1)).astype(np.int16) - _STEP // 2
        out[i] = np.clip(moved[..., :3] + inside, 0, 255)
    return out


def keeps_contrast(
    ink: Float[np.ndarray, "k 3"], ground: Float[np.ndarray, "k 3"], shift: Shift
) -> Bool[np.ndarray, " k"]:
    """Whether each of ``k`` texts keeps its contrast, or ``LEGIBLE`` where it had more; colours are OKLab."""
    before = contrast_ratio(srgb_from_oklab(ink), srgb_from_oklab(ground))
    after = contrast_ratio(srgb_from_oklab(shifted(ink, shift)), srgb_from_oklab(shifted(ground, shift)))
    return after >= _SLACK * np.minimum(before, LEGIBLE)


def legible(
    ink: Float[np.ndarray, "k 3"], ground: Float[np.ndarray, "k 3"], of: Int[np.ndarray, " k"], shift: Shift
) -> Shift:
    """The shifts, made weaker where a text would lose contrast: without the gamma, else none at all.

    Args:
        ink: OKLab of each text of all the designs.
        ground: OKLab of what lies under it.
        of: the design that it belongs to.
        shift: of each design.
    """

    def bad(candidate: Shift) -> np.ndarray:
        lost = ~keeps_contrast(ink, ground, Shift(turn=candidate.turn[of], gamma=candidate.gamma[of]))
        return np.bincount(of[lost], minlength=len(shift.turn)) > 0

    weaker = Shift(turn=shift.turn, gamma=np.where(bad(shift), PLAIN_GAMMA, shift.gamma))
    lost = bad(weaker)
    return Shift(turn=np.where(lost, 0, weaker.turn), gamma=np.where(lost, PLAIN_GAMMA, weaker.gamma))
