"""The box-filtered coverage of spans, and its gradient in one pass."""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
from jaxtyping import Array, Float

from jaxdesign.raster.filter import Grid, between, filter_edges, row_sums, spread
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
        weighted = jnp.stack([at_edges, -at_edges], axis=1) * passed
        sums = row_sums(jnp.stack([weighted, weighted * passed], axis=1))
        second = sums[:, 1] / 2
        return Spans(row_sums(gradient * inside), jnp.stack([second - sums[:, 0], -second], axis=1))

    return inside * share, pull
