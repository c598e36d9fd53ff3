"""Pictures cut to their places."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image as PillowImage

from jaxdesign.design.document import Image
from jaxdesign.direction.crops import cropped


def picture(subject: tuple[float, float]) -> Image:
    """A tall grey picture, half as wide as high, with a checked square about a point."""
    pixels = np.full((400, 200, 3), 128, np.uint8)
    x, y = round(200 * subject[0]), round(400 * subject[1])
    checks = 255 * ((np.arange(60)[:, None] // 6 + np.arange(60) // 6) % 2)
    pixels[y - 30 : y + 30, x - 30 : x + 30] = checks[..., None]
    stream = io.BytesIO()
    PillowImage.fromarray(pixels).save(stream, "PNG")
    return Image(href="data:image/png;base64," + base64.b64encode(stream.getvalue()).decode(), alt="")


@pytest.mark.parametrize("height", [0.2, 0.5, 0.8])
def test_the_subject_is_kept(height: float) -> None:
    crop = cropped(picture((0.5, height)), 0.5, 100, 100).crop
    assert crop is not None
    assert crop[1] <= height - 0.05
    assert crop[1] + crop[3] >= height + 0.05


@pytest.mark.parametrize(("height", "top"), [(0.5, 0.5 - 0.36 * 0.5), (0.05 + 0.1, 0.0), (0.9, 0.5)])
def test_the_subject_stands_where_it_is_wanted_as_far_as_the_picture_goes(height: float, top: float) -> None:
    crop = cropped(picture((0.5, height)), 0.5, 100, 100, focus=0.36).crop
    assert crop is not None
    assert crop[1] == pytest.approx(top, abs=0.03)
    assert crop[3] == pytest.approx(0.5)


def test_a_picture_of_the_right_proportions_is_left_alone() -> None:
    image = picture((0.5, 0.5))
    assert cropped(image, 0.5, 50, 100, focus=0.36) == image
