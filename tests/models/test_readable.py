"""Words of composed designs can be read on what is painted under them."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.design.color import contrast_ratio, srgb_from_hex
from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Paint
from jaxdesign.models.readable import readable
from tests.models.tiny import text


def _words(ink: str, *, size: float = 16.0, opacity: float = 1.0) -> Element:
    words = text("words", 40, 40, "Jazz on the river", size=size)
    return words.model_copy(update={"paint": Paint(fill=ink), "opacity": opacity})


def _read(paper: str, *elements: Element) -> Element:
    canvas = Canvas(width=1000, height=800)
    (found,) = readable([Document(canvas=canvas, backdrop=Backdrop(fill=paper), elements=elements)])
    return found.elements[-1]


def _contrast(element: Element, ground: str) -> float:
    assert isinstance(element.paint.fill, str)
    ink, under = (np.array(srgb_from_hex(color)[:3]) for color in (element.paint.fill, ground))
    return float(contrast_ratio(ink, under))


@pytest.mark.parametrize(
    ("ink", "paper"),
    [("#dddddd", "#ffffff"), ("#333344", "#202020"), ("#8888ff80", "#ffffff"), ("#777777", "#000000")],
)
def test_faint_words_become_readable(ink: str, paper: str) -> None:
    found = _read(paper, _words(ink))
    assert _contrast(found, paper) >= 4.45
    assert found.opacity == 1


@pytest.mark.parametrize(
    ("ink", "paper"), [("#222222", "#ffffff"), ("#ffffff", "#203060"), ("#c00000", "#ffffff")]
)
def test_words_that_can_be_read_stay(ink: str, paper: str) -> None:
    assert _read(paper, _words(ink)) == _words(ink)


def test_words_on_deep_colours_are_light() -> None:
    assert _read("#5560c0", _words("#000000")).paint.fill != "#000000"
    assert _contrast(_read("#5560c0", _words("#000000")), "#5560c0") >= 4.45
    assert _read("#777777", _words("#000000")) == _words("#000000")


@pytest.mark.parametrize(("ink", "paper"), [("#000000", "#e63946"), ("#000000", "#00897b")])
def test_words_that_could_not_be_read_better_stay(ink: str, paper: str) -> None:
    assert _read(paper, _words(ink)) == _words(ink)


def test_on_grey_words_take_the_side_of_more_contrast() -> None:
    assert _contrast(_read("#808080", _words("#6a6a6a")), "#808080") >= 4.45


def test_words_that_are_hidden_stay_hidden() -> None:
    assert _read("#ffffff", _words("#eeeeee", opacity=0.0)).opacity == 0


def test_large_words_need_less() -> None:
    assert _read("#ffffff", _words("#858585", size=40)) == _words("#858585", size=40)
    assert _read("#ffffff", _words("#858585")) != _words("#858585")


def test_the_ground_is_what_lies_under_the_words() -> None:
    panel = Element(
        id="panel", kind="shape", shape="rectangle", box=(0, 0, 400, 150), paint=Paint(fill="#101010")
    )
    assert _contrast(_read("#ffffff", panel, _words("#222222")), "#101010") >= 4.45
    over = _words("#222222").model_copy(update={"box": (1900.0, 1900.0, 50.0, 20.0)})
    assert _read("#ffffff", over) == over
