"""Each promise of the certificate, kept and broken, on small designs whose answer is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Paint, Text
from jaxdesign.innovation.extents import setting
from jaxdesign.innovation.result import Certificate, Check
from jaxdesign.innovation.verify import verify
from jaxdesign.innovation.wcag import contrast, held_ratio, luminance, needed_ratio


def text(name: str, x: float, y: float, string: str = "Hello there", **update: Any) -> Element:
    """A text whose box is exactly around it."""
    lock = update.pop("lock", ())
    fill = update.pop("fill", "#222222")
    settings: dict[str, Any] = {"string": string, "size": 20.0} | update
    element = Element(
        id=name, kind="text", box=(x, y, 390.0, 40.0), lock=lock, paint=Paint(fill=fill),
        text=Text(**settings),
    )  # fmt: skip
    area = setting(element).set
    return element.model_copy(update={"box": (x, y, area.width, area.height)})


def shape(name: str, box: tuple[float, float, float, float], fill: str = "#335577") -> Element:
    return Element(id=name, kind="shape", shape="rectangle", box=box, paint=Paint(fill=fill))


def page(*elements: Element, fill: str = "#ffffff") -> Document:
    return Document(canvas=Canvas(width=400, height=300), backdrop=Backdrop(fill=fill), elements=elements)


def check(certificate: Certificate, name: str) -> Check:
    return next(check for check in certificate.checks if check.name == name)


def test_a_sound_design_holds() -> None:
    document = page(text("a", 20, 20), text("b", 20, 80))
    certificate = verify(document, original=document)
    assert certificate.holds, certificate.reasons
    assert [c.name for c in certificate.checks] == [
        "text_fits", "text_overlap", "on_canvas", "contrast", "minimum_size", "strings", "locks",
    ]  # fmt: skip


def test_texts_on_each_other_collide_and_boxes_alone_do_not() -> None:
    broken = check(verify(page(text("a", 20, 20), text("b", 24, 24))), "text_overlap")
    assert not broken.holds
    assert set(broken.elements) == {"a", "b"}
    beside = page(
        text("a", 20, 20, "no"), text("b", 70, 20, "one").model_copy(update={"box": (30, 20, 120, 28)})
    )
    moved = beside.model_copy(
        update={
            "elements": (beside.elements[0], beside.elements[1].model_copy(update={"box": (80, 20, 60, 28)}))
        }
    )
    assert check(verify(moved), "text_overlap").holds


def test_a_text_under_an_opaque_shape_is_covered_and_over_it_is_not() -> None:
    label, card = text("a", 60, 60, fill="#ffffff"), shape("card", (40, 40, 200, 80))
    assert check(verify(page(card, label)), "text_overlap").holds
    covered = check(verify(page(label, card)), "text_overlap")
    assert not covered.holds
    assert "covered in 100%" in covered.reason


def test_off_canvas_counts_only_beyond_the_original() -> None:
    out = page(shape("a", (-30, 10, 80, 80)))
    assert not check(verify(out), "on_canvas").holds
    assert check(verify(out, original=out), "on_canvas").holds
    further = page(shape("a", (-50, 10, 80, 80)))
    reason = check(verify(further, original=out), "on_canvas").reason
    assert "50.0 px beyond the left" in reason


@pytest.mark.parametrize(
    ("fill", "size", "holds"),
    [("#767676", 20.0, True), ("#787878", 20.0, False), ("#787878", 24.0, True), ("#959595", 24.0, False)],
)
def test_contrast_knows_the_limits_of_wcag(fill: str, size: float, holds: bool) -> None:
    document = page(text("a", 20, 20, fill=fill, size=size))
    assert check(verify(document), "contrast").holds is holds


def test_contrast_is_measured_under_the_ink_not_in_the_box() -> None:
    far = shape("dark", (300, 10, 60, 60), "#111111")
    wide = text("a", 20, 20).model_copy(update={"box": (20, 20, 330, 28)})
    assert check(verify(page(far, wide)), "contrast").holds
    under = shape("dark", (20, 10, 60, 60), "#111111")
    assert not check(verify(page(under, wide)), "contrast").holds


def test_a_wcag_ratio_known_from_the_standard() -> None:
    white, black = luminance(np.ones(3)), luminance(np.zeros(3))
    assert contrast(white, black) == pytest.approx(21.0)
    grey = luminance(np.full(3, 0x76 / 255))
    assert contrast(white, grey) == pytest.approx(4.54, abs=0.005)
    assert needed_ratio(18.66, 700) == 3.0
    assert needed_ratio(18.66, 400) == 4.5
    assert held_ratio(np.array([1.0] + [9.0] * 99)) == 9.0
    assert held_ratio(np.array([1.0] * 6 + [9.0] * 94)) == 1.0


def test_small_type_is_named_with_its_lock() -> None:
    document = page(text("a", 20, 20, size=6.0, lock=("size",)))
    reason = check(verify(document), "minimum_size").reason
    assert reason == "`a` is locked at 6 px, the format's minimum is 9 px."


def test_words_and_locks_are_those_of_the_original() -> None:
    original = page(text("a", 20, 20, lock=("x", "color")), text("b", 20, 80))
    changed = page(
        original.elements[0].model_copy(update={"box": (21.0, *original.elements[0].box[1:])}),
        text("b", 20, 80, "Hello There"),
    )
    certificate = verify(changed, original=original)
    assert check(certificate, "locks").reason == "`a` has its locked x changed."
    assert check(certificate, "strings").elements == ("b",)
    gone = verify(page(original.elements[0]), original=original)
    assert check(gone, "strings").reason == "`b` is missing."


def test_a_text_wider_than_its_box_does_not_fit() -> None:
    element = text("a", 20, 20, "Incomprehensibilities", size=40.0)
    narrow = element.model_copy(update={"box": (20, 20, 100, element.box[3])})
    assert not check(verify(page(narrow)), "text_fits").holds


def test_a_watermark_of_the_original_is_on_purpose() -> None:
    back = text("back", 20, 20, "BIG", size=150.0, fill="#eeeeee")
    front = text("front", 60, 110, "small words in front")
    document = page(back.model_copy(update={"lock": ("color",)}), front)
    assert not check(verify(document), "text_overlap").holds
    assert check(verify(document, original=document), "text_overlap").holds
