"""Texts and shapes that stand almost on a line."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from jaxdesign.design.document import Canvas, Document, Element, Text
from jaxdesign.layout.lines import on_lines
from jaxdesign.layout.parse import fractions
from jaxdesign.layout.tree import Node, NodeKind, leaf

WIDTH = 1000.0


def _text(name: str, x: float, align: Literal["start", "center", "end"] = "start") -> Element:
    text = Text(string="Words", size=20, align=align)
    return Element(id=name, kind="text", box=(x, 100, 200, 24), text=text)


def _shape(name: str, x: float) -> Element:
    return Element(id=name, kind="shape", shape="rectangle", box=(x, 90, 260, 60))


def _placed(elements: list[Element], root: Node | None = None, near: float = 0.02) -> list[float]:
    document = Document(canvas=Canvas(width=WIDTH, height=1000), elements=tuple(elements))
    if root is None:
        root = Node(kind=NodeKind.COLUMN, children=tuple(leaf(i) for i in range(len(elements))))
    box = fractions(document)
    moved = on_lines(document, root, box, near)
    assert np.array_equal(moved[:, 1:], box[:, 1:])
    return (moved[:, 0] * WIDTH).tolist()


def test_most_say_where_the_line_is() -> None:
    assert _placed([_text("a", 63), _text("b", 70), _text("c", 70.2), _shape("d", 80)]) == pytest.approx(
        [70, 70, 70, 70], abs=0.3
    )


def test_a_real_indent_stays() -> None:
    assert _placed([_text("a", 70), _text("b", 70), _text("c", 95)]) == pytest.approx([70, 70, 95])


def test_middles_and_right_edges_are_lines_of_their_own() -> None:
    elements = [_text("a", 400, "center"), _text("b", 408, "center"), _text("c", 404, "end"), _text("d", 396)]
    assert _placed(elements) == pytest.approx([400, 400, 404, 396])


@pytest.mark.parametrize("wide", [(0, 1000), (66, 868)])
def test_bands_and_panels_in_the_middle_stay(wide: tuple[float, float]) -> None:
    panel = _shape("c", 0).model_copy(update={"box": (wide[0], 90, wide[1], 60)})
    assert _placed([_text("a", 70), _text("b", 70), panel], near=0.1)[2] == pytest.approx(wide[0])


def test_one_text_moves_no_shape() -> None:
    assert _placed([_text("a", 70), _shape("b", 75)]) == pytest.approx([70, 75])


def test_shapes_alone_make_no_line() -> None:
    assert _placed([_shape("a", 70), _shape("b", 75)]) == pytest.approx([70, 75])


@pytest.mark.parametrize("how", [{"lock": ("x",)}, {"lock": ("all",)}, {"rotation": 20.0}])
def test_locked_and_turned_elements_stay(how: dict[str, object]) -> None:
    held = _text("c", 80).model_copy(update=how)
    assert _placed([_text("a", 70), _text("b", 70), held])[2] == pytest.approx(80)


def test_a_slip_of_the_hand_is_no_turn() -> None:
    slipped = _text("c", 80).model_copy(update={"rotation": -1.2})
    assert _placed([_text("a", 70), _text("b", 70), slipped])[2] == pytest.approx(70)


def test_a_ground_takes_what_lies_on_it_along_and_has_lines_of_its_own() -> None:
    elements = [_text("a", 70), _text("b", 70), _shape("card", 78), _text("c", 90), _text("d", 95)]
    card = Node(kind=NodeKind.COLUMN, element=2, children=(leaf(3), leaf(4)))
    root = Node(kind=NodeKind.COLUMN, children=(leaf(0), leaf(1), card))
    placed = _placed(elements, root)
    assert placed[:3] == pytest.approx([70, 70, 70])
    assert placed[3] == placed[4]
    assert placed[3] - placed[2] == pytest.approx(12)


def _down(*texts: Element) -> list[Element]:
    """The texts one under the other."""
    return [
        one.model_copy(update={"box": (one.box[0], 100.0 + 60 * i, *one.box[2:])})
        for i, one in enumerate(texts)
    ]


def test_a_text_on_no_line_comes_to_one_that_is_not_far() -> None:
    assert _placed(_down(_text("a", 70), _text("b", 70), _text("c", 120))) == pytest.approx([70, 70, 70])
    assert _placed(_down(_text("a", 70), _text("b", 70), _text("c", 140))) == pytest.approx([70, 70, 140])


def test_of_two_texts_that_are_not_far_apart_the_later_comes() -> None:
    assert _placed(_down(_text("a", 120), _text("b", 70))) == pytest.approx([120, 120])


@pytest.mark.parametrize(
    ("places", "wanted"),
    [
        ([70, 120, 300], [70, 70, 300]),
        ([100, 140, 400, 440], [100, 100, 400, 400]),
        ([70, 70, 120, 170], [70, 70, 70, 170]),
        ([120, 70, 70], [70, 70, 70]),
    ],
)
def test_lone_texts_never_change_places(places: list[float], wanted: list[float]) -> None:
    assert _placed(_down(*(_text(f"t{i}", x) for i, x in enumerate(places)))) == pytest.approx(wanted)


def test_texts_that_share_an_indent_keep_it() -> None:
    texts = _down(_text("a", 70), _text("b", 70), _text("c", 120), _text("d", 120))
    assert _placed(texts) == pytest.approx([70, 70, 120, 120])


def test_a_text_does_not_come_to_a_line_over_another() -> None:
    beside = _text("c", 250).model_copy(update={"box": (275, 100, 200, 24)})
    texts = [*_down(_text("a", 220), _text("b", 70)), beside]
    assert _placed(texts)[2] == pytest.approx(275)
