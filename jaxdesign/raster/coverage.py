"""The box-filtered coverage of shapes, and its gradient in one pass."""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.raster.filter import Grid, between, filter_edges, row_sums, spread
from jaxdesign.raster.resample import Footprints
from jaxdesign.raster.spans import Spans


def coverage(spans: Spans, grid: Grid) -> tuple[Float[Array, "s h w"], Callable[[Array], Spans]]:
    """Coverage of every pixel by each of ``s`` shapes, in [0, 1], and the function that takes its
    gradient to the spans'.

    The integral up to an edge ``e`` of what lies right of an end that moves evenly from ``l1`` to ``l2``
    is ``(l2 - l1) c^2 / 2 + max(e - l2, 0)`` with ``c = clip((e - l1) / (l2 - l1), 0, 1)``; its derivatives
    are ``-c^2 / 2`` in ``l2`` and ``c^2 / 2 - c`` in ``l1``.
    """
    edges = filter_edges(grid.width, grid.softness)
    low, high = spans.ends[:, 0, :, :, None], spans.ends[:, 1, :, :, None]
    passed = jnp.clip((edges - low) / (high - low), 0.0, 1.0)
    beyond = passed * passed * ((high - low) / 2) + jnp.maximum(edges - high, 0.0)
    inside = between(beyond[:, 0] - beyond[:, 1], grid) / grid.softness
    share = spans.share[:, :, None]

    def pull(gradient: Float[Array, "s h w"]) -> Spans:
        at_edges = spread(gradient * (share / grid.softness), grid)
        weighted = at_edges[:, None] * passed
        first, second = row_sums(weighted), row_sums(weighted * passed) / 2
        sides = jnp.array([[1.0], [-1.0]])
        return Spans(
            row_sums(gradient * inside), jnp.stack([(second - first) * sides, -second * sides], axis=1)
        )

    return inside * share, pull


def box_coverage(
    rows: Footprints, columns: Footprints
) -> tuple[Float[Array, "h w"], Callable[[Array], tuple[Footprints, Footprints]]]:
    """Coverage of every pixel by an upright box with sharp corners, from footprints with nothing around the
    box, and the function that takes its gradient to both footprints'."""

    def along(seen: Footprints) -> Float[Array, " p"]:
        return (seen.end - seen.begin) * seen.scale

    def back(seen: Footprints, gradient: Float[Array, " p"]) -> Footprints:
        by_length = gradient * seen.scale
        return Footprints(-by_length, by_length, gradient * (seen.end - seen.begin))

    down, across = along(rows), along(columns)

    def pull(gradient: Float[Array, "h w"]) -> tuple[Footprints, Footprints]:
        return back(rows, gradient @ across), back(columns, down @ gradient)

    return down[:, None] * across, pull
