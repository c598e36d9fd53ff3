"""Contrast as WCAG 2.2 measures it, on pixels, in numpy.

Source: W3C, Web Content Accessibility Guidelines 2.2, success criterion 1.4.3 and the definitions of
relative luminance and contrast ratio.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

AA_NORMAL = 4.5
AA_LARGE = 3.0
LARGE_PX = 24.0
LARGE_BOLD_PX = 18.66
BOLD = 700

SHARE = 0.95
"""Part of the pixels under a text on which its contrast must hold."""


def luminance(srgb: Float[ndarray, "... 3"]) -> Float[ndarray, "..."]:
    """Relative luminance of encoded sRGB in [0, 1]."""
    srgb = np.clip(np.asarray(srgb, np.float64), 0.0, 1.0)
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(first: Float[ndarray, "..."], second: Float[ndarray, "..."]) -> Float[ndarray, "..."]:
    """Contrast ratio of two luminances, 1 to 21."""
    return (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)


def needed_ratio(size_css_px: float, weight: int) -> float:
    """3 for large text (at least 24 px, or 18.66 px and bold), 4.5 for any other."""
    large = size_css_px >= LARGE_PX or (size_css_px >= LARGE_BOLD_PX and weight >= BOLD)
    return AA_LARGE if large else AA_NORMAL


def held_ratio(ratios: Float[ndarray, "p"]) -> float:
    """The contrast that holds on ``SHARE`` of the pixels: their 5th percentile, rounded down to a pixel."""
    if not ratios.size:
        return float("inf")
    return float(np.quantile(ratios, 1.0 - SHARE, method="lower"))
