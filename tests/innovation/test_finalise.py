"""Finalising repairs what can be repaired, moves nothing else and names what cannot."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import resvg_py
from PIL import Image as PillowImage

from jaxdesign.design.codec import dumps
from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex
from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Image, Paint, Text
from jaxdesign.importers.capture import read_capture
from jaxdesign.innovation.extents import beside_ellipse
from jaxdesign.innovation.finalise import finalise
from jaxdesign.innovation.verify import verify
from jaxdesign.innovation.wcag import contrast, luminance
from jaxdesign.render.fonts import default_registry
from jaxdesign.render.setting import set_text
from jaxdesign.render.svg import to_svg
from jaxdesign.render.svg_text import faces_used


def text(
    name: str, box: tuple[float, float, float, float], string: str = "Some words", **update: Any
) -> Element:
    lock, fill = update.pop("lock", ()), update.pop("fill", "#222222")
    settings: dict[str, Any] = {"string": string, "size": 20.0} | update
    return Element(
        id=name,
        kind="text",
        box=box,
        lock=lock,
        paint=Paint(fill=fill),
        text=Text(**settings),
    )


def shape(name: str, box: tuple[float, float, float, float], fill: str, **update: Any) -> Element:
    return Element(id=name, kind="shape", shape="rectangle", box=box, paint=Paint(fill=fill), **update)


def noise_picture(seed: int = 0) -> Image:
    levels = np.random.default_rng(seed).integers(0, 256, (12, 16, 3)).astype(np.uint8)
    buffer = io.BytesIO()
    PillowImage.fromarray(levels).save(buffer, "PNG")
    return Image(href="data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode(), fit="fill")


def page(*elements: Element, fill: str = "#ffffff", width: float = 400, height: float = 300) -> Document:
    return Document(
        canvas=Canvas(width=width, height=height), backdrop=Backdrop(fill=fill), elements=elements
    )


def test_colliding_texts_are_parted_and_the_third_stays() -> None:
    document = page(text("a", (20, 20, 120, 27)), text("b", (24, 30, 120, 27)), text("c", (20, 200, 120, 27)))
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    a, b, c = done.elements
    assert a.box[1] + a.box[3] <= b.box[1] + 0.02
    assert c.box[:2] == (20, 200)
    assert max(abs(a.box[0] - 20), abs(b.box[0] - 24)) < 1
    assert abs(a.box[1] - 20) + abs(b.box[1] - 30) < 25


@pytest.mark.parametrize(("form", "parted"), [("ellipse", False), ("rectangle", True)])
def test_the_empty_corner_of_an_ellipses_box_is_free(form: str, parted: bool) -> None:
    words = text("a", (20, 160, 150, 27), "Words by a disc")
    edge = 20 + set_text(words.text, 150).width if words.text else 0.0
    disc = shape("disc", (edge - 5, 20, 150, 150), "#ddaa66").model_copy(update={"shape": form})
    document = page(words, disc)
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    moved = max(
        abs(new.box[0] - old.box[0]) for new, old in zip(done.elements, document.elements, strict=True)
    )
    moved += max(
        abs(new.box[1] - old.box[1]) for new, old in zip(done.elements, document.elements, strict=True)
    )
    assert (moved > 1) == parted


def test_a_word_wider_than_the_canvas_is_set_smaller_not_broken() -> None:
    document = page(text("a", (20, 60, 380, 60), "Donaudampfschifffahrt heute", size=48, role="headline"))
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    [words] = done.elements
    assert words.text is not None
    assert words.text.lines == ("Donaudampfschifffahrt", "heute")
    assert 24 <= words.text.size < 48
    held = text("a", (20, 60, 380, 60), "Donaudampfschifffahrt heute", size=48, lock=("size",))
    broken, _ = finalise(page(held), original=page(held))
    assert broken.elements[0].text is not None
    assert broken.elements[0].text.size == 48
    assert "Donaudampfschifffahrt".startswith((broken.elements[0].text.lines or ("?",))[0])
    assert broken.elements[0].text.lines != words.text.lines


def test_texts_of_one_size_are_made_smaller_together_and_locked_words_stay() -> None:
    two = page(
        text("a", (20, 40, 380, 60), "Donaudampfschifffahrt", size=48),
        text("b", (20, 140, 380, 60), "Heute", size=48),
    )
    done, certificate = finalise(two, original=two)
    assert certificate.holds, certificate.reasons
    assert len({element.text.size for element in done.elements if element.text}) == 1
    lines = ("Die Donaudampfschifffahrt", "heute")
    held = page(text("a", (20, 60, 380, 120), " ".join(lines), size=48, lines=lines, lock=("text",)))
    kept, certificate = finalise(held, original=held)
    assert certificate.holds, certificate.reasons
    assert kept.elements[0].text is not None
    assert kept.elements[0].text.lines == lines


def test_a_text_beside_a_disc_is_not_pushed_onto_it() -> None:
    disc = shape("disc", (107.7, 20, 150, 150), "#ddaa66").model_copy(update={"shape": "ellipse"})
    document = page(text("a", (20, 164, 110, 27)), text("b", (20, 176, 110, 27)), disc)
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    words, around = done.elements[0].box, done.elements[2].box
    assert beside_ellipse(words, around)


def test_nearly_equal_edges_become_exactly_equal() -> None:
    document = page(
        text("a", (20, 20, 120, 27)),
        text("b", (20.3, 80, 120, 27)),
        shape("c", (19.9, 150, 90, 60), "#ddeeff"),
    )
    done, _ = finalise(document, original=document)
    assert len({element.box[0] for element in done.elements}) == 1


def test_a_locked_edge_draws_the_others_to_it() -> None:
    document = page(text("a", (20.4, 20, 120, 27), lock=("x",)), text("b", (20, 80, 120, 27)))
    done, certificate = finalise(document, original=document)
    assert certificate.holds
    assert [element.box[0] for element in done.elements] == [20.4, 20.4]


def test_a_label_slips_back_into_its_button() -> None:
    button = shape("button", (100, 100, 140, 44), "#1144aa")
    label = text("label", (190, 110, 60, 20), "Buy now", fill="#ffffff", size=16.0)
    done, certificate = finalise(page(button, label), original=page(button, label))
    assert certificate.holds, certificate.reasons
    plate, inner = done.elements
    assert plate.box[0] <= inner.box[0]
    assert inner.box[0] + inner.box[2] <= plate.box[0] + plate.box[2]
    assert inner.paint.fill == "#ffffff"


def framed(color: tuple[int, int, int]) -> Image:
    """A picture with a rim of one colour."""
    levels = np.full((24, 24, 3), color, np.uint8)
    levels[6:18, 6:18] = 40
    buffer = io.BytesIO()
    PillowImage.fromarray(levels).save(buffer, "PNG")
    return Image(href="data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode(), fit="fill")


HEADLINE = text("a", (20, 20, 200, 65), "Words", fill="#ffffff", size=48.0)
TEAL, TEAL_LEVELS = "#1abc9c", (26, 188, 156)


@pytest.mark.parametrize("kind", ["backdrop", "plate"])
def test_a_large_ground_gives_way_rather_than_its_words_change_sides(kind: str) -> None:
    plate = shape("plate", (0, 0, 400, 250), TEAL)
    if kind == "backdrop":
        document = page(HEADLINE, shape("chip", (20, 200, 90, 40), TEAL), fill=TEAL)
    else:
        document = page(plate, HEADLINE)
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    assert done.element("a").paint.fill == "#ffffff"
    ground = done.backdrop.fill if kind == "backdrop" else done.element("plate").paint.fill
    assert isinstance(ground, str)
    before, after = (
        oklab_from_srgb(np.array(srgb_from_hex(color)[:3], np.float32)) for color in (TEAL, ground)
    )
    assert 0 < np.linalg.norm(after - before) <= 0.2
    if kind == "backdrop":
        assert done.element("chip").paint.fill == ground


@pytest.mark.parametrize(
    "document",
    [
        page(HEADLINE, fill="#fff3d0"),  # too far to go
        page(shape("plate", (0, 0, 400, 250), TEAL, lock=("color",)), HEADLINE),
        page(
            HEADLINE,
            Element(id="face", kind="image", box=(20, 120, 90, 90), image=framed(TEAL_LEVELS)),
            fill=TEAL,
        ),
        page(HEADLINE, text("b", (20, 150, 200, 27), "Dark words", fill="#0b4f42"), fill=TEAL),
        page(
            HEADLINE, text("b", (20, 150, 300, 65), "Many more words", fill="#000000", size=36.0), fill=TEAL
        ),
    ],
    ids=["far", "locked", "in a picture", "other words need it", "most words are dark"],
)
def test_where_a_ground_must_stay_words_change_sides_clearly(document: Document) -> None:
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    assert done.backdrop == document.backdrop
    plates = [element.paint.fill for element in document.elements if element.kind == "shape"]
    assert [element.paint.fill for element in done.elements if element.kind == "shape"] == plates
    fill = done.element("a").paint.fill
    assert isinstance(fill, str)
    ground = plates[0] if plates else document.backdrop.fill
    assert isinstance(ground, str)
    ink, under = (luminance(np.array(srgb_from_hex(color)[:3])) for color in (fill, ground))
    assert ink < under
    assert contrast(ink, under) >= 4.5  # large type needs 3


def test_the_nearest_legible_colour_keeps_the_hue_and_company() -> None:
    document = page(
        text("a", (20, 20, 120, 27), fill="#88aadd"), text("b", (20, 80, 120, 27), fill="#88aadd"),
        text("c", (20, 150, 120, 27), fill="#88aadd", lock=("color",)),
    )  # fmt: skip
    done, certificate = finalise(document, original=document)
    a, b, c = (done.element(name).paint.fill for name in "abc")
    assert a == b != c == "#88aadd"
    red, _, blue = (int(str(a)[i : i + 2], 16) for i in (1, 3, 5))
    assert blue > red + 40
    assert certificate.holds, certificate.reasons
    assert [element.id for element in done.elements] == ["a", "b", "c-scrim", "c"]


def test_a_text_on_a_busy_picture_gets_a_scrim() -> None:
    picture = Element(id="photo", kind="image", box=(0, 0, 400, 300), image=noise_picture())
    document = page(picture, text("title", (60, 100, 250, 60), "Over the noise", fill="#ffffff", size=16.0))
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    ids = [element.id for element in done.elements]
    assert ids == ["photo", "title-scrim", "title"]
    fill = done.element("title-scrim").paint.fill
    assert isinstance(fill, str)
    assert 0 < int(fill[7:] or "ff", 16) < 255


def test_a_text_drawn_in_two_lines_keeps_them_and_its_width_where_asked() -> None:
    string = "Words that fit on two lines"
    whole = set_text(Text(string=string, size=20.0), None)
    high = whole.height + 1.2 * 20
    document = page(text("a", (40, 40, 0.9 * whole.width, high), string))
    kept, certificate = finalise(document, original=document, as_drawn=True)
    assert certificate.holds, certificate.reasons
    element = kept.element("a")
    assert element.text is not None
    assert element.text.lines is not None
    assert len(element.text.lines) == 2
    assert element.box == pytest.approx((40, 40, 0.9 * whole.width, high), abs=0.5)
    tight, _ = finalise(document, original=document)
    assert tight.element("a").box[2] != pytest.approx(0.9 * whole.width, abs=0.5)


def test_a_short_text_stays_on_its_line_where_boxes_are_kept() -> None:
    whole = set_text(Text(string="Staff members", size=20.0), None)
    document = page(text("a", (40, 40, 0.8 * whole.width, whole.height + 12), "Staff members"))
    kept, _ = finalise(document, original=document, as_drawn=True)
    element = kept.element("a")
    assert element.text is not None
    assert element.text.lines == ("Staff members",)


@pytest.mark.parametrize("lock", [(), ("w",)])
def test_only_the_lines_of_a_text_in_a_wide_box_are_parted_from_others(lock: tuple[str, ...]) -> None:
    document = page(text("a", (20, 20, 300, 27), "Left", lock=lock), text("b", (200, 20, 100, 27), "Right"))
    done, certificate = finalise(document, original=document, as_drawn=True)
    assert certificate.holds, certificate.reasons
    assert [element.box[:3] for element in done.elements] == [(20, 20, 300), (200, 20, 100)]


@pytest.mark.parametrize("turned", [0, 180])
def test_a_scrim_ends_at_the_canvas_where_its_picture_does_not(turned: float) -> None:
    picture = Element(
        id="photo", kind="image", box=(-60, -20, 520, 360), image=noise_picture(), rotation=turned,
        paint=Paint(radius=40),
    )  # fmt: skip
    words = (
        text("a", (60, 60, 280, 60), "Over the noise", fill="#ffffff", size=36.0),
        text("b", (60, 180, 280, 60), "And once more", fill="#ffffff", size=36.0),
    )
    document = page(picture, *words)
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    scrim = next(element for element in done.elements if element.id.endswith("-scrim"))
    assert (scrim.box, scrim.paint.radius) == ((0, 0, 400, 300), 0)


def test_locked_small_type_is_refused_with_the_true_reason() -> None:
    document = page(text("headline", (20, 20, 120, 10), size=6.0, lock=("size",)))
    done, certificate = finalise(document, original=document)
    assert certificate.reasons == ("`headline` is locked at 6 px, the format's minimum is 9 px.",)
    drawn = document.element("headline").text
    assert drawn is not None
    assert done.element("headline").text == drawn.model_copy(update={"lines": ("Some words",)})
    assert done.certificate is not None
    assert done.certificate["checks"]["minimum_size"]["reason"] == certificate.reasons[0]


def test_locked_places_are_exact_and_their_collision_is_refused() -> None:
    document = page(
        text("a", (20.125, 20.0625, 120, 27), lock=("all",)), text("b", (24, 30, 120, 27), lock=("box",))
    )
    done, certificate = finalise(document, original=document)
    assert [e.box for e in done.elements] == [e.box for e in document.elements]
    assert any("`a` and `b` collide" in reason for reason in certificate.reasons)


def test_the_same_bytes_twice_and_stable_when_repeated() -> None:
    document = page(
        text("a", (20, 20, 120, 27)), text("b", (24, 30, 120, 27)), shape("c", (20.5, 150, 90, 60), "#ddeeff")
    )
    first, _ = finalise(document, original=document)
    second, _ = finalise(document, original=document)
    assert dumps(first) == dumps(second)
    again, certificate = finalise(first, original=document)
    assert certificate.holds
    for one, two in zip(first.elements, again.elements, strict=True):
        np.testing.assert_allclose(one.box, two.box, atol=0.05)


DEGENERATE = {
    "empty": page(),
    "pictures only": page(Element(id="p", kind="image", box=(-20, 0, 200, 200), image=noise_picture())),
    "larger than the canvas": page(text("a", (0, 0, 900, 900), "Enormous words " * 6, size=90.0)),
    "zero boxes": page(
        text("a", (10, 10, 0, 0)), shape("s", (50, 50, 0, 0), "#ff0000"), text("b", (10, 10, 0, 0), "x")
    ),
    "spaces only": page(text("a", (10, 10, 50, 20), "   "), text("b", (10, 10, 50, 20), "")),
    "one long word": page(text("a", (10, 10, 50, 20), "Donaudampfschifffahrtsgesellschaftskapitän" * 3)),
    "other scripts": page(
        text("he", (10, 10, 200, 30), "שלום עולם"), text("zh", (10, 20, 200, 30), "設計就是一切"),
        text("emoji", (10, 30, 200, 30), "🎉 Party 👩‍👩‍👧"), text("ar", (10, 40, 200, 30), "مرحبا بالعالم"),
    ),
    "rotated": page(
        text("a", (50, 50, 200, 30)).model_copy(update={"rotation": 37.0}), text("b", (60, 60, 100, 30))
    ),
    "all outside": page(text("a", (-500, -500, 100, 30)), text("b", (900, 20, 100, 30))),
}  # fmt: skip


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_designs_are_finished_or_refused_with_a_reason(name: str) -> None:
    document = DEGENERATE[name]
    done, certificate = finalise(document, original=document)
    assert certificate == verify(done.model_copy(update={"certificate": None}), original=document)
    assert all(reason.endswith(".") and "`" in reason for reason in certificate.reasons)
    if name in ("empty", "spaces only", "pictures only", "all outside", "rotated"):
        assert certificate.holds, certificate.reasons


def test_two_hundred_texts() -> None:
    rng = np.random.default_rng(0)
    places = rng.uniform(0, 1, (200, 2)) * (1500, 1100)
    elements = [
        text(f"t{i}", (float(x), float(y), 60, 14), f"word {i}", size=10.0) for i, (x, y) in enumerate(places)
    ]
    document = page(*elements, width=1600, height=1200)
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    shifts = [
        np.hypot(a.box[0] - b.box[0], a.box[1] - b.box[1])
        for a, b in zip(document.elements, done.elements, strict=True)
    ]
    assert np.median(shifts) < 8


def ink_of(document: Document, name: str) -> np.ndarray:
    """Coverage of one text's ink, from its SVG with all else taken out, through the renderer alone."""
    only = tuple(
        e.model_copy(update={"paint": Paint(fill="#000000")}) for e in document.elements if e.id == name
    )
    alone = document.model_copy(
        update={"elements": only, "backdrop": Backdrop(fill="#ffffff"), "certificate": None}
    )
    files = sorted({str(face.path) for element in only for face in faces_used(element, default_registry())})
    png = resvg_py.svg_to_bytes(svg_string=to_svg(alone), skip_system_fonts=True, font_files=files)
    return 1 - np.asarray(PillowImage.open(io.BytesIO(bytes(png))).convert("L"), np.float32) / 255


