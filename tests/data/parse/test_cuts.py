"""Where pictures end: edges from side to side, however soft, and the plain fields beside them."""

from __future__ import annotations

import numpy as np
from PIL import Image as PillowImage
from scipy import ndimage

from jaxdesign.data.parse import parse_picture
from jaxdesign.data.parse.cuts import best_cut, plain_cut
from jaxdesign.data.parse.regions import Region, joined_bars
from jaxdesign.importers.boxes import iou


def _photograph(
    height: int, width: int, seed: int, *, blur: float = 6.0, low: float = 20, high: float = 120
) -> np.ndarray:
    """``[h, w, 3]`` levels that change smoothly."""
    noise = np.random.default_rng(seed).random((height, width, 3))
    smooth = ndimage.gaussian_filter(noise, (blur, blur, 0))
    smooth = (smooth - smooth.min()) / np.ptp(smooth)
    return low + (high - low) * smooth


def _pictures(pixels: np.ndarray) -> list[tuple[float, float, float, float]]:
    document = parse_picture(PillowImage.fromarray(np.round(pixels).astype(np.uint8))).document
    return [element.box for element in document.elements if element.kind == "image"]


def test_a_soft_edge_between_two_photographs() -> None:
    pixels = np.concatenate([_photograph(80, 200, 1, blur=30), _photograph(90, 200, 2, blur=30) + 7])
    cut = best_cut(pixels)
    assert cut is not None
    assert (cut.axis, cut.at) == (0, 80)


def test_a_picture_that_goes_on_under_a_veil_is_not_cut() -> None:
    pixels = _photograph(160, 200, 3, blur=2.5)
    pixels[:60] = 0.6 * pixels[:60] + 120
    assert best_cut(pixels) is None


def test_a_photograph_is_not_cut() -> None:
    pixels = _photograph(160, 200, 4)
    assert best_cut(pixels) is None
    assert plain_cut(pixels) is None


def test_a_card_below_its_picture() -> None:
    pixels = np.full((160, 200, 3), 45.0)
    pixels[:90] = _photograph(90, 200, 5, low=20, high=70)
    cut = plain_cut(pixels)
    assert cut is not None
    assert cut.axis == 0
    assert abs(cut.at - 90) <= 1


def test_photographs_side_by_side_are_pictures_of_their_own() -> None:
    parts = [_photograph(220, 130, 6, high=200), _photograph(220, 150, 7, low=60, high=250)]
    found = _pictures(np.concatenate(parts, axis=1))
    for box in ((0, 0, 130, 220), (130, 0, 150, 220)):
        assert max(iou(box, other) for other in found) > 0.95


def test_a_photograph_and_a_field_beside_it() -> None:
    pixels = np.full((300, 400, 3), 235.0)
    pixels[:, 160:] = _photograph(300, 240, 8, high=200)
    assert max(iou((160, 0, 240, 300), box) for box in _pictures(pixels)) > 0.95


def _bar(top: int, *, left: int = 10, right: int = 34) -> Region:
    return Region("rule", (left, top, right, top + 2), None)


def test_the_bars_of_a_menu_are_one_icon() -> None:
    other = _bar(60, right=300)
    regions = joined_bars([_bar(10), other, _bar(16), _bar(22)])
    assert [(region.kind, region.box) for region in regions] == [
        ("picture", (10, 10, 34, 24)),
        ("rule", other.box),
    ]


def test_rules_far_apart_or_of_several_lengths_stay_rules() -> None:
    for regions in (
        [_bar(10), _bar(40), _bar(70)],
        [_bar(10), _bar(16, right=60), _bar(22)],
        [_bar(10), _bar(16)],
    ):
        assert joined_bars(regions) == regions
