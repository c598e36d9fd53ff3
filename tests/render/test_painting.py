"""Drawings painted in other processes are the ones painted here."""

import pytest

from jaxdesign.design.document import Canvas, Document, Element, Paint, Text
from jaxdesign.errors import InputError
from jaxdesign.render import painting
from jaxdesign.render.painting import Drawing, begin_painting, paint
from jaxdesign.render.png import begin_arrays, render_array
from jaxdesign.render.textures import make_textures


def design(string: str, left: float = 20) -> Document:
    line = Element(
        id="line",
        kind="text",
        box=(left, 30, 150, 30),
        paint=Paint(fill="#203040"),
        text=Text(string=string, size=24, family=("serif",)),
    )
    return Document(canvas=Canvas(width=200, height=100), elements=(line,))


def test_the_same_pixels_in_the_same_order():
    documents = [design(f"number {i}") for i in range(13)]
    painted = begin_arrays(documents, longest_px=100)()
    assert len(painted) == 13
    for picture, document in zip(painted, documents, strict=True):
        assert (picture == render_array(document, longest_px=100)).all()


def test_nothing_to_paint():
    assert begin_painting([])() == []


def test_what_is_refused_there_is_refused_here():
    broken = Drawing("<svg", (), 1.0)
    with pytest.raises(ValueError, match="root node"):
        paint(broken)
    with pytest.raises(ValueError, match=r"\w"):
        begin_painting([broken])()


def test_a_picture_too_large_is_one_sentence():
    huge = design("x").model_copy(update={"canvas": Canvas(width=20_000, height=1)})
    with pytest.raises(InputError, match="choose another scale"):
        begin_arrays([huge], longest_px=10)


def test_a_process_that_fails_tells_why(monkeypatch, tmp_path):
    script = tmp_path / "broken.py"
    script.write_text("raise SystemExit('no renderer')")
    monkeypatch.setattr(painting, "__file__", str(script))
    with pytest.raises(RuntimeError, match="no renderer"):
        begin_painting([Drawing("<svg/>", (), 1.0)])()


def test_inks_that_are_known_are_the_ones_that_are_drawn_anew(monkeypatch):
    from jaxdesign.render import textures

    two = design("one line").model_copy(
        update={"elements": (*design("one line").elements, *design("another", 40).elements)}
    )
    monkeypatch.setattr(textures, "_INKS", textures._Inks(1))
    anew = make_textures(two, 8).ink
    monkeypatch.setattr(textures, "_INKS", textures._Inks(512))
    make_textures(design("another", 40), 8)
    monkeypatch.setattr(textures, "_draw", lambda cells, draw=textures._draw: _only_one(draw, cells))
    assert (make_textures(two, 8).ink == anew).all()


def _only_one(draw, cells):
    assert len(cells) == 1
    return draw(cells)
