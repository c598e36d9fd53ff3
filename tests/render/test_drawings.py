"""Drawings inside documents: sharp, safe, the same in every output."""

from __future__ import annotations

import base64
import io
import urllib.parse
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from jaxdesign.design import codec
from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Image, Paint
from jaxdesign.errors import UnsafeInputError
from jaxdesign.importers import open_design
from jaxdesign.render.drawings import Shape, drawing_address, read_drawing
from jaxdesign.render.pdf import to_pdf
from jaxdesign.render.pictures import natural_size, open_picture, picture_pixels
from jaxdesign.render.png import render_array
from jaxdesign.render.svg import to_svg

SQUARE = "M0 0H10V10H0Z"
HREF = drawing_address(40, 20, [Shape(SQUARE, "#c81e1e", scale=2.0), Shape(SQUARE, "#1e50c8", 30.0, 10.0)])
"""Red on the left half, blue in the corner below on the right, clear elsewhere."""


def _document(**parts: object) -> Document:
    image = Image.model_validate({"href": HREF, "fit": "fill", "alt": "A & B", **parts})
    element = Element(id="mark", kind="image", box=(50, 50, 100, 50), image=image)
    return Document(
        canvas=Canvas(width=200, height=150), backdrop=Backdrop(fill="#ffffff"), elements=(element,)
    )


def _levels(pixels: np.ndarray, x: int, y: int) -> list[int]:
    return [round(255 * float(value)) for value in pixels[y, x]]


def test_a_drawing_is_shown_where_and_as_it_is() -> None:
    pixels = render_array(_document(), scale=1.0)
    assert _levels(pixels, 60, 60) == [200, 30, 30]
    assert _levels(pixels, 145, 95) == [30, 80, 200]
    assert _levels(pixels, 145, 60) == [255, 255, 255]
    assert _levels(pixels, 40, 60) == [255, 255, 255]


@pytest.mark.parametrize(
    "change",
    [
        {"box": (30.0, 30.0, 120.0, 60.0), "rotation": 30.0},
        {"opacity": 0.5},
        {"paint": Paint(radius=20)},
    ],
)
def test_a_drawing_is_turned_faded_and_rounded_as_a_picture_is(change: dict[str, object]) -> None:
    document = _document()
    buffer = io.BytesIO()
    open_picture(HREF).save(buffer, "PNG")
    raster = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    element = document.elements[0].model_copy(update=change)
    assert element.image is not None
    other = element.model_copy(update={"image": element.image.model_copy(update={"href": raster})})
    shown, wanted = (
        render_array(document.model_copy(update={"elements": (one,)}), scale=2.0) for one in (element, other)
    )
    assert np.abs(shown - wanted).mean() < 0.004
    assert np.abs(shown - render_array(document, scale=2.0)).mean() > 0.005


def test_a_crop_shows_a_part_of_a_drawing() -> None:
    pixels = render_array(_document(crop=(0.5, 0.5, 0.5, 0.5)), scale=1.0)
    assert _levels(pixels, 125, 75) == [30, 80, 200]
    assert _levels(pixels, 60, 60) == [255, 255, 255]


def test_the_rasterizer_and_other_readers_see_its_pixels() -> None:
    assert natural_size(HREF) == (40, 20)
    assert open_picture(HREF).size == (1024, 512)
    image = _document().elements[0].image
    assert image is not None
    pixels = picture_pixels(image, (50, 50, 100, 50), (10, 20))
    assert pixels[2, 2] == pytest.approx([200 / 255, 30 / 255, 30 / 255, 1.0], abs=0.01)
    assert pixels[2, 17][3] == 0.0


def test_svg_and_json_give_the_document_back(tmp_path: Path) -> None:
    document = _document()
    svg = to_svg(document)
    assert "data:image/svg" not in svg.partition("</metadata>")[2]
    assert svg.count("<path ") == 2
    assert "A &amp; B" in svg
    (tmp_path / "a.svg").write_text(svg, encoding="utf-8")
    (tmp_path / "a.json").write_text(codec.dumps(document), encoding="utf-8")
    assert open_design(tmp_path / "a.svg") == document
    assert open_design(tmp_path / "a.json") == document


def test_an_edited_svg_still_shows_it(tmp_path: Path) -> None:
    edited = to_svg(_document()).replace("<g id=", '<rect x="0" y="0" width="9" height="9"/><g id=', 1)
    (tmp_path / "a.svg").write_text(edited, encoding="utf-8")
    pixels = render_array(open_design(tmp_path / "a.svg"), scale=1.0)
    assert _levels(pixels, 4, 4) == [0, 0, 0]
    assert _levels(pixels, 60, 60) == [200, 30, 30]
    assert _levels(pixels, 145, 60) == [255, 255, 255]


def test_a_pdf_holds_its_paths() -> None:
    page = pypdfium2.PdfDocument(to_pdf(_document()))[0]
    kinds = {type(one).__name__ for one in page.get_objects(max_depth=6)}
    assert "PdfImage" not in kinds
    shown = np.asarray(page.render(scale=96 / 72).to_pil().convert("RGB"))
    assert shown[60, 60].tolist() == [200, 30, 30]


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


PLAIN = base64.b64decode(HREF.partition(",")[2]).decode()


@pytest.mark.parametrize(
    "href",
    [
        _address(PLAIN.replace("</svg>", "<script>1</script></svg>")),
        _address(PLAIN.replace("</svg>", '<image href="file:///etc/passwd"/></svg>')),
        _address(PLAIN.replace("<svg ", '<!DOCTYPE svg [<!ENTITY a "b">]><svg ')),
        _address(PLAIN.replace("#c81e1e", "url(#a)")),
        _address(PLAIN.replace('width="40"', 'width="0"').replace("0 0 40 20", "0 0 0 20")),
        _address(PLAIN.replace("M0 0", "M0 0" + " 1" * 400_000)),
        _address(
            PLAIN.replace("</svg>", PLAIN[PLAIN.index("<path") : PLAIN.rindex("</svg>")] * 300 + "</svg>")
        ),
        _address(PLAIN) + "%",
        "data:image/svg+xml," + urllib.parse.quote(PLAIN),
        "data:image/svg+xml;base64,",
    ],
)
def test_any_other_svg_is_refused(href: str, tmp_path: Path) -> None:
    with pytest.raises(UnsafeInputError, match="only plain filled paths"):
        open_picture(href)
    with pytest.raises(UnsafeInputError, match="only plain filled paths"):
        natural_size(href)
    text = codec.dumps(_document()).replace(HREF, href)
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnsafeInputError, match=r"elements\[0\].*an SVG of its own"):
        open_design(tmp_path / "a.json")


def test_a_thin_drawing_is_seen() -> None:
    href = drawing_address(5000, 1, [Shape("M0 0H5000V1H0Z", "#c81e1e")])
    assert open_picture(href).size[1] == 1


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, 0)])
def test_no_drawing_is_without_size(width: int, height: int) -> None:
    with pytest.raises(ValueError, match="no drawing"):
        drawing_address(width, height, [])


@pytest.mark.parametrize("shape", [Shape("M0 0<", "#000000"), Shape(SQUARE, "red"), Shape("", "#000000")])
def test_no_drawing_is_made_of_what_none_can_hold(shape: Shape) -> None:
    with pytest.raises(ValueError, match="no drawing"):
        drawing_address(10, 10, [shape])


def test_a_drawing_may_be_empty() -> None:
    href = drawing_address(10, 10, [])
    assert read_drawing(href).markup == ""
    assert open_picture(href).convert("RGBA").getchannel("A").getextrema() == (0, 0)
