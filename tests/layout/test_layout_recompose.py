"""Other formats and other content for a tree."""

from typing import Literal

import numpy as np
import pytest

from jaxdesign.design.document import Canvas, Document, Element, Paint, Text
from jaxdesign.layout.assign import Item, assign
from jaxdesign.layout.parse import fractions, parse_node, things
from jaxdesign.layout.recompose import recompose
from jaxdesign.render.setting import fits, set_text


def cards(count: int = 3) -> Document:
    def text(
        name: str,
        x: float,
        y: float,
        string: str,
        size: float,
        role: Literal["headline", "subheading", "body"],
    ) -> Element:
        body = Text(string=string, size=size, family=("Arimo",), role=role)
        found = set_text(body, 200.0 if size < 30 else None)
        return Element(id=name, kind="text", box=(x, y, found.width, found.height), text=body)

    elements = [text("title", 60, 40, "What we do", 48, "headline")]
    for i in range(count):
        x = 60 + 300 * i
        box = (x, 140, 260, 300)
        elements += [
            Element(id=f"card{i}", kind="shape", shape="rectangle", box=box, paint=Paint(fill="#eeeeee")),
            text(f"name{i}", x + 30, 170, f"Service {i}", 24, "subheading"),
            text(f"more{i}", x + 30, 220, "A few words on what this service is good for", 16, "body"),
        ]
    return Document(canvas=Canvas(width=980, height=500), elements=tuple(elements))


@pytest.mark.parametrize("size", [(500, 1000), (800, 800), (2000, 500), (980, 500), (120, 90)])
def test_texts_stay_whole_uncrossed_and_inside(size: tuple[int, int]) -> None:
    after = recompose(cards(), Canvas(width=size[0], height=size[1]))
    texts = [element for element in after.elements if element.text is not None]
    for i, one in enumerate(texts):
        x, y, w, h = one.box
        assert one.text is not None
        assert fits(one.text, w + 0.5, h + 0.5)
        assert min(x, y) >= -0.5
        assert x + w <= size[0] + 0.5
        assert y + h <= size[1] + 0.5
        for other in texts[i + 1 :]:
            across = min(x + w, other.box[0] + other.box[2]) - max(x, other.box[0])
            down = min(y + h, other.box[1] + other.box[3]) - max(y, other.box[1])
            assert min(across, down) <= 0.5


def test_a_row_of_cards_becomes_a_column_in_a_story() -> None:
    after = recompose(cards(), Canvas(width=400, height=1000))
    boxes = [after.element(f"card{i}").box for i in range(3)]
    assert boxes[0][1] + boxes[0][3] <= boxes[1][1]
    assert boxes[1][1] + boxes[1][3] <= boxes[2][1]
    np.testing.assert_allclose([box[0] for box in boxes], boxes[0][0])


def test_no_elements() -> None:
    empty = cards().model_copy(update={"elements": ()})
    assert recompose(empty, Canvas(width=10, height=20)).canvas.height == 20


def test_assign_by_role_and_length() -> None:
    document = cards(2)
    root = parse_node(fractions(document), things(document))
    items = [
        Item(string="Another few words that say what this one is for", role="body"),
        Item(string="Who we are", role="headline"),
        Item(string="Print", role="subheading"),
    ]
    found = assign(document, root, items)
    shown = {item: document.elements[look].id for look, item in found.elements if item is not None}
    assert shown[1] == "title"
    assert shown[0].startswith("more")
    assert shown[2].startswith("name")


def test_assign_repeats_and_drops() -> None:
    document = cards(1)
    root = parse_node(fractions(document), things(document))
    many = [Item(string=f"Sentence number {i} of some length", role="body") for i in range(4)]
    found = assign(document, root, many)
    assert sorted(item for _, item in found.elements if item is not None) == [0, 1, 2, 3]
    few = assign(document, root, [Item(string="Only a title", role="headline")])
    assert [item for _, item in few.elements if item is not None] == [0]
    with pytest.raises(ValueError, match="picture"):
        assign(document, root, [Item(aspect=1.5)])
