"""SVG: live text, round trip, structure."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

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
from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.render.svg import read_embedded, svg_strings, to_svg

SVG = "{http://www.w3.org/2000/svg}"


def picture(width: int = 8, height: int = 4, color: str = "red") -> str:
    buffer = io.BytesIO()
    PillowImage.new("RGB", (width, height), color).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def rich_document() -> Document:
    gradient = Gradient(angle=30, stops=((0, "#ff0000"), (0.4, "#00ff0080"), (1, "#0000ff")))
    return Document(
        canvas=Canvas(width=400, height=300.5),
        backdrop=Backdrop(fill=gradient, image=Image(href=picture(color="blue")), opacity=0.5),
        elements=(
            Element(
                id="card",
                kind="shape",
                shape="rectangle",
                box=(20, 20, 200, 100),
                group="hero",
                paint=Paint(
                    fill="#ffffffcc", stroke="#112233", stroke_width=3, radius=12, shadow=Shadow(dy=4, blur=8)
                ),
            ),
            Element(
                id="title",
                kind="text",
                box=(30, 30, 180, 60),
                group="hero",
                rotation=-4,
                text=Text(
                    string="Fish & <Chips> →",
                    size=28,
                    family=("Anton", "serif"),
                    align="center",
                    case="upper",
                ),
                paint=Paint(fill=gradient),
            ),
            Element(
                id="dot", kind="shape", shape="ellipse", box=(300, 50, 40, 40), paint=Paint(fill="#00aa00")
            ),
            Element(
                id="photo",
                kind="image",
                box=(240, 150, 100, 100),
                opacity=0.8,
                paint=Paint(radius=20),
                image=Image(href=picture(), alt='A "red" fish', crop=(0.25, 0, 0.5, 1)),
            ),
            Element(
                id="rule",
                kind="shape",
                shape="line",
                box=(20, 280, 300, 2),
                group="hero",
                paint=Paint(stroke="#000000", stroke_width=2),
            ),
        ),
        provenance={"seed": 3, "note": "a < b & c > d"},
    )


def test_is_xml_with_every_id_and_live_text() -> None:
    root = ET.fromstring(to_svg(rich_document()))
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert {"card", "title", "dot", "photo", "rule", "hero"} <= set(ids)
    spans = root.findall(f".//{SVG}text[@id='title']/{SVG}tspan")
    assert "".join("".join(span.itertext()) for span in spans).replace(" ", "") == "FISH&<CHIPS>→"
    assert all(span.get("x") and span.get("y") for span in spans)


def test_neighbours_of_a_group_stand_in_one_group() -> None:
    root = ET.fromstring(to_svg(rich_document()))
    groups = root.findall(f"{SVG}g")
    assert [[child.get("id") for child in group] for group in groups] == [["card", "title"], ["rule"]]
    assert [group.get("data-group") for group in groups] == ["hero", "hero"]


def test_the_document_comes_back() -> None:
    document = rich_document()
    for embed in (False, True):
        assert read_embedded(to_svg(document, embed_fonts=embed)) == document


def test_an_edited_file_is_not_taken_for_the_document() -> None:
    svg = to_svg(rich_document())
    assert read_embedded(svg.replace('cx="320"', 'cx="310"')) is None
    assert read_embedded("<svg/>") is None


def test_same_document_same_text() -> None:
    assert to_svg(rich_document(), embed_fonts=True) == to_svg(rich_document(), embed_fonts=True)


def test_same_text_in_another_process() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import hashlib, test_svg as t;"
        "print(hashlib.sha256(t.to_svg(t.rich_document(), embed_fonts=True).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", program, str(Path(__file__).parent)]
    environment = os.environ | {"PYTHONHASHSEED": "77"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    here = hashlib.sha256(to_svg(rich_document(), embed_fonts=True).encode()).hexdigest()
    assert done.stdout.strip() == here


def test_embeds_only_what_is_used() -> None:
    svg = to_svg(rich_document(), embed_fonts=True)
    assert svg.count("@font-face") == 1
    assert "font-family:'Anton'" in svg
    assert len(svg) < 40_000


def test_strings_shown() -> None:
    assert svg_strings(rich_document())["title"].replace("\n", " ") == "FISH & <CHIPS> →"


def _with_picture(href: str) -> Document:
    element = Element(id="p", kind="image", box=(0, 0, 10, 10), image=Image(href=href))
    return Document(canvas=Canvas(width=10, height=10), elements=(element,))


@pytest.mark.parametrize("href", ["file:///etc/passwd", "http://a/b.png", "/etc/passwd", "", "data"])
def test_only_data_addresses_are_read(href: str) -> None:
    with pytest.raises(UnsafeInputError, match="only data: addresses"):
        to_svg(_with_picture(href))


@pytest.mark.parametrize(
    "href", ["data:image/png;base64,AAAA", "data:image/png;base64,&", "data:image/svg+xml;base64,PHN2Zy8+"]
)
def test_broken_pictures_are_errors(href: str) -> None:
    with pytest.raises(InputError):
        to_svg(_with_picture(href))


def test_a_bomb_is_refused() -> None:
    raw = base64.b64decode(picture().partition(",")[2])
    bomb = raw[:16] + (20_000).to_bytes(4, "big") * 2 + raw[24:]
    bomb = bomb[:29] + struct.pack(">I", zlib.crc32(bomb[12:29])) + bomb[33:]
    with pytest.raises(UnsafeInputError, match="too many"):
        to_svg(_with_picture("data:image/png;base64," + base64.b64encode(bomb).decode()))
