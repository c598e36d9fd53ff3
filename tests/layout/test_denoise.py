"""The networks that move rough boxes: what a mirror shows them, and what is not rough."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.design.document import Document
from jaxdesign.layout.denoise import denoised, flipped, mirrored, moved, shapes, shipped, tokens
from jaxdesign.layout.evidence import Noise
from jaxdesign.layout.snap import drawn_of
from jaxdesign.render.setting import text_metrics
from tests.models.tiny import event

ROUGH = Noise(0.03, 0.03, 0.03, 0.03)


def _moved(document: Document, noise: Noise) -> np.ndarray:
    drawn = drawn_of(document, text_metrics(document, len(document.elements)), noise)
    return denoised(document, drawn, drawn.box, noise)


def test_a_mirrored_design_is_moved_as_its_mirror_image() -> None:
    document = event()
    there, back = _moved(document, ROUGH), _moved(mirrored(document), ROUGH)
    np.testing.assert_allclose(flipped(back), there, atol=1e-6)
    assert mirrored(mirrored(document)) == document


def test_boxes_move_the_less_the_less_rough_they_are() -> None:
    document = event()
    boxes = drawn_of(document, text_metrics(document, len(document.elements)), ROUGH).box
    far, near = (np.abs(_moved(document, noise) - boxes).max() for noise in (ROUGH, Noise(*[1e-6] * 4)))
    assert near < 1e-4 < far


def test_what_is_known_stays() -> None:
    document = event()
    drawn = drawn_of(document, text_metrics(document, len(document.elements)), ROUGH)
    seen = tokens(document, drawn, drawn.box, ROUGH)
    for weights in shipped():
        for boxes in moved(weights, seen):
            np.testing.assert_array_equal(boxes[0], [0, 0, 1, 1])


@pytest.mark.parametrize(("width", "rounds"), [(16, 1), (32, 2)])
def test_networks_of_any_width_and_number_of_rounds(width: int, rounds: int) -> None:
    document, rng = event(), np.random.default_rng(0)
    drawn = drawn_of(document, text_metrics(document, len(document.elements)), ROUGH)
    weights = {
        name: rng.normal(0, 0.1, shape).astype(np.float32)
        for name, shape in shapes(width=width, rounds=rounds).items()
    }
    found = moved(weights, tokens(document, drawn, drawn.box, ROUGH))
    assert len(found) == rounds
    assert np.isfinite(found[-1]).all()
