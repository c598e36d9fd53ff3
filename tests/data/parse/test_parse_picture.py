"""A picture alone becomes the design that was drawn; bad pictures become a plain error or an empty design."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage
from typer.testing import CliRunner

from jaxdesign.cli.main import app
from jaxdesign.data.parse import Parsed, parse_picture, parse_picture_file
from jaxdesign.data.parse.opening import is_picture, open_any
from jaxdesign.data.parse.reading import _engine
from jaxdesign.data.parse.working import MAX_SIDE_PX, working_picture
from jaxdesign.design.codec import dumps, read
from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex
from jaxdesign.design.document import Document, Element
from jaxdesign.errors import InputError, MissingExtraError, UnsafeInputError
from jaxdesign.importers.boxes import iou
from jaxdesign.importers.capture import read_capture
from jaxdesign.render.fonts import default_registry


@pytest.fixture(scope="module")
def parsed(drawn_picture: PillowImage.Image) -> Parsed:
    return parse_picture(drawn_picture)


def _text(document: Document, start: str) -> Element:
    return next(e for e in document.elements if e.text is not None and e.text.string.startswith(start))


def _color_distance(one: object, other: object) -> float:
    pair = np.array([srgb_from_hex(str(one))[:3], srgb_from_hex(str(other))[:3]], np.float32)
    lab = oklab_from_srgb(pair)
    return float(np.linalg.norm(lab[0] - lab[1]))


@pytest.mark.parametrize(
    ("element_id", "start"), [("head", "Sourdough"), ("body", "Bread"), ("label", "Book")]
)
def test_texts_come_back_with_their_type(
    parsed: Parsed, drawn_design: Document, element_id: str, start: str
) -> None:
    drawn, found = drawn_design.element(element_id), _text(parsed.document, start)
    assert drawn.text is not None
    assert found.text is not None
    assert found.text.string == drawn.text.string
    assert found.text.lines == drawn.text.lines
    assert found.text.size == pytest.approx(drawn.text.size, rel=0.04)
    assert abs(found.text.weight - drawn.text.weight) <= 200
    assert found.box[0] == pytest.approx(drawn.box[0], abs=3)
    assert _color_distance(found.paint.fill, drawn.paint.fill) < 0.06
    registry = default_registry()
    kinds = {registry.resolve(text.family).generic for text in (drawn.text, found.text)}
    assert len(kinds) == 1


def test_leading_of_a_paragraph(parsed: Parsed) -> None:
    text = _text(parsed.document, "Bread").text
    assert text is not None
    assert text.line_height == pytest.approx(1.5, abs=0.06)


@pytest.mark.parametrize(("element_id", "radius"), [("card", 16.0), ("button", 8.0)])
def test_shapes_come_back_with_colour_and_corners(
    parsed: Parsed, drawn_design: Document, element_id: str, radius: float
) -> None:
    drawn = drawn_design.element(element_id)
    found = max(
        (e for e in parsed.document.elements if e.kind == "shape"), key=lambda e: iou(e.box, drawn.box)
    )
    assert iou(found.box, drawn.box) > 0.97
    assert _color_distance(found.paint.fill, drawn.paint.fill) < 0.02
    assert found.paint.radius == pytest.approx(radius, abs=2.5)


def test_rule_backdrop_and_nothing_else(parsed: Parsed) -> None:
    rules = [e for e in parsed.document.elements if e.shape == "line"]
    assert [[round(v) for v in e.box] for e in rules] == [[100, 300, 440, 2]]
    assert _color_distance(parsed.document.backdrop.fill, "#e8dcc8") < 0.01
    assert not [e for e in parsed.document.elements if e.kind == "image"]


def test_every_element_has_a_confidence(parsed: Parsed) -> None:
    assert set(parsed.confidence) == {"backdrop", *(e.id for e in parsed.document.elements)}
    assert all(0 <= value <= 1 for value in parsed.confidence.values())


def test_same_picture_same_bytes(parsed: Parsed, drawn_picture: PillowImage.Image) -> None:
    assert dumps(parse_picture(drawn_picture).document) == dumps(parsed.document)


def _noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


def test_photograph_is_a_picture_element() -> None:
    pixels = np.full((300, 400, 3), (240, 240, 235), np.uint8)
    pixels[60:200, 80:300] = _noise(140, 220)
    document = parse_picture(PillowImage.fromarray(pixels)).document
    assert [(e.kind, e.box) for e in document.elements] == [("image", (80.0, 60.0, 220.0, 140.0))]


def test_photograph_under_everything_is_the_backdrop_and_its_panel_a_shape() -> None:
    pixels = _noise(300, 400)
    pixels[100:180, 50:250] = (250, 220, 40)
    document = parse_picture(PillowImage.fromarray(pixels)).document
    assert document.backdrop.image is not None
    panel = next(e for e in document.elements if e.kind == "shape")
    assert iou(panel.box, (50, 100, 200, 80)) > 0.95
    assert _color_distance(panel.paint.fill, "#fadc28") < 0.02


def test_gradient_backdrop() -> None:
    along = np.linspace(0, 1, 400)[None, :, None]
    pixels = np.broadcast_to((1 - along) * (200, 40, 90) + along * (220, 180, 80), (240, 400, 3))
    fill = parse_picture(PillowImage.fromarray(np.round(pixels).astype(np.uint8))).document.backdrop.fill
    assert not isinstance(fill, str)
    assert abs(fill.angle) < 2
    assert _color_distance(fill.stops[0][1], "#c8285a") < 0.02
    assert _color_distance(fill.stops[1][1], "#dcb450") < 0.02


def _animated() -> PillowImage.Image:
    buffer = io.BytesIO()
    frames = [PillowImage.new("L", (60, 40), 60 * k) for k in range(3)]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    picture = PillowImage.open(buffer)
    picture.seek(2)
    return picture


@pytest.mark.parametrize(
    "picture",
    [
        PillowImage.new("RGB", (1, 1), "red"),
        PillowImage.new("RGB", (2, 900), "red"),
        PillowImage.new("RGB", (300, 200), "white"),
        PillowImage.new("1", (50, 50)),
        PillowImage.new("L", (50, 50), 90),
        PillowImage.new("LA", (50, 50), (90, 0)),
        PillowImage.new("P", (50, 50), 3),
        PillowImage.new("CMYK", (50, 50), (10, 200, 30, 0)),
        PillowImage.new("RGBA", (50, 50), (0, 0, 0, 0)),
        PillowImage.new("I;16", (50, 50), 40_000),
        PillowImage.new("F", (50, 50), 0.5),
        _animated(),
    ],
    ids=lambda picture: f"{picture.mode}-{picture.width}x{picture.height}",
)
def test_odd_pictures_give_an_empty_design(picture: PillowImage.Image) -> None:
    document = parse_picture(picture).document
    assert (document.canvas.width, document.canvas.height) == picture.size
    assert document.elements == ()


def test_clear_pixels_lie_on_white() -> None:
    assert working_picture(PillowImage.new("RGBA", (3, 3), (0, 0, 0, 0))).pixels.min() == 255


def test_large_picture_keeps_its_canvas() -> None:
    working = working_picture(PillowImage.new("L", (4000, 1000)))
    assert (working.width, working.height) == (4000, 1000)
    assert max(working.pixels.shape) == MAX_SIDE_PX


@pytest.mark.parametrize(
    ("picture", "error"),
    [
        (PillowImage.new("RGB", (0, 5)), InputError),
        (PillowImage.new("1", (9000, 9000)), UnsafeInputError),
        (PillowImage.new("1", (30_000, 2)), UnsafeInputError),
        (PillowImage.fromarray(np.full((4, 4), np.nan, np.float32)), InputError),
    ],
)
def test_unusable_pictures_are_refused(picture: PillowImage.Image, error: type[InputError]) -> None:
    with pytest.raises(error):
        parse_picture(picture)


@pytest.mark.parametrize("kept", [0, 20, 700])
def test_damaged_files_are_named(tmp_path: Path, drawn_picture: PillowImage.Image, kept: int) -> None:
    buffer = io.BytesIO()
    drawn_picture.save(buffer, "JPEG")
    path = tmp_path / "damaged.jpg"
    path.write_bytes(buffer.getvalue()[:kept])
    with pytest.raises(InputError, match=r"damaged\.jpg"):
        parse_picture_file(path)


def test_truncated_picture_object_is_refused(drawn_picture: PillowImage.Image) -> None:
    buffer = io.BytesIO()
    drawn_picture.save(buffer, "PNG")
    cut = PillowImage.open(io.BytesIO(buffer.getvalue()[:2000]))
    with pytest.raises(InputError, match="cannot be decoded"):
        parse_picture(cut)


def test_missing_reader_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    _engine.cache_clear()
    with pytest.raises(MissingExtraError, match=r"jaxdesign\[ocr\]"):
        parse_picture(PillowImage.new("RGB", (40, 40)))
    _engine.cache_clear()


def test_what_a_file_is_decides_not_its_name(tmp_path: Path, drawn_design: Document) -> None:
    path = tmp_path / "design.png"
    path.write_text(dumps(drawn_design))
    assert not is_picture(path)
    assert open_any(path) == drawn_design


def test_convert_reads_a_picture(tmp_path: Path, drawn_picture: PillowImage.Image) -> None:
    source, out = tmp_path / "picture.webp", tmp_path / "design.json"
    drawn_picture.save(source, "WEBP", quality=90)
    result = CliRunner().invoke(app, ["convert", str(source), "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert _text(read(out), "Sourdough").text is not None


@pytest.mark.parametrize("name", ["startbootstrap-modern-business-5.0.7", "jlantunez+webslides"])
def test_words_of_a_real_design(captures_dir: Path, name: str) -> None:
    paths = sorted((captures_dir / name).glob("*.json.gz"))
    if not paths:
        pytest.skip(f"no captures of {name}")
    path = paths[0]
    known = {word for e in read_capture(path).elements if e.text for word in e.text.string.casefold().split()}
    picture = path.with_name(path.name.removesuffix(".json.gz") + ".webp")
    found = {
        word
        for e in parse_picture_file(picture).document.elements
        if e.text
        for word in e.text.string.casefold().split()
    }
    assert known
    assert len(known & found) >= 0.85 * len(known)
