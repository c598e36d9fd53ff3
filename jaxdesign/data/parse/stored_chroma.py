"""What a picture file makes of colours: luma by the pixel, chroma by blocks, and levels cut to 0..255.

JPEG and WebP halve the chroma's resolution. Around a thin stroke on white the spread chroma would lead out
of the levels and is cut off, so that saturated ink looks paler than it is; white ink on a colour keeps some
of that colour.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from scipy import ndimage

LUMA = np.array([0.299, 0.587, 0.114])
"""Rec. 601, as in JPEG and WebP."""
COARSE_CHROMA_PX = 1.0
"""Standard deviation of the blur that halving the chroma and bringing it back amounts to."""
_TO_YCC = np.array([LUMA, [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
_FROM_YCC = np.linalg.inv(_TO_YCC)


def stored(levels: Float[np.ndarray, "h w 3"], chroma_px: float) -> Float[np.ndarray, "h w 3"]:
    """Levels as they come back from a file whose chroma is blurred by ``chroma_px``; 0 for not at all."""
    if chroma_px <= 0:
        return np.clip(levels, 0, 255)
    ycc = levels @ _TO_YCC.T
    for channel in (1, 2):
        ycc[..., channel] = ndimage.gaussian_filter(ycc[..., channel], chroma_px)
    return np.clip(ycc @ _FROM_YCC.T, 0, 255)


def chroma_sharpness(differences: list[Float[np.ndarray, "h w 3"]]) -> float:
    """How narrow the chroma of strokes is beside their luma: 1 for the same, less where it is spread.

    The strokes are told by their difference from the ground. 1 as well where they have no chroma or no luma.
    """
    luma_energy = luma_sum = chroma_energy = 0.0
    chroma_sum = np.zeros(3)
    for difference in differences:
        luma = difference @ LUMA
        chroma = difference - luma[..., None]
        luma_energy += float((luma**2).sum())
        chroma_energy += float((chroma**2).sum())
        luma_sum += float(luma.sum())
        chroma_sum += chroma.sum(axis=(0, 1))
    spread = float(np.linalg.norm(chroma_sum)) * np.sqrt(luma_energy)
    return abs(luma_sum) * np.sqrt(chroma_energy) / spread if spread > 1e-6 else 1.0
