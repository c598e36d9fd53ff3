"""PDFs against the PNG of the same document, and what a reader finds in them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image as PillowImage

from jaxdesign.design import codec
from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Gradient, Paint, Shadow, Text
from jaxdesign.design.formats import canvas_for
from jaxdesign.render.fonts import shipped_registry
from jaxdesign.render.pdf import page_size, to_pdf
from jaxdesign.render.png import render_array

EXAMPLES = Path(__file__).parents[2] / "jaxdesign/examples"
REGISTRY = shipped_registry()
TOLERANCE = 0.003
"""A word that is missing or in another face gives more than 0.005 on the small canvas."""


def _shown(data: bytes, longest_px: int = 700) -> np.ndarray:
    """Encoded sRGB in [0, 1] of a PDF's page as PDFium shows it."""
    page = pypdfium2.PdfDocument(data)[0]
    picture = page.render(scale=longest_px / max(page.get_size())).to_pil()
    return np.asarray(picture.convert("RGB"), np.float32) / 255


def _words(data: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().split())


def _difference(document: Document) -> float:
    """Mean absolute difference of the PDF and the PNG: two renderers smooth the edges of letters otherwise."""
    wanted = render_array(document, longest_px=700, registry=REGISTRY)
    shown = PillowImage.fromarray((_shown(to_pdf(document, registry=REGISTRY)) * 255).astype(np.uint8))
    size = (wanted.shape[1], wanted.shape[0])
    return float(np.abs(np.asarray(shown.resize(size), np.float32) / 255 - wanted).mean())


def _text(string: str, **fields: object) -> Element:
    body = Text.model_validate({"string": string, "size": 60.0, **fields})
    return Element(id="text", kind="text", box=(40, 40, 720, 90), text=body, paint=Paint(fill="#1a1a2e"))


def _document(*elements: Element, fill: str | Gradient = "#ffffff", format_: str = "custom") -> Document:
    canvas = Canvas(width=800, height=400, format=format_)
    return Document(canvas=canvas, backdrop=Backdrop(fill=fill), elements=elements)


@pytest.mark.parametrize("name", ["poster", "social-post", "business-card"])
def test_a_pdf_shows_what_the_png_shows(name: str) -> None:
    document = codec.loads((EXAMPLES / f"{name}.json").read_text(), name=name)
    assert _difference(document) < 0.009
    for element in document.elements:
        if element.text is not None:
            first = element.text.string.split()[0].casefold()
            assert first in _words(to_pdf(document)).casefold()


@pytest.mark.parametrize(
    "family", ["Archivo Black", "Barlow Condensed", "Saira ExtraCondensed", "Playfair Display"]
)
def test_each_face_is_the_one_that_the_png_has(family: str) -> None:
    assert family in REGISTRY.families
    weight = max(face.weight for face in REGISTRY.faces if face.family == family)
    document = _document(_text("Affine raptors 29", family=(family,), weight=weight))
    assert _difference(document) < TOLERANCE
    assert _words(to_pdf(document, registry=REGISTRY)) == "Affine raptors 29"


def test_gradients_shadows_opacity_and_turns_are_as_in_the_png() -> None:
    panel = Element(
        id="panel",
        kind="shape",
        shape="rectangle",
        box=(420, 160, 300, 180),
        rotation=12,
        opacity=0.7,
        paint=Paint(fill="#c0392b", radius=24, shadow=Shadow(dx=6, dy=10, blur=18, color="#00000080")),
    )
    gradient = Gradient.model_validate({"angle": 45, "stops": [[0, "#fdf0d5"], [1, "#669bbc"]]})
    assert _difference(_document(_text("Summer"), panel, fill=gradient)) < TOLERANCE


@pytest.mark.parametrize(
    "string", ['Quotes " and \\ #let x = $y$', "<b>&amp; *bold* _x_", "Grüße, żółć, ½ €"]
)
def test_words_are_never_markup(string: str) -> None:
    heading = _text(string, size=30.0, role="headline", family=("Source Sans Pro",))
    data = to_pdf(_document(heading), registry=REGISTRY)
    assert _words(data) == string
    assert pypdfium2.PdfDocument(data).get_metadata_dict()["Title"] == string


@pytest.mark.parametrize(
    ("format_", "millimetres"),
    [
        ("poster-a4", (210, 297)),
        ("business-card", (85, 55)),
        ("flyer-dl-landscape", (210, 99)),
        ("90x50mm", (90, 50)),
        ("960x480px", (254, 127)),
        ("instagram-post", (285.75, 285.75)),
    ],
)
def test_a_page_has_its_size_on_paper(format_: str, millimetres: tuple[float, float]) -> None:
    canvas = canvas_for(format_)
    data = to_pdf(Document(canvas=canvas, backdrop=Backdrop(fill="#ffffff"), elements=()))
    told = pypdfium2.PdfDocument(data)[0].get_size()
    assert told == pytest.approx(page_size(canvas), abs=0.01)
    assert tuple(points / 72 * 25.4 for points in told) == pytest.approx(millimetres, abs=0.1)


