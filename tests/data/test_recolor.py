"""Other colours: hue turned, lightness bent, in gamut, contrast kept."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.data.recolor import GAMMAS, PLAIN_GAMMA, TURNS, Shift, legible, shifted, shifted_pictures
from jaxdesign.design.color import contrast_ratio, oklab_from_srgb, srgb_from_oklab


def _shift(turn: int, gamma: int = PLAIN_GAMMA) -> Shift:
    return Shift(turn=np.array([turn]), gamma=np.array([gamma]))


def _oklab(*srgb: float) -> np.ndarray:
    return oklab_from_srgb(np.array(srgb, np.float32))


def test_half_a_turn_gives_the_opposite_hue_of_the_same_lightness() -> None:
    color = _oklab(0.5, 0.45, 0.4)
    lightness, a, b = shifted(color[None], _shift(TURNS // 2))[0]
    assert lightness == pytest.approx(color[0])
    assert (a, b) == pytest.approx((-color[1], -color[2]), abs=1e-6)


def test_black_white_and_greys_stay_grey() -> None:
    greys = oklab_from_srgb(np.array([[0, 0, 0], [0.4, 0.4, 0.4], [1, 1, 1]], np.float32))
    moved = srgb_from_oklab(shifted(greys[None], _shift(7, 0))[0])
    assert np.ptp(moved, axis=-1).max() < 0.004
    np.testing.assert_allclose(moved[[0, 2], 0], [0, 1], atol=0.01)
    assert moved[1, 0] > 0.4


def test_vivid_colours_are_drawn_to_grey_until_they_fit() -> None:
    rng = np.random.default_rng(0)
    colors = oklab_from_srgb(rng.random((1, 500, 3)).astype(np.float32))
    for turn in range(1, TURNS, 5):
        moved = shifted(colors, _shift(turn))
        back = oklab_from_srgb(srgb_from_oklab(moved))
        np.testing.assert_allclose(back, moved, atol=0.02)
        np.testing.assert_allclose(moved[..., 0], colors[..., 0], atol=1e-5)


def test_pictures_change_as_colours_do() -> None:
    ramp = np.linspace(40, 210, 64)
    picture = np.stack(np.broadcast_arrays(ramp[None], ramp[:, None], np.full((64, 64), 120)), -1)
    picture = picture.astype(np.uint8)[None]
    shift = _shift(5, 3)
    exact = 255 * srgb_from_oklab(shifted(oklab_from_srgb(picture.astype(np.float32) / 255), shift))
    error = np.abs(shifted_pictures(picture, shift) - exact)
    assert error.mean() < 4
    assert np.quantile(error, 0.99) < 20


def test_a_picture_that_is_not_shifted_stays_exact() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (2, 8, 8, 3)).astype(np.uint8)
    shift = Shift(turn=np.array([0, 3]), gamma=np.full(2, PLAIN_GAMMA))
    moved = shifted_pictures(pictures, shift)
    np.testing.assert_array_equal(moved[0], pictures[0])
    assert (moved[1] != pictures[1]).any()


def test_no_text_becomes_hard_to_read() -> None:
    rng = np.random.default_rng(1)
    count = 400
    ink, ground = (oklab_from_srgb(rng.random((count, 3)).astype(np.float32)) for _ in range(2))
    asked = Shift(turn=rng.integers(0, TURNS, count), gamma=rng.integers(0, len(GAMMAS), count))
    shift = legible(ink, ground, np.arange(count), asked)
    before = contrast_ratio(srgb_from_oklab(ink), srgb_from_oklab(ground))
    after = contrast_ratio(srgb_from_oklab(shifted(ink, shift)), srgb_from_oklab(shifted(ground, shift)))
    assert (after >= 0.97 * np.minimum(before, 4.5) - 1e-4).all()
    assert 0.3 < np.mean((shift.turn == asked.turn) & (shift.gamma == asked.gamma)) < 1


def test_one_text_that_would_suffer_holds_its_whole_design_back() -> None:
    ink = np.stack([_oklab(0, 0, 0), _oklab(0.45, 0.45, 0.45)])
    ground = np.stack([_oklab(1, 1, 1), _oklab(1, 1, 1)])
    lighter = Shift(turn=np.array([4]), gamma=np.array([0]))
    shift = legible(ink, ground, np.zeros(2, np.intp), lighter)
    assert (shift.turn[0], shift.gamma[0]) == (4, PLAIN_GAMMA)
    shift = legible(ink[:1], ground[:1], np.zeros(1, np.intp), lighter)
    assert (shift.turn[0], shift.gamma[0]) == (4, 0)
