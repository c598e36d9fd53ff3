"""Lines of text as measured in the picture: string, ink, baseline and rough size."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, UInt8

from jaxdesign.data.parse.glyphs import ink_size
from jaxdesign.data.parse.ink import Ink, ink_of
from jaxdesign.data.parse.reading import ReadLine
from jaxdesign.data.parse.spacing import recolored, respaced
from jaxdesign.design.color import oklab_from_srgb
from jaxdesign.render.fonts import FontRegistry

_GENERIC_REACH = (0.72, 0.0)
_BLUR_PX = 0.5


class TextLine(NamedTuple):
    """One line. Positions in pixels of the picture; of a turned line, as if turned back about its middle."""

    string: str
    score: float
    ink: Ink
    angle: float
    left: float
    top: float
    right: float
    bottom: float
    size: float
    """Type size as the ink's height tells it, for a plain sans; pixels."""
    baseline: float
    read: ReadLine

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def lab(self) -> Float[np.ndarray, "3"]:
        """OKLab of the stroke's core."""
        return oklab_from_srgb(np.clip(self.ink.color / 255, 0, 1).astype(np.float32))


def _measured(read: ReadLine, ink: Ink, registry: FontRegistry) -> TextLine:
    left, top, right, bottom = ink.extent
    if read.angle == 0.0:
        x, y = ink.corner
    else:
        x, y = read.corners.mean(axis=0) - np.array([ink.coverage.shape[1], ink.coverage.shape[0]]) / 2
    face = registry.resolve(("sans-serif",))
    reach = ink_size(read.string, face, registry)
    above, below = (reach.above, reach.below) if reach is not None else _GENERIC_REACH
    size = max(ink.height - _BLUR_PX, 1.0) / max(above + below, 0.15)
    return TextLine(
        string=read.string,
        score=read.score,
        ink=ink,
        angle=read.angle,
        left=x + left,
        top=y + top,
        right=x + right,
        bottom=y + bottom,
        size=size,
        baseline=y + bottom - below * size,
        read=read,
    )


def measured_lines(
    pixels: UInt8[np.ndarray, "h w 3"], reads: tuple[ReadLine, ...], registry: FontRegistry
) -> list[TextLine]:
    """The lines with spaces restored and far-apart words parted; those without any ink go."""
    result = []
    for read in reads:
        ink = ink_of(pixels, read)
        if ink is None:
            continue
        for part in respaced(read, ink):
            own = ink if part.corners is read.corners else ink_of(pixels, part)
            if own is None or not part.string.strip():
                continue
            for run in recolored(part, own):
                run_ink = own if run.corners is part.corners else ink_of(pixels, run)
                if run_ink is not None:
                    result.append(_measured(run, run_ink, registry))
    return result
