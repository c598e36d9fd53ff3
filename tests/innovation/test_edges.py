"""Texts that lay clear of the canvas edge are not brought to it; what reached it goes on reaching it."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.design.document import Canvas, Document, Element, Text
from jaxdesign.innovation.edges import clear_of_edges, inside_canvas, reaching
from jaxdesign.innovation.finalise import finalise
from jaxdesign.innovation.place_rules import Demands
from jaxdesign.innovation.repair_places import settle
from jaxdesign.layout.bands import bands_to_edges


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


def panel(box: tuple[float, float, float, float], **update: object) -> Document:
    shape = Element.model_validate(
        {"id": "panel", "kind": "shape", "shape": "rectangle", "box": box} | update
    )
    return Document(canvas=Canvas(width=1000, height=1400), elements=(shape,))


WHOLE = np.array([[0.0, 0.0, 1.0, 0.3]])


@pytest.mark.parametrize(
    ("box", "update", "expected"),
    [
        ((0, 0, 985, 430), {}, (0, 0, 1000, 430)),  # a sliver on the right is closed; the free end stays
        ((12, 9, 970, 430), {}, (0, 0, 1000, 439)),
        ((-4, 0, 996, 430), {}, (-4, 0, 1004, 430)),  # what hangs over goes on hanging over
        ((0, 0, 940, 430), {}, (0, 0, 940, 430)),  # far from the edge on purpose
        ((30, 0, 40, 430), {}, (0, 0, 40, 430)),  # a small one is moved, not drawn out
        ((0, 0, 985, 430), {"lock": ("w",)}, (0, 0, 985, 430)),
        ((0, 0, 985, 430), {"rotation": 4.0}, (0, 0, 985, 430)),
        ((0, 0, 985, 430), {"shape": "ellipse"}, (0, 0, 985, 430)),
    ],
)
def test_a_panel_is_brought_back_to_the_edges_that_it_reached(box, update, expected):
    meant = WHOLE if box[2] > 200 else np.array([[0.0, 0.0, 0.04, 0.3]])
    assert reaching(panel(box, **update), meant).elements[0].box == pytest.approx(expected)


def test_a_panel_that_was_not_meant_to_reach_an_edge_stays():
    inner = panel((10, 10, 980, 430))
    assert reaching(inner, np.array([[0.01, 0.01, 0.98, 0.3]])) == inner


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ([0, 0.78, 1, 0.2], [0, 0.78, 1, 0.22]),
        ([0, 0.02, 1, 0.2], [0, 0, 1, 0.22]),
        ([0.02, 0, 0.3, 1], [0, 0, 0.32, 1]),
        ([0, 0.7, 1, 0.2], [0, 0.7, 1, 0.2]),
        ([0, 0.975, 1, 0.002], [0, 0.975, 1, 0.002]),  # a line
        ([0.02, 0.78, 0.96, 0.2], [0.02, 0.78, 0.96, 0.2]),  # a card with margins
    ],
)
def test_a_band_across_the_canvas_reaches_the_edge_that_it_is_near(box, expected):
    assert bands_to_edges(panel((0, 0, 1, 1)), np.array([box])) == pytest.approx(np.array([expected]))


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((700, 1300, 400, 200), (700, 1300, 300, 100)),  # cut
        ((50, 1402, 900, 3), (50, 1397, 900, 3)),  # below the canvas: back on it, as it is
        ((-60, -8, 50, 6), (0, 0, 50, 6)),
    ],
)
def test_what_left_the_canvas_is_cut_to_it_or_comes_back(box, expected):
    assert inside_canvas(panel(box), panel((50, 700, 900, 40))).elements[0].box == pytest.approx(expected)


def test_a_locked_band_stays():
    box = np.array([[0, 0.02, 1, 0.2]])
    assert (bands_to_edges(panel((0, 28, 1000, 280), lock=("y",)), box) == box).all()


def words(name: str, box: tuple[float, float, float, float], string: str, **update: object) -> Element:
    return Element(id=name, kind="text", box=box, text=Text.model_validate({"string": string} | update))


def test_parting_two_texts_brings_neither_to_the_edge():
    first, second = (
        words(name, (40, y, 320, 27), "Some words", size=20) for name, y in (("a", 24), ("b", 34))
    )
    page = Document(canvas=Canvas(width=400, height=300), elements=(first, second))
    boxes = [element.box for element in settle(page, Demands()).document.elements]
    assert boxes[0][1] >= 0.03 * 300 - 0.02
    assert boxes[0][1] + boxes[0][3] <= boxes[1][1] + 0.02


@pytest.mark.parametrize("left", [40, -6])
def test_lines_are_broken_to_the_room_between_the_margins(left):
    had = words("a", (left, 40, 330, 90), "Shared canvases and many other things for all of us", size=32)
    found = had.model_copy(update={"box": (2.0, 40.0, 396.0, 60.0)})
    before, after = (
        Document(canvas=Canvas(width=400, height=300), elements=(element,)) for element in (had, found)
    )
    done, certificate = finalise(after, original=before)
    assert certificate.holds, certificate.reasons
    (x, _, width, _), clear = done.elements[0].box, 0.03 * 300
    assert x >= min(max(left, 0), clear) - 0.02
    assert x + width <= 400 - clear + 0.02
