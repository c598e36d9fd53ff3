"""Intersection over union against values by hand."""

from __future__ import annotations

import numpy as np

from jaxdesign.layout.boxes import iou

PAIRS = {
    "equal": ([0.1, 0.2, 0.3, 0.4], [0.1, 0.2, 0.3, 0.4], 1, 1),
    # 1 of 4 + 4 - 1 = 7; the hull of 9 leaves 2.
    "corner": ([0, 0, 2, 2], [1, 1, 2, 2], 1 / 7, 1 / 7 - 2 / 9),
    "inside": ([0, 0, 4, 4], [1, 1, 2, 2], 4 / 16, 4 / 16),
    "half": ([0, 0, 2, 1], [0, 0, 1, 1], 0.5, 0.5),
    # Two of area 1 in a hull of 4: 0 - 2/4.
    "apart": ([0, 0, 1, 1], [3, 0, 1, 1], 0, -0.5),
    "diagonal": ([0, 0, 1, 1], [1, 1, 1, 1], 0, -0.5),
}


def test_by_hand() -> None:
    first, second = (np.array([pair[i] for pair in PAIRS.values()], np.float32) for i in (0, 1))
    plain, general = iou(first, second)
    np.testing.assert_allclose(plain, [pair[2] for pair in PAIRS.values()], atol=1e-6)
    np.testing.assert_allclose(general, [pair[3] for pair in PAIRS.values()], atol=1e-6)


def test_order_does_not_matter_and_empty_boxes_are_finite() -> None:
    rng = np.random.default_rng(0)
    first, second = (rng.random((20, 4)).astype(np.float32) for _ in range(2))
    for a, b in zip(iou(first, second), iou(second, first), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)
    for values in iou(np.zeros((2, 4)), np.array([[0, 0, 0, 0], [0.5, 0.5, 0.1, 0.1]])):
        assert np.isfinite(values).all()
