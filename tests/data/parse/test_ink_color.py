"""The ink of small type: seen through anti-aliasing, through coarse chroma, and by what designs use."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as PillowImage

from jaxdesign.data.parse import parse_picture
from jaxdesign.data.parse.ink import ink_of
from jaxdesign.data.parse.ink_choice import Setting, chosen_inks
from jaxdesign.data.parse.ink_color import InkEstimate, joined_estimate
from jaxdesign.data.parse.reading import ReadLine
from jaxdesign.data.parse.stored_chroma import COARSE_CHROMA_PX, chroma_sharpness, stored
from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex
from jaxdesign.design.document import Document
from jaxdesign.render.png import to_png


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    """OKLab distance of two colours in levels."""
    lab = oklab_from_srgb(np.clip(np.array([one, other]) / 255, 0, 1).astype(np.float32))
    return float(np.linalg.norm(lab[0] - lab[1]))


def _levels(color: object) -> np.ndarray:
    return np.asarray(srgb_from_hex(str(color))[:3]) * 255


def _estimate(
    under: float | np.ndarray, ink: float, *, height: float = 7.0, reached: float = 0.6
) -> InkEstimate:
    ground = np.broadcast_to(np.asarray(under, np.float64), (3,))
    step = ink - ground
    return InkEstimate(ground, step, reached * step, reached, height, True)


def test_grey_is_stored_as_it_is() -> None:
    grey = np.random.default_rng(0).integers(0, 256, (9, 12, 1)).repeat(3, axis=2).astype(np.float64)
    np.testing.assert_allclose(stored(grey, COARSE_CHROMA_PX), grey, atol=1e-3)


def test_a_thin_red_stroke_on_white_is_stored_paler() -> None:
    levels = np.full((20, 20, 3), 255.0)
    levels[:, 10] = (200, 40, 40)
    red = stored(levels, COARSE_CHROMA_PX)[10, 10]
    assert red[0] - red[1] < 0.7 * 160
    np.testing.assert_array_equal(stored(levels, 0.0), levels)


def test_sharpness_tells_coarse_chroma() -> None:
    levels = np.full((24, 24, 3), 120.0)
    levels[4:20, 8:10] = (60, 130, 160)
    assert chroma_sharpness([levels - 120.0]) == pytest.approx(1.0)
    assert chroma_sharpness([stored(levels, COARSE_CHROMA_PX) - 120.0]) < 0.9
    assert chroma_sharpness([np.zeros((4, 4, 3))]) == 1.0


def test_the_median_of_lines() -> None:
    told = [_estimate(255, 0), _estimate(255, 10), _estimate(255, 250)]
    np.testing.assert_allclose(joined_estimate(told).step, -245.0)


def test_a_light_face_in_a_usual_ink_beats_a_plain_one_in_any_grey() -> None:
    settings = [
        Setting(0.9, 0.95, 400, _estimate(255, 118)),
        Setting(0.92, 0.95, 300, _estimate(255, 35)),
    ]
    ink = chosen_inks([settings])[0]
    assert ink.setting == 1
    assert _distance(ink.color, _levels("#212529")) < 0.03


def test_an_unusual_ink_stays_what_it_is() -> None:
    ink = chosen_inks([[Setting(0.95, 0.98, 400, _estimate(255, 140, height=14, reached=0.9))]])[0]
    assert _distance(ink.color, np.full(3, 140.0)) < 0.04


def test_small_type_leans_to_the_ink_of_large_type() -> None:
    large = [Setting(0.98, 0.99, 700, _estimate(255, 160, height=30, reached=1.0))]
    small = [Setting(0.95, 0.97, 400, _estimate(255, 176))]
    alone, beside = chosen_inks([small])[0].color, chosen_inks([large, small])[1].color
    assert _distance(beside, np.full(3, 160.0)) < 0.04
    assert _distance(beside, np.full(3, 160.0)) < _distance(alone, np.full(3, 160.0)) - 0.005


def test_on_a_coloured_ground_nearly_white_is_white() -> None:
    blue = np.array([13.0, 110.0, 253.0])
    step = 0.8 * (255 - blue)
    ink = InkEstimate(blue, step, 0.5 * step, 0.6, 7.0, True)
    assert chosen_inks([[Setting(0.9, 0.95, 400, ink)]])[0].color.min() > 250


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
@pytest.mark.parametrize(
    ("ink", "ground", "size", "weight"),
    [
        ("#f56a6a", "#ffffff", 14, 700),
        ("#1e30f3", "#ffffff", 16, 700),
        ("#ffffff", "#0d6efd", 12, 400),
        ("#6c757d", "#ffffff", 12, 700),
        ("#212529", "#f8f9fa", 15, 400),
        ("#ffffff", "#1f2324", 11, 400),
    ],
)
def test_the_ink_of_small_type(ink: str, ground: str, size: int, weight: int, form: str) -> None:
    lines = ["Bread begins the evening before", "with flour, water and some salt"]
    design = Document.model_validate(
        {
            "canvas": {"width": 420, "height": 160},
            "backdrop": {"fill": ground},
            "elements": [
                {"id": "text", "kind": "text", "box": [40, 50, 340, 60], "paint": {"fill": ink},
                 "text": {"string": " ".join(lines), "size": size, "family": ["Open Sans"], "weight": weight,
                          "lines": lines, "line_height": 1.5}},
            ],
        }
    )  # fmt: skip
    buffer = io.BytesIO()
    PillowImage.open(io.BytesIO(to_png(design))).convert("RGB").save(buffer, form, quality=85)
    parsed = parse_picture(PillowImage.open(buffer)).document
    found = [element.paint.fill for element in parsed.elements if element.text is not None]
    assert found
    assert all(_distance(_levels(fill), _levels(ink)) <= 0.06 for fill in found)


def test_a_plate_narrower_than_its_line_is_its_ground() -> None:
    pixels = np.random.default_rng(1).integers(60, 190, (40, 90, 3)).astype(np.uint8)
    pixels[10:30, 6:84] = (40, 150, 60)
    for x in range(14, 76, 6):
        pixels[12:28, x : x + 3] = 255
    corners = np.array([[2, 2], [88, 2], [88, 38], [2, 38]], np.float64)
    ink = ink_of(pixels, ReadLine("lllllllllll", (), 1.0, corners))
    assert ink is not None
    assert ink.is_flat
    np.testing.assert_allclose(np.median(ink.ground.reshape(-1, 3), axis=0), (40, 150, 60), atol=1)
    np.testing.assert_allclose(ink.color, 255, atol=1)
    assert np.abs(ink.difference[:2]).max() == 0