def test_certified_texts_really_lie_apart_when_drawn_one_by_one(captures_dir: Path) -> None:
    path = captures_dir / "themewagon+mapple-HTML"
    rng = np.random.default_rng(3)
    for capture in sorted(path.glob("*.json.gz"))[:2]:
        real = read_capture(capture)
        scale = np.array([real.canvas.width, real.canvas.height] * 2)
        boxes = [np.maximum(np.array(e.box) + rng.normal(0, 0.03, 4) * scale, 4) for e in real.elements]
        moved = [
            e.model_copy(update={"box": tuple(b.tolist())}) for e, b in zip(real.elements, boxes, strict=True)
        ]
        rough = real.model_copy(update={"elements": tuple(moved)})
        done, certificate = finalise(rough, original=rough)
        assert certificate.holds, certificate.reasons
        inks = [ink_of(done, e.id) for e in done.elements if e.text is not None]
        together = sum(inks[1:], inks[0])
        for ink in inks:
            others = np.clip(together - ink, 0, 1)
            assert np.minimum(ink, others).sum() <= 0.03 * ink.sum() + 1


def test_words_on_any_shape_of_the_grounds_colour_count_for_it() -> None:
    badge = shape("badge", (40, 120, 150, 150), TEAL).model_copy(update={"shape": "ellipse"})
    words = text("b", (80, 182, 70, 27), "Dark", fill="#0a4438")
    document = page(HEADLINE, badge, words, fill=TEAL)
    done, certificate = finalise(document, original=document)
    assert certificate.holds, certificate.reasons
    assert done.backdrop == document.backdrop
    assert [done.element(name).paint for name in ("badge", "b")] == [badge.paint, words.paint]
