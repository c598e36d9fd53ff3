"""Palettes: every colour legible where it stands, and colours of any number given their parts."""

import base64
import io
import itertools

import numpy as np
import pytest
from PIL import Image as PillowImage

from jaxdesign.design.color import oklab_from_hex
from jaxdesign.direction.palettes import (
    PALETTES,
    TEXT_CONTRAST,
    contrast,
    mixed,
    palette_of,
    palettes_of_picture,
)


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: f"{palette.paper}-{palette.accent}")
def test_words_are_legible_on_every_ground(palette):
    for one in (palette, palette.reversed()):
        assert contrast(one.ink, one.paper) >= TEXT_CONTRAST
        assert contrast(one.quiet(one.paper), one.paper) >= TEXT_CONTRAST
        for ground in (one.paper, one.accent, one.tint):
            assert contrast(one.on(ground), ground) >= TEXT_CONTRAST
            assert contrast(one.accent_on(ground, large=True), ground) >= 3.1
        assert contrast(one.ink, one.tint) >= TEXT_CONTRAST


def test_palettes_differ():
    for first, second in itertools.combinations(PALETTES, 2):
        assert (first.paper, first.accent) != (second.paper, second.accent)


@pytest.mark.parametrize(
    "colors",
    [
        ("#ff0000",),
        ("#777777",),
        ("#ffffff",),
        ("#000000", "#000000"),
        ("#1b1b1e", "#f4f4f6", "#ee4266"),
        ("#ee4266", "#ffd23f"),
    ],
)
@pytest.mark.parametrize("dark", [None, True, False])
def test_any_colours_make_a_legible_palette(colors, dark):
    palette = palette_of(colors, dark=dark)
    assert contrast(palette.ink, palette.paper) >= TEXT_CONTRAST
    if dark is not None:
        assert palette.is_dark == dark


def test_a_brand_keeps_its_own_colours():
    palette = palette_of(("#0b3d91", "#fc3d21", "#ffffff"))
    assert {palette.paper, palette.ink, palette.accent} == {"#0b3d91", "#fc3d21", "#ffffff"}


def test_mixing_ends_at_its_ends():
    assert mixed("#102030", "#d0c0b0", 0.0) == "#102030"
    assert mixed("#102030", "#d0c0b0", 1.0) == "#d0c0b0"


def _address(*colors):
    pixels = np.concatenate([np.full((40, 20, 3), color, np.uint8) for color in colors], axis=1)
    stream = io.BytesIO()
    PillowImage.fromarray(pixels).save(stream, "PNG")
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"


@pytest.mark.parametrize("color", [(200, 40, 30), (20, 90, 60), (30, 60, 170), (250, 220, 40)])
def test_a_picture_gives_palettes_of_its_hue(color):
    found = palettes_of_picture(_address((240, 240, 240), color))
    assert [palette.is_dark for palette in found] in ([False, True], [True, False])
    seen = oklab_from_hex("#{:02x}{:02x}{:02x}".format(*color))[1:]
    for palette in found:
        worn = oklab_from_hex(palette.accent)[1:]
        assert worn @ seen / np.linalg.norm(worn) / np.linalg.norm(seen) > 0.9
        assert contrast(palette.ink, palette.paper) >= 7
        assert contrast(palette.ink, palette.tint) >= TEXT_CONTRAST
        assert contrast(palette.accent_on(palette.paper, large=True), palette.paper) >= 3.1


def test_a_dark_picture_has_its_dark_palette_first():
    assert palettes_of_picture(_address((12, 12, 20), (160, 20, 60)))[0].is_dark
    assert not palettes_of_picture(_address((240, 240, 250), (160, 20, 60)))[0].is_dark


def test_what_is_transparent_is_not_seen():
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[10:30, 10:30] = (240, 130, 40, 255)
    stream = io.BytesIO()
    PillowImage.fromarray(pixels).save(stream, "PNG")
    address = f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"
    assert not palettes_of_picture(address)[0].is_dark


def test_a_grey_picture_gives_none():
    assert palettes_of_picture(_address((30, 30, 30), (200, 200, 200))) == []


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
