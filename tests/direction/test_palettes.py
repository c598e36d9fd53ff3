"""Palettes: every colour legible where it stands, and colours of any number given their parts."""

import itertools

import pytest

from jaxdesign.direction.palettes import PALETTES, TEXT_CONTRAST, contrast, mixed, palette_of


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
