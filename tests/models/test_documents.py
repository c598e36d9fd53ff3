"""Decoded arrays worn by a document: its content stays, its colours are few and exactly equal."""

from __future__ import annotations

import math
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.color import hex_from_srgb, oklab_from_srgb, srgb_from_hex, srgb_from_oklab
from jaxdesign.design.document import Document, Gradient
from jaxdesign.models.documents import dressed, few_colors, snapped
from jaxdesign.types import Design
from tests.models.tiny import event

HEXES = ("#1d3557", "#e63946", "#f1faee")


def _oklab(color: str) -> np.ndarray:
    return oklab_from_srgb(np.array(srgb_from_hex(color)[:3]))


PALETTE = np.stack([_oklab(color) for color in HEXES])


def _arrays(document: Document, **changes: Any) -> Design:
    """The document's arrays, writable, with rows of some of them changed."""
    design, _ = to_arrays(document)
    arrays: Any = {name: np.array(value) for name, value in design._asdict().items()}
    for name, rows in changes.items():
        for row, value in rows.items():
            arrays[name][row] = value
    return Design(**arrays)


def _fill(color: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    return np.tile(np.append(color, alpha), (2, 1))


def test_words_and_pictures_stay_and_boxes_follow() -> None:
    document = event()
    after = dressed(document, _arrays(document, box={0: [0.1, 0.2, 0.3, 0.4]}, font_size={1: 0.1}), PALETTE)
    assert [e.id for e in after.elements] == [e.id for e in document.elements]
    for old, new in zip(document.elements, after.elements, strict=True):
        assert new.image == old.image
        if old.text is not None and new.text is not None:
            kept = ("string", "role", "family", "case", "italic")
            assert [getattr(new.text, name) for name in kept] == [getattr(old.text, name) for name in kept]
    np.testing.assert_allclose(after.elements[0].box, [80, 120, 240, 240], atol=1e-3)
    assert after.elements[1].text is not None
    assert after.elements[1].text.size == pytest.approx(60, abs=1e-3)
    assert after.canvas == document.canvas


def test_near_colours_are_exactly_the_palettes_and_far_ones_stay() -> None:
    document = event()
    rng = np.random.default_rng(0)
    for _ in range(8):
        noise = rng.normal(size=(5, 3))
        noise *= 0.05 * rng.random((5, 1)) / np.linalg.norm(noise, axis=1, keepdims=True)
        far = _oklab("#00b050")
        colors = [PALETTE[0] + noise[0], PALETTE[1] + noise[1], far, PALETTE[1] + noise[2]]
        fills = {row: _fill(color) for row, color in zip((1, 2, 3, 4), colors, strict=True)}
        after = dressed(document, _arrays(document, fill=fills), PALETTE)
        found = [element.paint.fill for element in after.elements[1:]]
        assert found == [HEXES[0], HEXES[1], "#00b050", HEXES[1]]


def test_no_more_colours_than_the_palette_and_those_far_from_it() -> None:
    rng = np.random.default_rng(1)
    colors = np.concatenate(
        [PALETTE[rng.integers(0, 3, 60)] + rng.normal(0, 0.01, (60, 3)), [[0.5, 0.2, -0.2]]]
    )
    assert len(np.unique(snapped(colors, PALETTE), axis=0)) == 4
    np.testing.assert_array_equal(snapped(colors, PALETTE)[-1], colors[-1])


def test_a_palette_with_near_colours_keeps_the_first() -> None:
    twice = np.concatenate([PALETTE, PALETTE + np.array([0.05, 0, 0]), PALETTE[:1] + np.array([0.08, 0, 0])])
    np.testing.assert_array_equal(few_colors(twice)[:3], PALETTE)
    assert len(few_colors(twice)) == 4


@pytest.mark.parametrize(
    ("weight", "expected"), [(100, 100), (437, 400), (460, 500), (951, 900), (2000, 900), (-50, 100)]
)
def test_weights_are_hundreds(weight: float, expected: int) -> None:
    document = event()
    text = dressed(document, _arrays(document, weight={1: weight}), PALETTE).elements[1].text
    assert text is not None
    assert text.weight == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [(0, "start"), (0.2, "start"), (0.3, "center"), (0.74, "center"), (0.8, "end"), (1, "end")],
)
def test_alignments_are_the_nearest(place: float, expected: str) -> None:
    document = event()
    text = dressed(document, _arrays(document, align={1: place}), PALETTE).elements[1].text
    assert text is not None
    assert text.align == expected


def test_ends_that_differ_are_a_gradient() -> None:
    document = event()
    ends = np.stack([np.append(PALETTE[0], 1.0), np.append(PALETTE[2], 1.0)])
    design = _arrays(document, fill={3: ends}, fill_angle={3: math.pi / 2})
    after = dressed(document, design, PALETTE)
    fill = after.elements[3].paint.fill
    assert fill == Gradient(angle=90.0, stops=((0.0, HEXES[0]), (1.0, HEXES[2])))
    design = design._replace(backdrop=jnp.stack([PALETTE[0], PALETTE[0] + np.array([0.02, 0, 0])]))
    assert dressed(document, design, PALETTE).backdrop.fill == HEXES[0]


def test_a_shape_has_a_fill_or_a_border() -> None:
    document = event()
    border = np.append(PALETTE[1], 0.9)

    def paint(alpha: float, stroke: np.ndarray, width: float) -> Any:
        design = _arrays(
            document, fill={3: _fill(PALETTE[0], alpha)}, stroke={3: stroke}, stroke_width={3: width}
        )
        return dressed(document, design, PALETTE).elements[3].paint

    only = paint(0.2, border, 0.004)
    assert (only.fill, only.stroke, only.stroke_width) == (None, HEXES[1], 2)
    both = paint(0.7, border, 0.0006)
    assert (both.fill, both.stroke, both.stroke_width) == (HEXES[0], HEXES[1], 1)
    neither = paint(0.2, border, 0.0)
    assert (neither.fill, neither.stroke, neither.stroke_width) == (HEXES[0], None, 0)


def test_corners_are_no_rounder_than_the_box() -> None:
    document = event()
    found = [
        dressed(document, _arrays(document, radius={3: radius}), PALETTE).elements[3].paint.radius
        for radius in (0.001, 0.02, 0.5)
    ]
    # The button is 220 x 60 on a canvas 600 high.
    np.testing.assert_allclose(found, [0, 12, 30], atol=1e-4)


def test_opacity_that_is_nearly_whole_is_whole() -> None:
    document = event()
    after = dressed(document, _arrays(document, opacity={0: 0.95, 1: 0.3, 3: 0.456}), PALETTE)
    assert [element.opacity for element in after.elements] == [1, 1, 1, 0.46, 1]


def test_colours_of_the_palette_are_themselves() -> None:
    for color in HEXES:
        assert hex_from_srgb((*srgb_from_oklab(_oklab(color)), 1.0)) == color
