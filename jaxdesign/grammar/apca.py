"""APCA, the lightness contrast proposed for WCAG 3, version 0.1.9 (the constants of 0.98G-4g)."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

_LUMINANCE = (0.2126729, 0.7151522, 0.0721750)
_BLACK_LEVEL = 0.022


def _screen_luminance(srgb: Float[Array, "... 3"]) -> Float[Array, "..."]:
    light = (jnp.maximum(srgb, 1e-6) ** 2.4 * jnp.array(_LUMINANCE, jnp.float32)).sum(axis=-1)
    dark = jnp.maximum(_BLACK_LEVEL - light, 1e-9)
    return jnp.where(light < _BLACK_LEVEL, light + dark**1.414, light)


def apca(text_srgb: Float[Array, "... 3"], under_srgb: Float[Array, "... 3"]) -> Float[Array, "..."]:
    """Lightness contrast Lc of a text on what lies under it, encoded sRGB in 0..1; about -108 to 106.

    Positive for dark on light, negative for light on dark, 0 below the least visible difference. Source: A.
    Somers, SAPC-APCA 0.1.9; ``#888`` on ``#fff`` is 63.06, reversed -68.54.
    """
    text, under = _screen_luminance(text_srgb), _screen_luminance(under_srgb)
    normal = (under**0.56 - text**0.57) * 1.14
    reverse = (under**0.65 - text**0.62) * 1.14
    dark_on_light = jnp.where(normal < 0.1, 0.0, normal - 0.027)
    light_on_dark = jnp.where(reverse > -0.1, 0.0, reverse + 0.027)
    lc = jnp.where(under > text, dark_on_light, light_on_dark)
    return jnp.where(jnp.abs(under - text) < 0.0005, 0.0, lc) * 100
