"""Repairs of places move elements no further than the rules need."""

from __future__ import annotations

import pytest

from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Image, Paint, Text
from jaxdesign.innovation.extents import overlap, push
from jaxdesign.innovation.finalise import finalise
from jaxdesign.innovation.place_rules import Demands
from jaxdesign.innovation.repair_places import settle

Box = tuple[float, float, float, float]


def text(name: str, box: Box, string: str = "Some words", size: float = 20.0) -> Element:
    return Element(
        id=name, kind="text", box=box, paint=Paint(fill="#222222"), text=Text(string=string, size=size)
    )


def shape(name: str, box: Box, fill: str = "#ddeeff") -> Element:
    return Element(id=name, kind="shape", shape="rectangle", box=box, paint=Paint(fill=fill))


def picture(name: str, box: Box) -> Element:
    return Element(id=name, kind="image", box=box, image=Image(href="", alt=""))


def page(*elements: Element) -> Document:
    return Document(
        canvas=Canvas(width=400, height=300), backdrop=Backdrop(fill="#ffffff"), elements=elements
    )


def settled(*elements: Element) -> list[Box]:
    return [element.box for element in settle(page(*elements), Demands()).document.elements]


def test_a_push_out_of_what_spans_a_box_is_longer_than_what_they_share() -> None:
    wide, small = (20.0, 100.0, 300.0, 40.0), (150.0, 110.0, 10.0, 60.0)
    assert overlap(wide, small) == (10.0, 30.0)
    assert push(wide, small) == push(small, wide) == (140.0, 30.0)
    assert push(wide, (330.0, 100.0, 9.0, 9.0))[0] == -10.0


def test_a_letter_amid_a_line_leaves_it_by_the_shorter_way() -> None:
    line, letter = settled(text("line", (20, 100, 120, 27)), text("letter", (70, 101, 6, 27), "I"))
    assert overlap(line, letter)[1] <= 0.02
    assert [line[0], letter[0]] == pytest.approx([20, 70], abs=1)
    assert (letter[1] - 101) - (line[1] - 100) < 28


def test_a_small_picture_amid_large_letters_does_not_graze_them() -> None:
    boxes = settled(text("number", (100, 100, 112, 93), "618", 70), picture("plus", (150, 140, 9, 20)))
    assert boxes == [(100, 100, 112, 93), (150, 140, 9, 20)]


@pytest.mark.parametrize("at", [108, 112, 116])
def test_a_rule_drawn_through_words_is_parted_from_them(at: float) -> None:
    rule, words = settled(shape("rule", (20, at, 300, 2), "#cccccc"), text("words", (100, 100, 112, 27)))
    assert overlap(rule, words)[1] <= 0.02
    assert (rule[0], words[0]) == (20, 100)


@pytest.mark.parametrize(("start", "most"), [(-0.2, 0.2), (-3.0, 3.0), (-40.0, 6.0)])
def test_a_text_is_pulled_as_far_inside_as_it_hung_out(start: float, most: float) -> None:
    box, beside = settled(text("out", (start, 20, 120, 27)), text("beside", (60, 90, 120, 27)))
    assert box[0] == pytest.approx(most, abs=0.02)
    assert beside == (60, 90, 120, 27)


def test_a_text_raised_over_what_covers_it_leaves_what_it_came_to_lie_over() -> None:
    document = page(
        text("words", (20, 100, 110, 27)), shape("half", (0, 90, 70, 60)), shape("all", (0, 0, 400, 300))
    )
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    assert [element.id for element in done.elements] == ["half", "all", "words"]
    assert done.element("words").box[:2] == pytest.approx((20, 100), abs=1)
    assert done.element("half").box == (0, 90, 70, 60)
