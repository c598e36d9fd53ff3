"""The array form of a design: pytrees that every numeric part of the package shares.

All positions and sizes are fractions of the canvas: ``x`` and ``w`` of its width, ``y``, ``h``, font
sizes, radii and stroke widths of its height. Colours are OKLab. Arrays are padded to ``n`` slots;
``mask`` tells the real ones. Slots are in paint order, first at the bottom.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Float, Int

AnyArray = Array | np.ndarray
"""What functions take that work on arrays of jax and of numpy alike."""


class Kind(IntEnum):
    """What an element slot holds."""

    TEXT = 0
    IMAGE = 1
    RECTANGLE = 2
    ELLIPSE = 3
    LINE = 4


class Role(IntEnum):
    """What a text is for, in falling order of importance; ``NONE`` for what is no text."""

    HEADLINE = 0
    SUBHEADING = 1
    BODY = 2
    CAPTION = 3
    LABEL = 4
    BUTTON = 5
    NONE = 6


class Design(NamedTuple):
    """A design as arrays; differentiable in every float."""

    canvas_px: Float[Array, "2"]
    """Width and height of the canvas in pixels."""
    backdrop: Float[Array, "2 3"]
    """OKLab colours of the two ends of the backdrop's gradient; equal for a solid."""
    backdrop_angle: Float[Array, ""]
    """Direction of the backdrop's gradient in radians, 0 to the right, pi/2 downwards."""
    box: Float[Array, "n 4"]
    """x, y, w, h of the unrotated box; origin top-left, y down."""
    rotation: Float[Array, "n"]
    """Radians, clockwise, about the centre of the box, in pixel space."""
    opacity: Float[Array, "n"]
    fill: Float[Array, "n 2 4"]
    """OKLab and alpha of the two ends of the fill's gradient; the ink's colour for a text. An
    alpha of 0 is no fill. Not used by pictures."""
    fill_angle: Float[Array, "n"]
    """Direction of the fill's gradient in radians, as ``backdrop_angle``."""
    stroke: Float[Array, "n 4"]
    """OKLab and alpha of the border."""
    stroke_width: Float[Array, "n"]
    radius: Float[Array, "n"]
    """Corner radius."""
    font_size: Float[Array, "n"]
    line_height: Float[Array, "n"]
    """Distance of baselines as a multiple of the font size."""
    weight: Float[Array, "n"]
    """Font weight, 100 to 900."""
    align: Float[Array, "n"]
    """Where the lines of a text stand in its box: 0 start, 0.5 centre, 1 end."""
    kind: Int[Array, "n"]
    role: Int[Array, "n"]
    group: Int[Array, "n"]
    """Index of the named group, -1 for none."""
    mask: Bool[Array, "n"]


class Textures(NamedTuple):
    """What the rasterizer lays into boxes: ink of texts and pixels of pictures, at working size."""

    ink: Float[Array, "n th tw"]
    """Coverage of a text's glyphs over its box, 0 to 1; 0 for what is no text."""
    picture: Float[Array, "n ph pw 4"]
    """Encoded sRGB and alpha of a picture over its box, 0 to 1; 0 for what is no picture."""
    backdrop: Float[Array, "bh bw 4"]
    """Encoded sRGB and alpha of the backdrop's picture over the canvas; alpha 0 where there is none."""


class TextMetrics(NamedTuple):
    """What the layout solver needs to know of each text, in em of its font size."""

    break_width: Float[Array, "n k"]
    """Least width that sets the text in 1, 2 ... k lines, balanced; falling along k. Once no further
    break is possible the last width repeats."""
    ascent: Float[Array, "n"]
    """Height of the first line's box above its baseline."""
    descent: Float[Array, "n"]
    """Depth of the last line's box below its baseline."""
    num_chars: Float[Array, "n"]
    """Number of characters of the string."""


class Scene(NamedTuple):
    """A design together with what it looks like: all that a grammar term may read."""

    design: Design
    metrics: TextMetrics
    picture: Float[Array, "h w 3"]
    """The rasterized design, encoded sRGB."""
    under: Float[Array, "h w 3"]
    """The same without the ink of texts: what lies under them."""
