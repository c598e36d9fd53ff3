"""Tidied boxes: nearer to aligned and clear, never beyond their bounds."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.innovation.tidy_boxes import box_errors, tidy_boxes

STEPS = {"steps": 40, "starts": 2}


def random_boxes(seed: int, num: int = 6) -> np.ndarray:
    rng = np.random.default_rng(seed)
    size = rng.uniform(0.08, 0.45, (num, 2))
    corner = rng.uniform(0, 1 - size)
    return np.concatenate([corner, size], axis=1).astype(np.float32)


def centers_and_sizes(boxes: np.ndarray) -> np.ndarray:
    return np.concatenate([boxes[..., :2] + boxes[..., 2:] / 2, boxes[..., 2:]], axis=-1)


def test_errors_by_hand():
    boxes = jnp.array(
        [[0.1, 0.1, 0.2, 0.2], [0.2, 0.15, 0.4, 0.3], [0.7, 0.7, 0.1, 0.1], [9, 9, 9, 9]], jnp.float32
    )
    errors = box_errors(boxes, jnp.array([True, True, True, False]))
    shared = 0.1 * 0.15
    assert float(errors.overlap) == pytest.approx((shared / 0.04 + shared / 0.12) / 3, rel=1e-5)
    nearest = [0.05, 0.05, 0.2]
    assert float(errors.alignment) == pytest.approx(np.mean(-np.log(1 - np.array(nearest))), rel=1e-4)


def test_boxes_become_aligned_and_clear_within_their_bounds():
    boxes, mask = np.stack([random_boxes(seed) for seed in range(4)]), jnp.ones((4, 6), bool)
    tidy = np.asarray(tidy_boxes(jnp.asarray(boxes), mask, max_move=0.07, **STEPS))
    moved = np.abs(centers_and_sizes(tidy) - centers_and_sizes(boxes))
    assert moved.max() <= 0.07 + 1e-6
    assert tidy[..., :2].min() >= -1e-6
    assert (tidy[..., :2] + tidy[..., 2:]).max() <= 1 + 1e-6
    for before, after in zip(boxes, tidy, strict=True):
        first, last = box_errors(jnp.asarray(before), mask[0]), box_errors(jnp.asarray(after), mask[0])
        assert float(last.overlap) < 0.6 * float(first.overlap)
        assert float(last.alignment) < 1e-4


def test_batch_equals_loop_and_repeats():
    boxes, mask = np.stack([random_boxes(seed) for seed in range(4)]), jnp.ones((4, 6), bool)
    together = np.asarray(tidy_boxes(jnp.asarray(boxes), mask, max_move=0.07, **STEPS))
    again = np.asarray(tidy_boxes(jnp.asarray(boxes), mask, max_move=0.07, **STEPS))
    np.testing.assert_array_equal(together, again)
    alone = np.asarray(tidy_boxes(jnp.asarray(boxes[2]), mask[2], max_move=jnp.full((6, 4), 0.07), **STEPS))
    errors = [float(box_errors(jnp.asarray(found), mask[2]).overlap) for found in (alone, together[2])]
    assert errors[0] == pytest.approx(errors[1], abs=0.02)


def test_locked_and_masked_boxes_stay_exactly():
    boxes, mask = jnp.asarray(random_boxes(7)), jnp.arange(6) < 5
    limit = jnp.full((6, 4), 0.07).at[1].set(0.0).at[2, 2:].set(0.0)
    tidy = np.asarray(tidy_boxes(boxes, mask, max_move=limit, **STEPS))
    np.testing.assert_allclose(tidy[1], boxes[1], atol=1e-7)
    np.testing.assert_allclose(tidy[2, 2:], boxes[2, 2:], atol=1e-7)
    np.testing.assert_array_equal(tidy[5], boxes[5])


def test_pairs_that_may_overlap_are_not_parted():
    boxes = jnp.array([[0.2, 0.2, 0.5, 0.5], [0.3, 0.35, 0.3, 0.2]] + [[0, 0, 0, 0]] * 4, jnp.float32)
    mask = jnp.arange(6) < 2
    limit = jnp.full((6, 4), 0.07)
    free = np.asarray(tidy_boxes(boxes, mask, max_move=limit, apart=jnp.zeros((6, 6), bool), **STEPS))
    assert np.abs(np.asarray(boxes) - free).max() <= 0.07
    assert float(box_errors(jnp.asarray(free), mask).alignment) < 1e-5
    np.testing.assert_allclose(free[:, 2:], boxes[:, 2:], atol=1e-6)


def test_degenerate_boxes_stay_finite():
    mask = jnp.ones(6, bool)
    limit = jnp.full((6, 4), 0.05)
    for boxes in (jnp.zeros((6, 4)), jnp.full((6, 4), 0.5), jnp.full((6, 4), 3.0)):
        assert bool(jnp.all(jnp.isfinite(tidy_boxes(boxes, mask, max_move=limit, **STEPS))))
    empty = tidy_boxes(jnp.zeros((6, 4)), jnp.zeros(6, bool), max_move=limit, **STEPS)
    np.testing.assert_array_equal(empty, 0)
