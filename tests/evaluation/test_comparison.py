"""Figures of sets of designs, on documents drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from flax import nnx

from jaxdesign.design.document import Canvas, Document
from jaxdesign.evaluation.baselines import random_sets, spread
from jaxdesign.evaluation.comparison import Figures, compared, features_of, plain_figures, reference, table
from jaxdesign.evaluation.content import pieces_of
from jaxdesign.evaluation.feature_net import FeatureConfig, FeatureNet
from jaxdesign.evaluation.samples import random_boxes
from tests.models.tiny import at_random, event, one, shape, text

NET = FeatureConfig(
    num_goals=3, num_formats=4, num_styles=5, width=8, num_heads=2, num_layers=1, num_features=4
)


@pytest.fixture(scope="module")
def net() -> FeatureNet:
    return at_random(lambda: FeatureNet(NET, nnx.Rngs(0)))


def _by_hand() -> Document:
    """Two texts and a ground on a canvas of 400 x 200, boxes as given."""
    first = text("a", 0, 0, "x", size=40, fill="#000000").model_copy(update={"box": (0.0, 0.0, 200.0, 100.0)})
    second = text("b", 0, 0, "x", size=10, fill="#ffffff").model_copy(
        update={"box": (100.0, 60.0, 100.0, 80.0)}
    )
    ground = shape("g", 0, 0, 400, 200, fill="#010101")
    return Document(canvas=Canvas(width=400, height=200), elements=(ground, first, second))


def test_plain_figures_by_hand() -> None:
    found = plain_figures([_by_hand()])
    # Right ends of both stand at half: nothing is off.
    assert found.alignment == pytest.approx(0, abs=1e-5)
    # 100 x 40 in common, of 200 x 100 and of 100 x 80: 0.2 + 0.5, by two elements.
    assert found.overlap == pytest.approx(0.35, abs=1e-5)
    assert found.density == pytest.approx((200 * 100 + 100 * 80) / (400 * 200), abs=1e-5)
    assert found.type_ratio == pytest.approx(40 / 25, abs=1e-5)
    assert found.num_colors == 2
    other = plain_figures([_by_hand(), one()])
    assert other.num_colors == 1.5
    # One text alone has no alignment; it counts for overlap.
    assert (other.alignment, other.overlap) == pytest.approx((0, 0.175), abs=1e-5)


def test_features_do_not_depend_on_the_company(net: FeatureNet) -> None:
    documents = [event(), one(), _by_hand()]
    together = features_of(net, documents)
    assert together.shape == (3, NET.num_features)
    for row, document in zip(together, documents, strict=True):
        np.testing.assert_allclose(features_of(net, [document])[0], row, atol=1e-5)
    assert np.abs(together[0] - together[1]).max() > 1e-2


def _designs(count: int, start: int = 0) -> list[Document]:
    return [random_boxes(event(), start + i) for i in range(count)]


def test_real_designs_against_themselves(net: FeatureNet) -> None:
    real = _designs(12)
    training = _designs(10, start=50)
    to = reference(net, real, real, training, [f"source{i % 5}" for i in range(10)])
    same = compared(net, real, to)
    assert (same.count, same.precision, same.recall) == (12, 1, 1)
    assert same.frechet == pytest.approx(0, abs=1e-3)
    assert same.copies < 0.2
    copied = compared(net, training, to)
    assert copied.copies == 1
    assert copied.frechet > same.frechet


def test_the_distance_of_copies_is_that_between_sources(net: FeatureNet) -> None:
    training = [*_designs(3), *_designs(3)]
    names = ["a", "a", "a", "b", "b", "b"]
    assert reference(net, training, training, training, names).copy_distance == pytest.approx(0, abs=1e-5)
    names = ["a", "b", "c", "a", "b", "c"]
    features = features_of(net, training[:3])
    least = min(np.linalg.norm(features[i] - features[j]) for i in range(3) for j in range(i))
    assert reference(net, training, training, training, names).copy_distance == pytest.approx(least, rel=0.2)


def test_the_table_has_a_row_a_set(net: FeatureNet) -> None:
    figures = Figures(7, 1.25, 0.5, 0.25, 0.75, 0.0, plain_figures([_by_hand()]))
    lines = table({"real": figures, "made": figures}).splitlines()
    assert len(lines) == 4
    assert lines[2].startswith("| real | 7 | 1.25 | 0.5 | 0.25 | 0.75 | 0 |")
    assert len({line.count("|") for line in lines}) == 1


def test_random_boxes_keep_the_elements_and_follow_the_seed() -> None:
    document = event()
    first, again, other = (random_boxes(document, seed) for seed in (3, 3, 4))
    assert first == again
    assert [e.box for e in first.elements] != [e.box for e in other.elements]
    for old, new in zip(document.elements, first.elements, strict=True):
        assert (new.id, new.kind, new.image) == (old.id, old.kind, old.image)
        assert new.box != old.box
        x, y, w, h = new.box
        assert min(x, y) >= 0
        assert 40 <= w <= 480
        if old.text is not None and new.text is not None:
            assert new.text.string == old.text.string
            assert new.text.size / w == pytest.approx(old.text.size / old.box[2])
        if old.kind != "shape":
            assert h / w == pytest.approx(old.box[3] / old.box[2])
    assert random_sets([document, document], seed=3) == [first, other]


def test_the_content_of_a_design() -> None:
    document = event()
    found = pieces_of(document)
    assert [(piece.string, piece.role) for piece in found if piece.string] == [
        (e.text.string, e.text.role) for e in document.elements if e.text is not None
    ]
    photo = next(piece for piece in found if piece.string is None)
    assert photo.image == document.elements[0].image
    assert photo.aspect == pytest.approx(0.75)
    assert photo.share == pytest.approx(300 * 400 / (800 * 600))


def test_spread_is_even_and_keeps_the_ends() -> None:
    documents = _designs(9)
    assert spread(documents, 3) == [documents[0], documents[4], documents[8]]
    assert spread(documents, 20) == documents
