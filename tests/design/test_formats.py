"""Formats by name and free sizes."""

from __future__ import annotations

import pytest

from jaxdesign.design.document import Canvas
from jaxdesign.design.formats import ALIASES, FORMATS, canvas_for, minimum_type_px
from jaxdesign.errors import InputError


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("instagram-post", (1080, 1080)),
        ("Instagram Portrait", (1080, 1350)),
        ("instagram-story", (1080, 1920)),
        ("slide", (1920, 1080)),
        ("slide 4:3", (1440, 1080)),
        ("og-card", (1200, 630)),
        ("poster", (1500, 2000)),
        ("poster-landscape", (2000, 1500)),
        ("slide-portrait", (1080, 1920)),
        ("a4", (1240, 1754)),
        ("a4-landscape", (1754, 1240)),
        ("business-card", (502, 325)),
        ("800x600", (800, 600)),
        ("25.4 x 50.8 mm", (150, 300)),
        ("2x3in", (300, 450)),
        ("10x10cm", (590.55, 590.55)),
    ],
)
def test_sizes(name: str, size: tuple[float, float]) -> None:
    canvas = canvas_for(name)
    assert (canvas.width, canvas.height) == size


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("instgram-post", "'instagram-post'"),
        ("posters", "'poster'"),
        ("instagram-post-landscape", "nearest"),
        ("", "nearest"),
        ("0x100", "out of range"),
        ("100000x100", "out of range"),
        ("20000x1", "over 20 times"),
        ("10x10furlong", "nearest"),
    ],
)
def test_unknown_formats_are_refused_with_a_hint(name: str, hint: str) -> None:
    with pytest.raises(InputError, match="format") as caught:
        canvas_for(name)
    assert hint in str(caught.value)


def test_every_format_can_be_made_and_has_a_readable_minimum() -> None:
    for name in [*FORMATS, *ALIASES]:
        canvas = canvas_for(name)
        assert 4 <= minimum_type_px(canvas) <= 0.12 * max(canvas.width, canvas.height)


def test_the_minimum_follows_a_scaled_canvas() -> None:
    full = canvas_for("instagram-post")
    half = Canvas(width=540, height=540, format="instagram-post")
    assert minimum_type_px(half) == pytest.approx(minimum_type_px(full) / 2)
    assert minimum_type_px(Canvas(width=300, height=300)) == 9.0
