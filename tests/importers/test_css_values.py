"""CSS values as browsers compute them."""

from __future__ import annotations

import pytest

from jaxdesign.importers.css_values import color, gradient, shadow


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("rgb(255, 0, 16)", "#ff0010"),
        ("rgba(0, 0, 0, 0.5)", "#00000080"),
        ("rgba(0, 0, 0, 0)", None),
        ("#1a2B3c", "#1a2b3c"),
        ("#abc", "#aabbcc"),
        ("", None),
        (None, None),
    ],
)
def test_colors(css: str | None, expected: str | None) -> None:
    assert color(css) == expected


@pytest.mark.parametrize(
    ("css", "angle"),
    [
        ("linear-gradient(rgb(0,0,0), rgb(255,255,255))", 90.0),
        ("linear-gradient(90deg, rgb(0,0,0), rgb(255,255,255))", 0.0),
        ("linear-gradient(to top, rgb(0,0,0), rgb(255,255,255))", 270.0),
        ("linear-gradient(to right, rgb(0,0,0), rgb(255,255,255))", 0.0),
        ("linear-gradient(to bottom right, rgb(0,0,0), rgb(255,255,255))", 45.0),
        ("-webkit-linear-gradient(top, rgb(0,0,0), rgb(255,255,255))", 90.0),
        ("-webkit-linear-gradient(left, rgb(0,0,0), rgb(255,255,255))", 0.0),
        ("-webkit-gradient(linear, 0% 0%, 0% 100%, from(rgb(0,0,0)), to(rgb(255,255,255)))", 90.0),
        ('url("a.png"), linear-gradient(180deg, rgb(0,0,0), rgb(255,255,255))', 90.0),
    ],
)
def test_gradient_directions(css: str, angle: float) -> None:
    found = gradient(css)
    assert found is not None
    assert found.angle % 360 == pytest.approx(angle)
    assert found.stops == ((0.0, "#000000"), (1.0, "#ffffff"))


def test_gradient_stops_without_places_stand_evenly() -> None:
    found = gradient("linear-gradient(rgb(0,0,0) 10%, rgb(1,1,1), rgb(2,2,2), rgba(3,3,3,0) 70%)")
    assert found is not None
    assert [place for place, _ in found.stops] == pytest.approx([0.1, 0.3, 0.5, 0.7])
    assert found.stops[-1][1] == "#03030300"


def test_what_is_no_gradient() -> None:
    assert gradient("none") is None
    assert gradient("linear-gradient(rgb(0,0,0))") is None
    assert gradient("linear-gradient(rgba(0,0,0,0), rgba(9,9,9,0))") is None


def test_the_first_outer_shadow_counts() -> None:
    clear, inner = "rgba(0, 0, 0, 0) 0px 0px 0px 0px", "rgb(1, 1, 1) 0px 1px 0px 0px inset"
    found = shadow(f"{clear}, {inner}, rgba(0, 0, 0, 0.5) 1px 4px 6px -1px")
    assert found is not None
    assert (found.dx, found.dy, found.blur, found.color) == (1, 4, 6, "#00000080")
    assert shadow("none") is None