def test_turned_and_pale_text_is_as_in_the_png() -> None:
    turned = _text("Opening night").model_copy(
        update={"id": "turned", "rotation": -20.0, "opacity": 0.5, "box": (200, 160, 420, 90)}
    )
    document = _document(
        turned, _text("Tracked out", tracking=0.05, align="end", case="upper"), fill="#fdf0d5"
    )
    assert _difference(document) < TOLERANCE
    assert "TRACKED OUT" in _words(to_pdf(document, registry=REGISTRY))


def test_layers_keep_their_order() -> None:
    plate = Element(
        id="plate", kind="shape", shape="rectangle", box=(0, 0, 800, 100), paint=Paint(fill="#1d7a52")
    )
    over = _text("Above", size=50.0).model_copy(update={"id": "over", "paint": Paint(fill="#ffffff")})
    outlined = Paint(fill="#ffffff", stroke="#10203a", stroke_width=2)
    drawn = _text("Drawn").model_copy(update={"id": "drawn", "box": (40, 200, 700, 90), "paint": outlined})
    assert _difference(_document(_text("Hidden"), plate, over, drawn)) < TOLERANCE


def test_a_larger_canvas_of_a_print_format_is_the_same_sheet() -> None:
    card = canvas_for("business-card")
    double = Canvas(width=card.width * 2, height=card.height * 2, format="business-card")
    assert page_size(double) == pytest.approx(page_size(card))


def test_the_same_document_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from jaxdesign.importers import open_design; "
        "from jaxdesign.render.pdf import to_pdf; sys.stdout.buffer.write(to_pdf(open_design(Path(sys.argv[1]))))"
    )
    path = EXAMPLES / "poster.json"
    runs = [
        subprocess.run([sys.executable, "-c", program, path], capture_output=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0].startswith(b"%PDF-")
    assert runs[0] == runs[1]


@pytest.mark.parametrize("family", ["Foo, Bar", 'Foo "Q" x', "Foo\\Bar", "Serif", "Monospace", " Foo Black"])
@pytest.mark.parametrize("outlined", [False, True])
def test_fonts_of_any_name_are_used(family: str, outlined: bool, tmp_path: Path) -> None:
    lobster = next(face for face in REGISTRY.faces if face.family == "Lobster")
    path = tmp_path / "own.ttf"
    with TTFont(lobster.path) as font:
        for one in font["name"].names:
            if one.nameID in (1, 4, 6, 16):
                one.string = family
        font.save(path)
    registry = REGISTRY.with_fonts([path])
    text = Text(string="Summer", size=60, family=(family,))
    paint = Paint(fill="#1a1a2e", stroke="#c81e1e" if outlined else None, stroke_width=1 if outlined else 0)
    element = Element(id="text", kind="text", box=(40, 40, 720, 90), text=text, paint=paint)
    shown = _shown(to_pdf(_document(element), registry=registry))
    plain = element.model_copy(update={"text": text.model_copy(update={"family": ("Lobster",)})})
    wanted = _shown(to_pdf(_document(plain), registry=REGISTRY))
    assert np.array_equal(shown, wanted)
    assert float((shown < 0.5).mean()) > 0.005


def test_lines_of_a_headline_are_words_of_the_title() -> None:
    data = to_pdf(_document(_text("Summer\nSale", role="headline")), registry=REGISTRY)
    assert pypdfium2.PdfDocument(data).get_metadata_dict()["Title"] == "Summer Sale"


@pytest.mark.parametrize("mark", ["\u2029", "\x85"])
def test_no_character_breaks_a_line_that_the_png_has_whole(mark: str) -> None:
    words = pypdfium2.PdfDocument(to_pdf(_document(_text(f"Summer{mark}Sale")), registry=REGISTRY))[0]
    letters = words.get_textpage()
    first, last = letters.get_charbox(0), letters.get_charbox(letters.count_chars() - 1)
    assert last[0] > first[2]
    assert abs(last[1] - first[1]) < 2.0


def test_a_page_is_no_larger_than_pdf_allows() -> None:
    canvas = Canvas(width=20_000, height=10_000)
    data = to_pdf(Document(canvas=canvas, backdrop=Backdrop(fill="#ffffff"), elements=()))
    assert pypdfium2.PdfDocument(data)[0].get_size() == pytest.approx((14_400, 7_200))
