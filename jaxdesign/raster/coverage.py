"""How much of each pixel a box covers: box-filtered, rounded, rotated; differentiable in the box.

Lengths here are in filter widths along the box's own axes: 1 is ``softness`` pixels. ``u`` and ``v``
are the signed distances of pixel centres from the box's centre; for an unrotated box they are a row
``[1, w]`` and a column ``[h, 1]``, so that all but the corners is separable.
"""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

_LEAST_RADIUS = 1e-3
_RATIO_FLOOR = 1e-2


def _safe_sqrt(square: Float[Array, "..."]) -> Float[Array, "..."]:
    """The square root with a finite gradient at 0."""
    return jnp.sqrt(jnp.maximum(square, 1e-12))


def interval_coverage(center: Float[Array, "..."], half: Float[Array, ""]) -> Float[Array, "..."]:
    """Share of the unit interval about ``center`` that lies in ``[-half, half]``; exact."""
    return jnp.clip(center + 0.5, -half, half) - jnp.clip(center - 0.5, -half, half)


def _corner_share(
    u: Float[Array, "..."],
    v: Float[Array, "..."],
    half: Float[Array, "2"],
    radius: Float[Array, "2"],
) -> Float[Array, "..."]:
    """Coverage with elliptic corners as a share of the coverage with sharp ones, in [0, 1].

    Both coverages are a half less the distance from the outline; that of the ellipse is to first order
    ``k (k - 1) / |grad k|`` with ``k = |(x / rx, y / ry)|`` (I. Quilez, "Ellipsoid SDF", 2008).
    """
    radius = jnp.clip(radius, _LEAST_RADIUS, jnp.maximum(half, _LEAST_RADIUS))
    beyond_u, beyond_v = jnp.abs(u) - half[0], jnp.abs(v) - half[1]
    in_corner = (beyond_u + radius[0] > 0) & (beyond_v + radius[1] > 0)
    x = jnp.maximum(beyond_u + radius[0], 0.0) / radius[0]
    y = jnp.maximum(beyond_v + radius[1], 0.0) / radius[1]
    square = x**2 + y**2
    slope = _safe_sqrt((x / radius[0]) ** 2 + (y / radius[1]) ** 2)
    rounded = (square - _safe_sqrt(square)) / slope
    outside = _safe_sqrt(jnp.maximum(beyond_u, 0.0) ** 2 + jnp.maximum(beyond_v, 0.0) ** 2)
    sharp = outside + jnp.minimum(jnp.maximum(beyond_u, beyond_v), 0.0)
    share = (jnp.clip(0.5 - rounded, 0.0, 1.0) + _RATIO_FLOOR) / (
        jnp.clip(0.5 - sharp, 0.0, 1.0) + _RATIO_FLOOR
    )
    return jnp.where(in_corner, jnp.minimum(share, 1.0), 1.0)


def box_coverage(
    u: Float[Array, "..."], v: Float[Array, "..."], half: Float[Array, "2"]
) -> Float[Array, "h w"]:
    """Coverage of a box with sharp corners, in [0, 1]; exact if the box is not rotated."""
    return interval_coverage(u, half[0]) * interval_coverage(v, half[1])


def rounded_coverage(
    u: Float[Array, "..."],
    v: Float[Array, "..."],
    half: Float[Array, "2"],
    radius: Float[Array, "2"],
) -> Float[Array, "h w"]:
    """Coverage of a box with elliptic corners of ``radius``, in [0, 1]; ``radius = half`` is an ellipse."""
    return box_coverage(u, v, half) * _corner_share(u, v, half, radius)
