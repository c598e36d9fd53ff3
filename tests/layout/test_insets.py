"""Panels that keep the margin that they were drawn with."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.design.document import Canvas, Document, Element, Image
from jaxdesign.layout.insets import kept_inside

PICTURE = Image(href="data:image/png;base64,")
Box = tuple[float, float, float, float]


def _kept(drawn: Box, moved: Box, **more: object) -> list[float]:
    element = Element(id="panel", kind="shape", shape="rectangle", box=drawn).model_copy(update=more)
    document = Document(canvas=Canvas(width=100, height=200), elements=(element,))
    return (kept_inside(document, np.array([moved]) / [100, 200, 100, 200]) * [100, 200, 100, 200])[
        0
    ].tolist()


def test_a_panel_pushed_against_the_upper_edge_comes_back() -> None:
    assert _kept((4, 5, 91, 80), (5, 1, 91, 80)) == pytest.approx([5, 4.5, 91, 80])
    assert _kept((4, 3, 91, 80), (5, 1, 91, 80)) == pytest.approx([5, 3, 91, 80])


def test_a_panel_pushed_against_the_lower_edge_moves_up() -> None:
    assert _kept((4, 114, 91, 80), (4, 119, 92, 80)) == pytest.approx([4, 116, 92, 80])


def test_only_a_shape_gives_up_height_where_it_cannot_move_up() -> None:
    assert _kept((4, 5, 91, 190), (4, 5, 92, 195)) == pytest.approx([4, 4, 92, 192])
    assert _kept((4, 5, 91, 190), (4, 5, 92, 195), kind="image", shape=None, image=PICTURE)[
        3
    ] == pytest.approx(195)


@pytest.mark.parametrize(
    ("drawn", "moved"),
    [
        ((4, 0, 91, 80), (5, 1, 90, 80)),  # drawn at the edge
        ((4, 5, 40, 80), (5, 0, 40, 80)),  # narrow
        ((4, 5, 91, 80), (0, 0, 100, 80)),  # bleeds at the sides
        ((4, 5, 85, 80), (1, 0, 85, 80)),  # no frame
        ((4, 5, 91, 80), (5, 12, 90, 80)),  # far enough
        ((4, 194, 92, 2), (4, 198, 92, 2)),  # a rule
    ],
)
def test_others_stay(drawn: Box, moved: Box) -> None:
    assert _kept(drawn, moved) == pytest.approx(list(moved))


@pytest.mark.parametrize("how", [{"rotation": 4.0}, {"lock": ("y",)}, {"lock": ("all",)}])
def test_turned_and_locked_panels_stay(how: dict[str, object]) -> None:
    assert _kept((4, 5, 91, 80), (5, 0, 91, 80), **how)[1] == 0
