"""Colour: encoded sRGB, linear light and OKLab, differentiable, with finite gradients at black.

Source: B. Ottosson, "A perceptual color space for image processing" (2020); IEC 61966-2-1.
"""

from __future__ import annotations

from types import ModuleType
from typing import TypeVar

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

ArrayT = TypeVar("ArrayT", Array, np.ndarray)
"""Arrays of jax give arrays of jax, those of numpy those of numpy."""

_LMS_FROM_LINEAR = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_OKLAB_FROM_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)
_LMS_FROM_OKLAB = np.linalg.inv(_OKLAB_FROM_LMS.astype(np.float64)).astype(np.float32)
_LINEAR_FROM_LMS = np.linalg.inv(_LMS_FROM_LINEAR.astype(np.float64)).astype(np.float32)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
_CBRT_FLOOR = 1e-6


def _namespace(values: object) -> ModuleType:
    """numpy for numpy arrays, so that the host compiles nothing; ``jax.numpy`` for all else."""
    return np if isinstance(values, np.ndarray) else jnp


def linear_from_srgb(srgb: Float[ArrayT, "... 3"]) -> Float[ArrayT, "... 3"]:
    """Linear light of encoded sRGB, both in [0, 1]."""
    xp = _namespace(srgb)
    srgb = xp.asarray(srgb)
    high = ((xp.maximum(srgb, 0.04045) + 0.055) / 1.055) ** 2.4
    return xp.where(srgb <= 0.04045, srgb / 12.92, high)


def srgb_from_linear(linear: Float[ArrayT, "... 3"]) -> Float[ArrayT, "... 3"]:
    """Encoded sRGB of linear light; values outside [0, 1] are clipped to it."""
    xp = _namespace(linear)
    linear = xp.clip(linear, 0.0, 1.0)
    high = 1.055 * xp.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055
    return xp.where(linear <= 0.0031308, linear * 12.92, high)


def oklab_from_srgb(srgb: Float[ArrayT, "... 3"]) -> Float[ArrayT, "... 3"]:
    """OKLab (L in [0, 1], a and b about -0.4 to 0.4) of encoded sRGB in [0, 1]."""
    xp = _namespace(srgb)
    lms = linear_from_srgb(srgb) @ _LMS_FROM_LINEAR.T
    return xp.cbrt(xp.maximum(lms, _CBRT_FLOOR)) @ _OKLAB_FROM_LMS.T


def linear_from_oklab(oklab: Float[ArrayT, "... 3"]) -> Float[ArrayT, "... 3"]:
    """Linear light of OKLab; may leave [0, 1] for colours outside sRGB."""
    return (_namespace(oklab).asarray(oklab) @ _LMS_FROM_OKLAB.T) ** 3 @ _LINEAR_FROM_LMS.T


def srgb_from_oklab(oklab: Float[ArrayT, "... 3"]) -> Float[ArrayT, "... 3"]:
    """Encoded sRGB of OKLab, clipped to the gamut."""
    return srgb_from_linear(linear_from_oklab(oklab))


def luminance_from_linear(linear: Float[ArrayT, "... 3"]) -> Float[ArrayT, "..."]:
    """Relative luminance of WCAG 2.2, in [0, 1]."""
    return _namespace(linear).clip(linear, 0.0, 1.0) @ _LUMINANCE


def contrast_ratio(
    first_srgb: Float[ArrayT, "... 3"], second_srgb: Float[ArrayT, "... 3"]
) -> Float[ArrayT, "..."]:
    """WCAG 2.2 contrast ratio of two encoded sRGB colours, 1 to 21; symmetric."""
    first = luminance_from_linear(linear_from_srgb(first_srgb))
    second = luminance_from_linear(linear_from_srgb(second_srgb))
    xp = _namespace(first)
    return (xp.maximum(first, second) + 0.05) / (xp.minimum(first, second) + 0.05)


def srgb_from_hex(color: str) -> tuple[float, float, float, float]:
    """Encoded sRGB and alpha, each in [0, 1], of ``#rrggbb`` or ``#rrggbbaa``."""
    values = [int(color[i : i + 2], 16) / 255 for i in range(1, len(color), 2)]
    red, green, blue, alpha = [*values, 1.0][:4]
    return red, green, blue, alpha


def oklab_from_hex(color: str) -> np.ndarray:
    """``[3]`` OKLab of ``#rrggbb``; alpha does not count."""
    return np.asarray(oklab_from_srgb(np.array(srgb_from_hex(color)[:3])))


def hex_from_oklab(oklab: np.ndarray, alpha: float = 1.0) -> str:
    """``#rrggbb``, or ``#rrggbbaa`` where alpha is below 1, of an OKLab colour clipped to sRGB."""
    return hex_from_srgb((*np.clip(np.asarray(srgb_from_oklab(np.asarray(oklab))), 0, 1), alpha))


def hex_from_srgb(srgb: tuple[float, ...] | np.ndarray) -> str:
    """``#rrggbb``, or ``#rrggbbaa`` where a fourth value is below 1."""
    levels = [round(min(max(float(v), 0.0), 1.0) * 255) for v in srgb]
    if len(levels) == 4 and levels[3] == 255:
        levels = levels[:3]
    return "#" + "".join(f"{level:02x}" for level in levels)


def mixed(first: str, second: str, share: float) -> str:
    """The first colour with a share (0 to 1) of the second, in OKLab."""
    return hex_from_oklab((1 - share) * oklab_from_hex(first) + share * oklab_from_hex(second))
