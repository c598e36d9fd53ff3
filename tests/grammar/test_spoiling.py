"""Damages change what they say and nothing else, and the same seed spoils alike."""

import numpy as np
import pytest

from jaxdesign.design.document import Canvas, Document, Element, Paint, Text
from jaxdesign.grammar.spoiling import DAMAGES, cut_contrast, drop_text, jitter


@pytest.fixture
def document():
    fills, sizes = ("#000000", "#333333", "#aa0000"), (40.0, 20.0, 12.0)
    return Document(
        canvas=Canvas(width=400, height=400),
        elements=tuple(
            Element(
                id=f"t{i}",
                kind="text",
                box=(40, 40 + 100 * i, 200 - 30 * i, 50 + 5 * i),
                paint=Paint(fill=fill),
                text=Text(string="words", size=size),
            )
            for i, (fill, size) in enumerate(zip(fills, sizes, strict=True))
        ),
    )


@pytest.mark.parametrize("name", DAMAGES)
def test_same_seed_spoils_alike_and_really_spoils(name, document):
    spoil, _ = DAMAGES[name]
    first = spoil(document, np.random.default_rng(5))
    assert first == spoil(document, np.random.default_rng(5))
    assert first is not None
    assert first != document
    assert [e.id for e in first.elements] == [e.id for e in document.elements]


@pytest.mark.parametrize("name", DAMAGES)
def test_nothing_to_spoil(name):
    assert DAMAGES[name][0](Document(canvas=Canvas(width=9, height=9)), np.random.default_rng(0)) in (
        None,
        Document(canvas=Canvas(width=9, height=9)),
    )


def test_jitter_has_the_size_it_says(document):
    steps = []
    for seed in range(200):
        spoilt = jitter(document, np.random.default_rng(seed), 0.02)
        assert spoilt is not None
        steps += [
            new.box[0] - old.box[0] for new, old in zip(spoilt.elements, document.elements, strict=True)
        ]
    assert np.std(steps) == pytest.approx(0.02 * 400, rel=0.1)


def test_dropped_text_lies_on_another(document):
    spoilt = drop_text(document, np.random.default_rng(1))
    assert spoilt is not None
    moved = [i for i, e in enumerate(spoilt.elements) if e.box != document.elements[i].box]
    assert len(moved) == 1
    x, y, w, h = spoilt.elements[moved[0]].box
    centre = (x + w / 2, y + h / 2)
    others = [e.box for i, e in enumerate(document.elements) if i != moved[0]]
    assert any(a <= centre[0] <= a + c and b <= centre[1] <= b + d for a, b, c, d in others)


def test_contrast_is_a_quarter_of_the_way_from_the_ground(document):
    fills = set()
    for seed in range(8):
        spoilt = cut_contrast(document, np.random.default_rng(seed))
        assert spoilt is not None
        fills.add(spoilt.elements[0].paint.fill)
    assert fills <= {"#000000", "#bfbfbf"}
    assert "#bfbfbf" in fills
