"""Pictures of documents against golden ones, one feature each, in the shipped fonts.

The tolerance allows another version of the renderer to round anti-aliased edges otherwise: a mean of
1.5 levels of 255; a wrong font, colour or place of even one line gives more than 4.
Make them anew with ``JAXDESIGN_WRITE_GOLDEN=1 pytest tests/render/test_png.py`` and look at them.
"""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from jaxdesign.design.document import (
    Backdrop,
    Canvas,
    Document,
    Element,
    Gradient,
    Image,
    Paint,
    Shadow,
    Text,
)
from jaxdesign.errors import InputError
from jaxdesign.render.fonts import shipped_registry
from jaxdesign.render.png import render_array, to_png
from jaxdesign.render.textures import make_textures

GOLDEN = Path(__file__).parent.parent / "golden"
TOLERANCE = 1.5
Box = tuple[float, float, float, float]
REGISTRY = shipped_registry()


def _photo() -> str:
    y, x = np.mgrid[0:40, 0:60]
    pixels = np.stack([x * 4, y * 6, 255 - x * 3], -1).astype(np.uint8)
    pixels[15:25, 25:35] = 255
    buffer = io.BytesIO()
    PillowImage.fromarray(pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _text(
    id_: str, box: tuple[float, float, float, float], string: str, size: float, **fields: object
) -> Element:
    color = str(fields.pop("color", "#1a1a2e"))
    body = Text.model_validate({"string": string, "size": size, **fields})
    return Element(id=id_, kind="text", box=box, text=body, paint=Paint(fill=color))


def _shape(id_: str, shape: str, box: Box, **paint: object) -> Element:
    return Element.model_validate({"id": id_, "kind": "shape", "shape": shape, "box": box, "paint": paint})


def _page(*elements: Element, **backdrop: object) -> Document:
    return Document(
        canvas=Canvas(width=240, height=180), backdrop=Backdrop.model_validate(backdrop), elements=elements
    )


def _picture(
    id_: str, box: tuple[float, float, float, float], radius: float = 0.0, **fields: object
) -> Element:
    image = Image.model_validate({"href": _photo(), **fields})
    return Element(id=id_, kind="image", box=box, image=image, paint=Paint(radius=radius))


PAGES = {
    "paragraph": _page(
        _text("h", (16, 12, 208, 40), "A quiet morning", 26, family=("Playfair Display",), weight=700),
        _text(
            "b",
            (16, 60, 208, 90),
            "Kerning AV To, accents Åéñ, a long line that is broken and balanced.",
            15,
            family=("Inter",),
            line_height=1.4,
        ),
    ),
    "alignment": _page(
        _text("a", (20, 10, 200, 40), "start\nof it", 16, family=("Lato",)),
        _text("b", (20, 60, 200, 40), "centre\nof it", 16, family=("Lato",), align="center", tracking=0.1),
        _text("c", (20, 110, 200, 40), "end\nof it", 16, family=("Lato",), align="end", case="upper"),
    ),
    "fallback": _page(
        _text("a", (10, 20, 220, 40), "Anton → Ωδ Привет ★", 20, family=("Anton",)),
        _text("b", (10, 80, 220, 40), "none: \u4e2d \U0001f44b", 22, family=("Lato",)),
    ),
    "shapes": _page(
        _shape(
            "r", "rectangle", (15, 15, 90, 60), fill="#e94560", stroke="#0f3460", stroke_width=6, radius=14
        ),
        _shape("e", "ellipse", (130, 15, 90, 60), fill="#53354a80", stroke="#16213e", stroke_width=2),
        _shape("l", "line", (15, 150, 210, 4), stroke="#16213e", stroke_width=4),
        _shape("t", "rectangle", (60, 90, 80, 30), fill="#0f3460").model_copy(update={"rotation": 20.0}),
    ),
    "gradients": _page(
        _shape(
            "a",
            "rectangle",
            (15, 15, 100, 150),
            fill=Gradient(angle=90, stops=((0, "#ff9a3c"), (0.5, "#ff6f3c80"), (1, "#155263"))),
        ),
        _shape(
            "b",
            "ellipse",
            (125, 15, 100, 150),
            fill=Gradient(kind="radial", stops=((0, "#ffffff"), (1, "#155263"))),
        ),
        fill=Gradient(angle=45, stops=((0, "#ffffff"), (1, "#bbbbbb"))),
    ),
    "pictures": _page(
        _picture("a", (10, 10, 70, 70), fit="cover"),
        _picture("b", (90, 10, 70, 70), fit="contain"),
        _picture("c", (170, 10, 60, 70), fit="fill", radius=16),
        _picture("d", (10, 95, 100, 70), crop=(0.4, 0.35, 0.2, 0.3)),
        fill="#dddddd",
        image=Image(href=_photo()),
        opacity=0.3,
    ),
    "shadow": _page(
        _shape(
            "a",
            "rectangle",
            (60, 50, 120, 80),
            fill="#ffffff",
            radius=10,
            shadow=Shadow(dx=4, dy=8, blur=20, color="#00000099"),
        ).model_copy(update={"opacity": 0.9}),
    ),
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_golden(name: str) -> None:
    seen = render_array(PAGES[name], registry=REGISTRY)
    path = GOLDEN / f"{name}.png"
    if os.environ.get("JAXDESIGN_WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        PillowImage.fromarray((seen * 255).round().astype(np.uint8)).save(path, optimize=True)
    golden = np.asarray(PillowImage.open(path).convert("RGB"), np.float32) / 255
    assert seen.shape == golden.shape
    assert np.abs(seen - golden).mean() * 255 < TOLERANCE


def test_no_tofu_is_drawn() -> None:
    """A character no face has looks like U+FFFD, not like the empty box of the text's own font."""
    strange, replaced, tofu = (
        render_array(_page(_text("t", (10, 10, 200, 60), string, 40, family=("Lato",))), registry=REGISTRY)
        for string in ("a\u4e2db", "a\N{REPLACEMENT CHARACTER}b", "a\u25a1b")
    )
    assert np.array_equal(strange, replaced)
    assert not np.array_equal(strange, tofu)


def test_a_fallback_leaves_the_other_letters_in_their_own_face() -> None:
    plain, mixed = (
        render_array(_page(_text("t", (10, 10, 220, 60), string, 40, family=("Anton",))), registry=REGISTRY)
        for string in ("Ant", "Ant\N{GREEK SMALL LETTER DELTA}")
    )
    ink = np.flatnonzero(plain.min((0, 2)) < 0.5)
    assert ink.size > 30
    assert np.array_equal(plain[:, : ink[-1]], mixed[:, : ink[-1]])
    assert mixed[:, ink[-1] + 3 :].min() < 0.5


def test_scale_and_longest_side() -> None:
    page = _page(_shape("r", "rectangle", (0, 0, 120, 180), fill="#000000"))
    assert render_array(page, scale=0.5).shape == (90, 120, 3)
    assert render_array(page, longest_px=60).shape == (45, 60, 3)
    array = render_array(page, longest_px=480)
    assert array.dtype == np.float32
    assert array[:, :230].max() == 0
    assert array[:, 250:].min() == 1
    with pytest.raises(InputError, match="another scale"):
        to_png(page, scale=0.0001)


def test_same_bytes_each_time() -> None:
    assert to_png(PAGES["fallback"]) == to_png(PAGES["fallback"])


def test_textures_are_what_the_render_shows() -> None:
    page = PAGES["alignment"].model_copy(update={"elements": PAGES["alignment"].elements[:1]})
    element = page.elements[0]
    ink = np.asarray(make_textures(page, 8, ink_shape=(40, 200), registry=REGISTRY).ink)
    assert (ink[1:] == 0).all()
    x, y, w, h = (int(v) for v in element.box)
    black = element.model_copy(update={"paint": Paint(fill="#000000")})
    drawn = (
        1
        - render_array(page.model_copy(update={"elements": (black,)}), registry=REGISTRY)[
            y : y + h, x : x + w, 0
        ]
    )
    assert np.abs(ink[0] - drawn).mean() < 0.01
    assert ink[0].mean() > 0.02


def test_picture_textures_follow_crop_and_fit() -> None:
    page = PAGES["pictures"]
    textures = make_textures(page, 8, picture_shape=(70, 70), backdrop_shape=(18, 24), registry=REGISTRY)
    picture = np.asarray(textures.picture)
    drawn = render_array(page.model_copy(update={"backdrop": Backdrop(fill="#000000")}), registry=REGISTRY)
    for slot, box in ((0, (10, 10)), (1, (90, 10))):
        painted = picture[slot, ..., :3] * picture[slot, ..., 3:]
        seen = drawn[box[1] : box[1] + 70, box[0] : box[0] + 70]
        assert np.abs(painted - seen).mean() < 0.03
    assert picture[1, 0, 0, 3] == 0
    assert picture[0, 0, 0, 3] == 1
    assert np.asarray(textures.backdrop)[..., 3] == pytest.approx(0.3)
