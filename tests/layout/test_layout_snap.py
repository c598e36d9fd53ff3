"""Snapping: what is finished stays, what is rough is tidied, what contradicts itself is left."""

import numpy as np
import pytest

from jaxdesign.design.document import Canvas, Document, Element, Paint, Text
from jaxdesign.layout.infer import Belief, Seen, Sites, believe, hardened
from jaxdesign.layout.parse import fractions
from jaxdesign.layout.roughness import ROUGH, roughness
from jaxdesign.layout.snap import snap, snap_boxes, with_boxes
from jaxdesign.render.setting import set_text, text_metrics


def list_of_texts(count: int = 8) -> Document:
    elements = []
    for i in range(count):
        body = Text(string=f"Line number {i} of the list", size=18 if i else 36, family=("Arimo",))
        found = set_text(body, None)
        top = 40 + (0 if i == 0 else 60 + 36 * (i - 1))
        elements.append(Element(id=f"t{i}", kind="text", box=(60, top, found.width, found.height), text=body))
    rule = Element(
        id="card", kind="shape", shape="rectangle", box=(60, 420, 480, 120), paint=Paint(fill="#dddddd")
    )
    return Document(canvas=Canvas(width=600, height=600), elements=(*elements, rule))


def rough(document: Document, sigma: float, seed: int = 0) -> Document:
    box = fractions(document)
    box = box + np.random.default_rng(seed).normal(0, sigma, box.shape)
    box[:, 2:] = np.maximum(box[:, 2:], 0.01)
    return with_boxes(document, box)


def test_a_finished_design_stays() -> None:
    document = list_of_texts()
    metrics = text_metrics(document, len(document.elements))
    off = fractions(snap(document, metrics)) - fractions(document)
    assert np.abs(off).max() < 2e-3


def test_a_rough_design_comes_nearer_and_is_aligned() -> None:
    document = list_of_texts()
    metrics = text_metrics(document, len(document.elements))
    truth = fractions(document)
    before, after = [], []
    for seed in range(3):
        drawn = rough(document, 0.02, seed)
        before.append(np.linalg.norm(fractions(drawn) - truth, axis=1).mean())
        after.append(np.linalg.norm(fractions(snap(drawn, metrics)) - truth, axis=1).mean())
    assert np.mean(after) < 0.7 * np.mean(before)


def test_noise_is_seen() -> None:
    document = list_of_texts()
    metrics = text_metrics(document, len(document.elements))
    assert snap_boxes(document, metrics).noise.x == 0
    assert snap_boxes(rough(document, 0.03), metrics).noise.x > 0.01


@pytest.mark.parametrize("sigma", [0.015, 0.03])
def test_roughness_is_judged_within_a_third(sigma: float) -> None:
    document = list_of_texts()
    metrics = text_metrics(document, len(document.elements))
    aspect = np.zeros(len(document.elements))
    judged = [roughness(rough(document, sigma, seed), metrics, aspect).x for seed in range(6)]
    assert min(judged) > 0
    assert abs(np.log(judged).mean() - np.log(sigma)) < 0.3
    assert np.log(judged).std() < 0.3


def test_exact_sizes_beside_rough_places_are_seen() -> None:
    document = list_of_texts()
    box = fractions(document)
    box[:, :2] += np.random.default_rng(0).normal(0, 0.03, (len(box), 2))
    found = roughness(
        with_boxes(document, box), text_metrics(document, len(box)), np.zeros(len(box)), expected=ROUGH
    )
    assert found.x > 0.01
    assert found.w == found.h == 0


def test_locks_hold() -> None:
    document = rough(list_of_texts(), 0.02)
    locked = document.elements[2].model_copy(update={"lock": ("x", "h")})
    elements = (*document.elements[:2], locked, *document.elements[3:])
    document = document.model_copy(update={"elements": elements})
    after = snap(document, text_metrics(document, len(elements))).elements[2].box
    assert (after[0], after[3]) == (locked.box[0], locked.box[3])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_elements(count: int) -> None:
    document = rough(list_of_texts(), 0.03)
    document = document.model_copy(update={"elements": document.elements[:count]})
    after = snap(document, text_metrics(document, max(count, 1)))
    assert np.isfinite(fractions(after)).all()


def test_belief_equals_the_posterior_of_a_plain_normal() -> None:
    # One value seen at 1 with spread 1, prior normal at 0 with spread 1: mean 1/2.
    sites = Sites(np.array([[1.0]]), np.array([[1.0, 0.0]]), np.zeros((1, 2)), np.ones((1, 2)))
    seen = Seen(np.array([[1.0]]), np.array([1.0]), np.array([1.0]))
    belief = believe(sites, seen, 1, sweeps=60)
    # The weak prior of precision 1 at 0.5 counts as well: (1 + 0.5) / 3.
    np.testing.assert_allclose(belief.mean, [0.5], atol=1e-4)


def test_hardening_leaves_out_what_contradicts() -> None:
    # x = 0 holds surely, so that x = 1 cannot.
    form = np.array([[1.0], [1.0]])
    sites = Sites(form, np.ones((2, 1)), np.array([[0.0], [1.0]]), np.full((2, 1), 1e-3))
    belief = Belief(np.array([0.1]), np.array([[0.01]]), np.array([0.99, 0.9]), 0.0)
    np.testing.assert_allclose(hardened(sites, belief, 1e-6), [0.0], atol=1e-6)


@pytest.mark.parametrize("widths", [(320, 320), (320, 200, 150), (320, 320, 320, 320)])
def test_boxes_wider_than_their_words_do_not_make_a_design_rough(widths: tuple[float, ...]) -> None:
    words = (("Open studio day", 32.0), ("Saturday", 18.0), ("At the mill", 18.0), ("Free entry", 14.0))
    elements = []
    for i, ((string, size), width) in enumerate(zip(words, widths, strict=False)):
        body = Text(string=string, size=size, family=("Inter",))
        box = (40.0, 40.0 + 50 * i, width, set_text(body, None).height)
        elements.append(Element(id=f"t{i}", kind="text", box=box, text=body, paint=Paint(fill="#222222")))
    document = Document(canvas=Canvas(width=400, height=300), elements=tuple(elements))
    assert snap(document, text_metrics(document, len(elements))) == document
