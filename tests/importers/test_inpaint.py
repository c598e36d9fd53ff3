"""Push-pull inpainting and what the pixels of a screenshot tell."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.importers.inpaint import fill_holes
from jaxdesign.importers.pixels import ink_mask, keyed


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (33, 20), (64, 64)])
def test_a_flat_picture_stays_flat(shape: tuple[int, int]) -> None:
    hole = np.random.default_rng(0).random(shape) < 0.5
    picture = np.where(hole[..., None], 0.0, [[[10.0, 20.0, 30.0]]])
    filled = fill_holes(picture, hole)
    if not hole.all():
        np.testing.assert_allclose(filled, np.broadcast_to([10.0, 20.0, 30.0], (*shape, 3)), atol=1e-9)


def test_known_pixels_stay_and_a_ramp_is_bridged() -> None:
    ramp = np.repeat(np.linspace(0, 255, 64)[None, :, None], 64, axis=0).repeat(3, axis=2)
    hole = np.zeros((64, 64), bool)
    hole[24:40, 24:40] = True
    filled = fill_holes(np.where(hole[..., None], 999.0, ramp), hole)
    np.testing.assert_array_equal(filled[~hole], ramp[~hole])
    assert np.abs(filled[hole] - ramp[hole]).max() < 40


def test_no_hole_and_nothing_known() -> None:
    picture = np.ones((4, 4, 3))
    np.testing.assert_array_equal(fill_holes(picture, np.zeros((4, 4), bool)), picture)
    np.testing.assert_array_equal(fill_holes(picture, np.ones((4, 4), bool)), picture)


def test_ink_is_told_from_its_ground_only_where_they_differ() -> None:
    pixels = np.full((10, 20, 3), 240.0)
    pixels[4:6, 3:17] = (200, 0, 0)
    assert ink_mask(pixels, (200.0, 0.0, 0.0, 1.0)).sum() == 28
    assert not ink_mask(pixels, (240.0, 240.0, 240.0, 1.0)).any()
    assert not ink_mask(pixels, (0.0, 0.0, 200.0, 1.0)).any()


def test_a_uniform_ground_is_made_clear() -> None:
    pixels = np.full((12, 12, 3), 250.0)
    pixels[4:8, 4:8] = (0, 0, 128)
    clear = keyed(pixels, np.full((8, 3), 250.0))
    assert clear is not None
    assert clear[0, 0, 3] == 0
    assert clear[5, 5].tolist() == [0, 0, 128, 255]
    assert keyed(pixels, np.full((8, 3), 90.0)) is None
    assert keyed(np.random.default_rng(0).uniform(0, 255, (12, 12, 3)), np.full((8, 3), 250.0)) is None
