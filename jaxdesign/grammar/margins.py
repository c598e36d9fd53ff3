"""Margins: opposite margins are equal, and texts keep off the edges."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from jaxdesign.grammar.boxes import is_full, is_text
from jaxdesign.grammar.kernels import log_kernel, masked_mean, soft_min
from jaxdesign.types import Design, Scene

SHARP = 0.0008
"""Fraction of the canvas below which two margins look equal."""
REACH = 0.1
"""Fraction of the canvas beyond which two margins have nothing to do with each other."""
LEAST = 0.02
"""Fraction of the canvas' width that a text keeps from the edges."""
TEMPERATURE = 0.002
"""Fraction of the canvas of the minimum over elements; at 0 the outermost element alone."""
EDGE_SHARE = 0.5
"""Weight of the distance of texts to the edges; the rest is the equality of margins."""


def closeness(scene: Scene) -> Float[Array, "n"]:
    """How far each text is within the least margin, 0 (clear of it) to 1 (at the edge) and beyond."""
    design = scene.design
    x, y, w, h = design.box.T
    aspect = design.canvas_px[1] / jnp.maximum(design.canvas_px[0], 1.0)
    nearest = jnp.minimum(jnp.minimum(x, 1 - x - w), jnp.minimum(y, 1 - y - h) * aspect)
    return jnp.maximum(LEAST - nearest, 0.0) / LEAST * is_text(design)


def side_margins(design: Design, axis: int) -> tuple[Float[Array, "2"], Bool[Array, ""]]:
    """Free border before and after the content along an axis (0 across, 1 down), and whether there is any.

    Fractions of the canvas; bleeding elements do not count. Limit at temperature 0: the outermost elements.
    """
    start, size = design.box[:, axis], design.box[:, 2 + axis]
    inner = design.mask & ~is_full(design) & (start > 0.004) & (start + size < 0.996)
    before = soft_min(start, inner, temperature=TEMPERATURE)
    after = soft_min(1 - start - size, inner, temperature=TEMPERATURE)
    return jnp.stack([before, after]), inner.any()


def margins(scene: Scene) -> Float[Array, ""]:
    """Inequality of left and right margin and crowding of the edges by texts; 0 is equal and clear, no unit.

    Half the robust distance between the left and the right margin of the content (bleeding elements do not
    count), half the mean crowding of texts. Limit at temperature 0: the outermost elements alone. Source:
    page margins as in Müller-Brockmann, "Grid Systems" (1981).
    """
    design = scene.design
    (left, right), _ = side_margins(design, 0)
    unequal = log_kernel(left - right, sharp=SHARP, reach=REACH)
    crowded = masked_mean(closeness(scene), is_text(design))
    return (1 - EDGE_SHARE) * unequal + EDGE_SHARE * crowded
