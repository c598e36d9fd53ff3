"""What part of each row of pixels a rounded, perhaps rotated, box takes in.

A convex shape meets a row of pixels in a band whose left and right ends move along the row's height.
Both are taken as straight within the row, from two Gauss points, which is exact for straight edges and
of fourth order in the area for round ones. All is one-dimensional, so that plain differentiation serves.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

_GAUSS = 0.5 / 3**0.5
_LEAST_PX = 1e-3
_LEAST_SLOPE = 1e-4
_FAR = 1e6


class Spans(NamedTuple):
    """The band of a shape in every row of the grid, in columns of the grid."""

    share: Float[Array, "... h"]
    """Part of the row's height that the shape reaches into, 0 to 1."""
    ends: Float[Array, "... 2 2 h"]
    """Least and greatest position, within the row, of the left and of the right end."""


class Outline(NamedTuple):
    """A box with elliptic corners, in canvas pixels; an ellipse if ``radius`` is ``half``."""

    center: Float[Array, "2"]
    half: Float[Array, "2"]
    radius: Float[Array, "2"]
    rotation: Float[Array, ""]


def _upright_ends(outline: Outline, y: Float[Array, "g h"]) -> tuple[Array, Array]:
    """Left and right end at heights ``y`` below the centre."""
    radius = jnp.maximum(outline.radius, _LEAST_PX)
    rise = _greater(jnp.abs(y) - (outline.half[1] - radius[1]), 0.0) * (1 / radius[1])
    reach = outline.half[0] - radius[0] * (1 - jnp.sqrt(jnp.maximum(1 - rise**2, 1e-6)))
    reach = _greater(reach, 0.0)
    return -reach, reach


def _lesser(first: Array, second: Array) -> Array:
    """The minimum, differentiated by comparing.

    ``jnp.minimum`` and ``jnp.min`` compare their arguments with their result for equality, and lose the
    gradient where a compiler computes an argument twice with different rounding.
    """
    return jnp.where(first < second, first, second)


def _greater(first: Array, second: Array | float) -> Array:
    return jnp.where(first < second, second, first)


def _away_from_zero(value: Float[Array, ""]) -> Float[Array, ""]:
    return jnp.where(value < 0, jnp.minimum(value, -_LEAST_SLOPE), jnp.maximum(value, _LEAST_SLOPE))


def _turned_ends(outline: Outline, y: Float[Array, "g h"]) -> tuple[Array, Array]:
    """As ``_upright_ends`` for a rotated shape: the union of two bars and four ellipses."""
    cosine, sine = _away_from_zero(jnp.cos(outline.rotation)), _away_from_zero(jnp.sin(outline.rotation))
    radius = jnp.maximum(outline.radius, _LEAST_PX)
    inner = _greater(outline.half - radius, 0.0)
    lefts, rights = [], []
    for half in (jnp.stack([outline.half[0], inner[1]]), jnp.stack([inner[0], outline.half[1]])):
        along, across = half[0] / jnp.abs(cosine), half[1] / jnp.abs(sine)
        left = _greater(-sine * y / cosine - along, cosine * y / sine - across)
        right = _lesser(-sine * y / cosine + along, cosine * y / sine + across)
        meets = left < right
        lefts.append(jnp.where(meets, left, _FAR))
        rights.append(jnp.where(meets, right, -_FAR))
    square = radius**2
    a = cosine**2 * square[1] + sine**2 * square[0]
    for sign_x, sign_y in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        x0 = cosine * sign_x * inner[0] - sine * sign_y * inner[1]
        dy = y - (sine * sign_x * inner[0] + cosine * sign_y * inner[1])
        b = cosine * sine * (square[1] - square[0]) * dy
        c = (sine**2 * square[1] + cosine**2 * square[0]) * dy**2 - square[0] * square[1]
        discriminant = b**2 - a * c
        meets = discriminant > 0
        root = jnp.sqrt(jnp.where(meets, discriminant, 1.0))
        lefts.append(jnp.where(meets, x0 - (b + root) / a, _FAR))
        rights.append(jnp.where(meets, x0 - (b - root) / a, -_FAR))
    left, right = functools.reduce(_lesser, lefts), functools.reduce(_greater, rights)
    meets = left < right
    return jnp.where(meets, left, 0.0), jnp.where(meets, right, 0.0)


def _turned_reach(outline: Outline) -> Float[Array, ""]:
    """Height above the centre that a rotated shape reaches."""
    cosine, sine = jnp.abs(jnp.cos(outline.rotation)), jnp.abs(jnp.sin(outline.rotation))
    inner = _greater(outline.half - outline.radius, 0.0)
    corner = (sine * outline.radius[0]) ** 2 + (cosine * outline.radius[1]) ** 2
    return sine * inner[0] + cosine * inner[1] + jnp.sqrt(jnp.maximum(corner, 1e-12))


def row_spans(
    outline: Outline, top: Float[Array, " h"], bottom: Float[Array, " h"], column_px: Array, *, rotated: bool
) -> Spans:
    """The spans of a shape in rows from ``top`` to ``bottom``.

    Args:
        outline: The shape.
        top, bottom: Bounds of the rows' filters in canvas pixels.
        column_px: Canvas pixels in a column of the grid.
        rotated: False ignores the rotation.
    """
    reach = _turned_reach(outline) if rotated else outline.half[1]
    first = jnp.clip(top - outline.center[1], -reach, reach)
    last = jnp.clip(bottom - outline.center[1], -reach, reach)
    middle, height = (first + last) / 2, last - first
    y = jnp.stack([middle - _GAUSS * height, middle + _GAUSS * height])
    ends = jnp.stack((_turned_ends if rotated else _upright_ends)(outline, y), axis=1)
    per_column = 1 / column_px
    mean = ((ends[0] + ends[1]) / 2 + outline.center[0]) * per_column
    slant = jnp.maximum(jnp.abs(ends[1] - ends[0]) * (per_column / (4 * _GAUSS)), _LEAST_PX)
    return Spans(height * (1 / (bottom - top)), jnp.stack([mean - slant, mean + slant]))
