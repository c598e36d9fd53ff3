"""A small network that knows real designs from spoilt ones, and of what kind they are.

Its inner numbers are the space in which sets of designs are compared, as FIDNet's are for layouts
(Lee et al. 2020; Kikuchi et al. 2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float

from jaxdesign.models.layers import Block, CrossBlock, linear
from jaxdesign.types import Design, Kind, Role

NUM_INPUTS = 33


@dataclass(frozen=True, kw_only=True)
class FeatureConfig:
    """Sizes of the network; the counts of classes are the dataset's."""

    num_goals: int
    num_formats: int
    num_styles: int
    width: int = 64
    num_heads: int = 4
    num_layers: int = 3
    num_features: int = 32


def element_inputs(design: Design) -> Float[Array, "n f"]:
    """``[n, NUM_INPUTS]`` what is seen of each element; 0 for unused slots."""
    box = design.box
    size = jnp.maximum(box[:, 2:], 1e-3)
    fonts = jnp.log(jnp.maximum(design.font_size, 1e-3) / 0.02)
    inputs = jnp.concatenate(
        [
            box,
            box[:, :2] + box[:, 2:] / 2,
            box[:, :2] + box[:, 2:],
            jnp.log(size) / 2,
            jax.nn.one_hot(design.kind, len(Kind)),
            jax.nn.one_hot(design.role, len(Role)),
            jnp.where(design.font_size > 0, fonts, 0.0)[:, None],
            (design.font_size > 0)[:, None],
            design.fill[:, 0],
            (design.stroke[:, 3] * (design.stroke_width > 0))[:, None],
            jnp.arcsinh(20 * design.radius)[:, None],
            ((design.weight - 400) / 300 * (design.weight > 0))[:, None],
            design.align[:, None],
            design.opacity[:, None],
        ],
        axis=1,
    )
    return inputs * design.mask[:, None]


class FeatureNet(nnx.Module):
    """Features of one design and what they say of it."""

    def __init__(self, config: FeatureConfig, rngs: nnx.Rngs):
        width = config.width
        self.config = config
        self.element = linear(NUM_INPUTS, width, rngs)
        self.canvas = linear(5, width, rngs)
        self.blocks = nnx.List([Block(width, config.num_heads, rngs) for _ in range(config.num_layers)])
        self.query = nnx.Param(0.5 * jax.random.normal(rngs.params(), (1, width)))
        self.pool = CrossBlock(width, config.num_heads, rngs)
        self.feature = linear(width, config.num_features, rngs)
        self.real = linear(config.num_features, 1, rngs)
        self.goal = linear(config.num_features, config.num_goals, rngs)
        self.format = linear(config.num_features, config.num_formats, rngs)
        self.styles = linear(config.num_features, config.num_styles, rngs)

    def __call__(self, design: Design) -> Float[Array, "f"]:
        """``[num_features]``, roughly of unit spread."""
        ratio = jnp.log(design.canvas_px[0] / design.canvas_px[1])
        about = jnp.concatenate([design.backdrop.mean(0), jnp.stack([ratio, jnp.abs(ratio)])])
        tokens = jnp.concatenate([self.canvas(about)[None], self.element(element_inputs(design))])
        mask = jnp.concatenate([jnp.ones(1, bool), design.mask])
        for block in self.blocks:
            tokens = block(tokens, mask, None)
        return jnp.tanh(self.feature(self.pool(self.query[...], tokens, mask)[0]))
