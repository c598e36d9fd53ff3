"""What the measure of picture parsing leaves out and cuts, by what the pixels show."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.design.document import Element, Paint, Text
from jaxdesign.importers.pixels import Screenshot
from scripts.measure_picture_parsing import (
    KnownPicture,
    is_even,
    is_opaque,
    shows_another_color,
    uncovered_box,
)


def _screenshot(pixels: np.ndarray) -> Screenshot:
    return Screenshot(np.asarray(pixels, np.uint8), pixels.shape[1], pixels.shape[0])


@pytest.mark.parametrize(
    ("size", "weight", "shown", "another"),
    [
        (16.0, 400, 115, True),
        (16.0, 400, 20, False),
        (16.0, 300, 115, False),
        (10.0, 400, 115, False),
        (24.0, 700, 90, True),
        (24.0, 700, 2, False),
    ],
)
def test_a_text_whose_pixels_are_not_of_its_colour(
    size: float, weight: int, shown: int, another: bool
) -> None:
    pixels = np.full((30, 120, 3), 255)
    pixels[8:22, 10:110:4] = shown
    text = Text(string="bread", size=size, weight=weight)
    element = Element(id="text", kind="text", box=(0, 0, 120, 30), paint=Paint(fill="#000000"), text=text)
    assert shows_another_color(element, np.zeros(3), _screenshot(pixels)) is another


def test_opaque_fields_from_side_to_side_cut_a_picture() -> None:
    band, card = (0.0, 150.0, 400.0, 60.0), (40.0, 20.0, 100.0, 100.0)
    picture = KnownPicture((0.0, 0.0, 400.0, 200.0), False, [band, card], [band, card])
    assert uncovered_box(picture) == (0.0, 0.0, 400.0, 150.0)
    column = KnownPicture((0.0, 0.0, 400.0, 200.0), False, [], [(-5.0, -5.0, 125.0, 250.0)])
    assert uncovered_box(column) == (120.0, 0.0, 280.0, 200.0)


def test_only_upright_plain_rectangles_are_opaque() -> None:
    field = Element(id="a", kind="shape", shape="rectangle", box=(0, 0, 9, 9), paint=Paint(fill="#fff0f0"))
    assert is_opaque(field)
    assert not is_opaque(field.model_copy(update={"opacity": 0.9}))
    assert not is_opaque(field.model_copy(update={"shape": "ellipse"}))
    assert not is_opaque(field.model_copy(update={"paint": Paint(fill="#fff0f080")}))


def test_a_picture_of_which_but_an_even_ground_is_seen() -> None:
    box, words = (0.0, 0.0, 200.0, 100.0), (50.0, 40.0, 100.0, 20.0)
    pixels = np.broadcast_to(np.linspace(30, 90, 200)[None, :, None], (100, 200, 3)).copy()
    pixels[40:60, 50:150] = 255
    assert is_even(box, [words], _screenshot(pixels))
    assert not is_even(box, [], _screenshot(pixels))
    pixels[:, 150:] = np.random.default_rng(0).integers(0, 256, (100, 50, 3))
    assert not is_even(box, [words], _screenshot(pixels))
