"""What a rule of the quality filter may look at: the design, its figures, its finished picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float
from PIL import Image

from jaxdesign.data.broken import Box, luma_of, pixels_of
from jaxdesign.data.measures import Measures
from jaxdesign.design.document import Document, Element, Text

_CELL_PX = 8


@dataclass(frozen=True)
class Evidence:
    """A design, its figures and its finished picture: all that a rule may look at."""

    document: Document
    m: Measures
    picture: Image.Image

    @property
    def width(self) -> float:
        return self.document.canvas.width

    @property
    def height(self) -> float:
        return self.document.canvas.height

    @cached_property
    def pixels(self) -> Float[np.ndarray, "h w 3"]:
        """Encoded sRGB in [0, 1]."""
        return pixels_of(self.picture)

    @cached_property
    def texts(self) -> list[tuple[Element, Text]]:
        return [(element, element.text) for element in self.document.elements if element.text is not None]

    @cached_property
    def busy(self) -> Float[np.ndarray, "h w"]:
        """Cells of 8 pixels: 1 where anything changes or a picture lies, 0 where the design is plain."""
        luma = luma_of(self.pixels)
        steps = np.zeros_like(luma)
        steps[:, 1:] += np.abs(np.diff(luma, axis=1))
        steps[1:] += np.abs(np.diff(luma, axis=0))
        rows, columns = (max(1, side // _CELL_PX) for side in luma.shape)
        steps = np.pad(steps, ((0, max(0, _CELL_PX - luma.shape[0])), (0, max(0, _CELL_PX - luma.shape[1]))))
        cells = steps[: rows * _CELL_PX, : columns * _CELL_PX].reshape(rows, _CELL_PX, columns, _CELL_PX)
        busy = (cells.max(axis=(1, 3)) > 0.06).astype(float)
        for element in self.document.elements:
            _, _, w, h = element.box
            if element.image is not None and w * h > 0.005 * self.width * self.height:
                self.cells(busy, element.box)[:] = 1.0
        return busy

    def cells(self, busy: Float[np.ndarray, "h w"], box: Box) -> Float[np.ndarray, "rows columns"]:
        """The part of such cells that lies under a box: a view."""
        rows, columns = busy.shape
        x, y, w, h = box
        left, right = (int(np.clip(v / self.width * columns, 0, columns)) for v in (x, x + w))
        top, bottom = (int(np.clip(v / self.height * rows, 0, rows)) for v in (y, y + h))
        return busy[top:bottom, left:right]


def ramp(value: float, start: float, full: float) -> float:
    """0 up to ``start``, 1 from ``full`` on, straight between them."""
    return float(np.clip((value - start) / (full - start), 0.0, 1.0))
