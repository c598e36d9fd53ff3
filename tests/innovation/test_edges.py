"""Texts that lay clear of the canvas edge are not brought to it."""

from __future__ import annotations

import pytest

from jaxdesign.design.document import Canvas, Document, Element, Text
from jaxdesign.innovation.edges import clear_of_edges


def footer(box: tuple[float, float, float, float], lock: tuple[str, ...] = ()) -> Document:
    element = Element(
        id="footer", kind="text", box=box, lock=lock, text=Text(string="Bring a torch", size=20)
    )
    return Document(canvas=Canvas(width=1000, height=1400), elements=(element,))


@pytest.mark.parametrize(
    ("had", "found", "expected"),
    [
        ((40, 1330, 300, 24), (40, 1370, 300, 24), (40, 1346, 300, 24)),  # 46 px clear before: 30 are kept
        ((12, 1330, 300, 24), (2, 1330, 300, 24), (12, 1330, 300, 24)),  # 12 px before: 12 are kept
        ((40, 1330, 300, 24), (60, 1300, 300, 24), (60, 1300, 300, 24)),  # clear: stays
        ((-5, 1330, 300, 24), (-9, 1330, 300, 24), (-9, 1330, 300, 24)),  # began outside: stays
    ],
)
def test_a_text_keeps_clear_of_the_edge(had, found, expected):
    assert clear_of_edges(footer(found), footer(had)).elements[0].box == expected


def test_a_locked_place_stays():
    found = footer((40, 1376, 300, 24), lock=("y",))
    assert clear_of_edges(found, footer((40, 1330, 300, 24))) == found
