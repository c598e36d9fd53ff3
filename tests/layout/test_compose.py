"""New words and pictures in the tree of another design."""

from __future__ import annotations

import itertools
from typing import Literal

import pytest

from jaxdesign.design.document import Canvas, Document, Element, Image, Paint, Text
from jaxdesign.layout.compose import Piece, compose, suits
from jaxdesign.render.setting import set_text

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJg"
    "gg=="
)
Role = Literal["headline", "subheading", "body", "caption", "label", "button"]


def _text(name: str, x: float, y: float, string: str, size: float, role: Role) -> Element:
    body = Text(string=string, size=size, family=("Arimo",), role=role)
    found = set_text(body, 320.0 if role == "body" else None)
    return Element(id=name, kind="text", box=(x, y, found.width, found.height), text=body)


def donor() -> Document:
    """A photograph, a headline over two paragraphs, and a button."""
    photo = Image(href=PIXEL, alt="old")
    elements = (
        Element(id="photo", kind="image", box=(40, 40, 300, 420), image=photo),
        _text("title", 400, 50, "Old title here", 44, "headline"),
        _text("first", 400, 140, "Old words of the first paragraph, some more than fit one line", 18, "body"),
        _text(
            "second", 400, 230, "Old words of the second paragraph, some more than fit one line", 18, "body"
        ),
        Element(
            id="ground", kind="shape", shape="rectangle", box=(400, 330, 200, 60), paint=Paint(fill="#aa3322")
        ),
        _text("call", 440, 346, "Old call", 24, "button"),
    )
    return Document(canvas=Canvas(width=800, height=500), elements=elements)


def _words(document: Document) -> list[str]:
    return sorted(element.text.string for element in document.elements if element.text is not None)


def _crossing(document: Document) -> list[tuple[str, str]]:
    """Pairs of texts that cover each other by more than half a pixel."""
    texts = [element for element in document.elements if element.text is not None]
    found = []
    for one, other in itertools.combinations(texts, 2):
        ends = [min(one.box[a] + one.box[a + 2], other.box[a] + other.box[a + 2]) for a in (0, 1)]
        if all(ends[a] - max(one.box[a], other.box[a]) > 0.5 for a in (0, 1)):
            found.append((one.id, other.id))
    return found


FULL = [
    Piece(string="Harvest fair", role="headline"),
    Piece(string="On Saturday, at the mill", role="body"),
    Piece(string="With bread, music and a market", role="body"),
    Piece(string="Come along", role="button"),
    Piece(image=Image(href=PIXEL, alt="new"), aspect=0.7, share=0.3),
]


@pytest.mark.parametrize("size", [(800, 500), (500, 900), (1500, 400)])
def test_everything_is_shown_once_and_nothing_of_the_old(size: tuple[int, int]) -> None:
    after = compose(donor(), FULL, Canvas(width=size[0], height=size[1]))
    assert _words(after) == sorted(piece.string for piece in FULL if piece.string)
    assert [e.image.alt for e in after.elements if e.image is not None] == ["new"]
    assert (after.canvas.width, after.canvas.height) == size
    assert _crossing(after) == []
    roles = {e.text.string: e.text.role for e in after.elements if e.text is not None}
    assert roles == {piece.string: piece.role for piece in FULL if piece.string}
    assert len({element.id for element in after.elements}) == len(after.elements)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_pieces_without_a_place_repeat_one(count: int) -> None:
    more = [Piece(string=f"Another paragraph, number {i}", role="body") for i in range(count)]
    after = compose(donor(), [*FULL, *more], Canvas(width=800, height=900))
    assert _words(after) == sorted(piece.string for piece in [*FULL, *more] if piece.string)
    assert _crossing(after) == []
    for element in after.elements:
        x, y, w, h = element.box
        assert min(x, y) >= -0.5, element.id
        assert x + w <= 800.5, element.id
        assert y + h <= 900.5, element.id


def test_several_pictures_repeat_the_place_of_one() -> None:
    pictures = [Piece(image=Image(href=PIXEL, alt=str(i)), aspect=0.7) for i in range(3)]
    after = compose(donor(), [*FULL[:4], *pictures], Canvas(width=800, height=500))
    assert sorted(e.image.alt for e in after.elements if e.image is not None) == ["0", "1", "2"]


def test_places_that_are_dropped_close_up() -> None:
    def below(pieces: list[Piece]) -> float:
        """From the end of the last text to the button, on a canvas of the size that remains."""
        after = compose(donor(), pieces, Canvas(width=800, height=500))
        texts = [e for e in after.elements if e.text is not None and e.text.role != "button"]
        ground = next(e for e in after.elements if e.kind == "shape")
        last = max(e.box[1] + e.box[3] for e in texts)
        assert ground.box[1] > last
        return ground.box[1] - last

    gap = 330 - max(e.box[1] + e.box[3] for e in donor().elements[2:4])
    hole = 330 - (donor().elements[2].box[1] + donor().elements[2].box[3])
    assert hole > 2 * gap
    full, fewer = below(FULL), below([FULL[0], FULL[1], FULL[3], FULL[4]])
    assert fewer < full + 0.6 * (hole - gap)


def test_a_ground_without_its_text_is_gone() -> None:
    after = compose(
        donor(), [piece for piece in FULL if piece.role != "button"], Canvas(width=800, height=500)
    )
    assert [element.kind for element in after.elements].count("shape") == 0


def test_a_donor_without_places_of_a_kind() -> None:
    pictures_only = donor().model_copy(update={"elements": donor().elements[:1]})
    with pytest.raises(ValueError, match="no place for a text"):
        compose(pictures_only, FULL[:1], Canvas(width=800, height=500))
    words_only = donor().model_copy(update={"elements": donor().elements[1:]})
    with pytest.raises(ValueError, match="no place for a picture"):
        suits(words_only, FULL)
    with pytest.raises(ValueError, match="no place for a text"):
        suits(Document(canvas=Canvas(width=9, height=9)), FULL[:1])


def test_pieces_like_the_donors_suit_it_better() -> None:
    old = [
        Piece(string=element.text.string, role=element.text.role)
        for element in donor().elements
        if element.text is not None
    ]
    other = [Piece(string="x" * 200, role="button")] * 4
    assert suits(donor(), old) < suits(donor(), FULL) < suits(donor(), other)


@pytest.mark.parametrize(
    ("aspect", "share", "fit", "expected"),
    [
        (1.0, 0.2, "fill", "cover"),
        (1.0, None, "fill", "cover"),
        (1.0, 0.01, "fill", "contain"),
        (5.0, 0.2, "fill", "contain"),
        (0.2, 0.2, "fill", "contain"),
        (5.0, 0.01, "cover", "cover"),
    ],
)
def test_no_place_stretches_a_picture(
    aspect: float, share: float | None, fit: Literal["fill", "cover"], expected: str
) -> None:
    piece = Piece(image=Image(href=PIXEL, fit=fit), aspect=aspect, share=share)
    made = compose(donor(), [*(one for one in FULL if one.string), piece], Canvas(width=800, height=500))
    assert [element.image.fit for element in made.elements if element.image is not None] == [expected]
