"""Captures made here, whose picture is known to the pixel."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from jaxdesign.design.document import Document
from jaxdesign.importers import open_design
from jaxdesign.importers.capture import read_capture, read_capture_with_counts
from jaxdesign.importers.capture_file import load_capture
from jaxdesign.importers.pixels import Screenshot
from jaxdesign.importers.unexplained import agreement
from jaxdesign.render.pictures import open_picture

WIDTH, HEIGHT = 400, 300


def text(string: str, box: list[float], **fields: Any) -> dict[str, Any]:
    base = {
        "t": "text",
        "b": box,
        "op": 1,
        "o": 0,
        "d": 3,
        "z": "auto",
        "pos": "static",
        "tag": "p",
        "s": string,
    }
    base |= {
        "fs": 20,
        "fw": "400",
        "ff": "Arial, sans-serif",
        "c": [0, 0, 0, 1],
        "lh": 24,
        "al": "left",
        "ls": 0,
    }
    return base | {"tt": "none", "it": "normal", "n": 1} | fields


def box(place: list[float], fill: list[float] | None, **fields: Any) -> dict[str, Any]:
    base = {"t": "box", "b": place, "op": 1, "o": 0, "d": 2, "z": "auto", "pos": "static", "tag": "div"}
    return base | {"fill": fill, "grad": None, "r": 0, "bw": 0, "bc": None, "sh": None} | fields


def picture(place: list[float], **fields: Any) -> dict[str, Any]:
    base = {"t": "img", "b": place, "op": 1, "o": 0, "d": 2, "z": "auto", "pos": "static", "tag": "img"}
    return base | {"nw": 10, "nh": 10, "alt": "", "r": 0} | fields


def write(folder: Path, elements: list[Any], shot: Image.Image | None = None, **fields: Any) -> Path:
    data = {
        "id": "x", "source": "made", "license": "CC0-1.0", "group": "web", "page": "p", "kind": "hero",
        "viewport": [WIDTH, HEIGHT], "crop": [0, 0, WIDTH, HEIGHT], "title": "", "desc": "", "fonts": [],
        "bodyBg": "rgb(255, 255, 255)", "htmlBg": "rgba(0, 0, 0, 0)", "elements": elements,
    }  # fmt: skip
    path = folder / "x.json.gz"
    path.write_bytes(gzip.compress(json.dumps(data | fields).encode()))
    (shot or Image.new("RGB", (WIDTH, HEIGHT), "white")).save(folder / "x.png")
    return path


def ids(document: Document) -> list[str]:
    return [element.id for element in document.elements]


def test_doubled_hidden_and_tiny_elements_go(tmp_path: Path) -> None:
    elements = [
        text("Under the card", [20, 20, 150, 22]),
        box([10, 10, 200, 100], [0, 0, 255, 1]),
        text("Twice", [220, 20, 60, 22]),
        text("Twice", [220.4, 20, 60, 22]),
        text("Faint", [220, 80, 60, 22], op=0.01),
        picture([5, 5, 1, 1]),
        box([500, 10, 10, 10], [0, 0, 0, 1]),
    ]
    document, counts = read_capture_with_counts(write(tmp_path, elements))
    assert ids(document) == ["box-1", "text-3"]
    assert counts["hidden text"] == counts["doubled"] == counts["transparent"] == counts["outside"] == 1


def test_a_covered_text_that_is_seen_is_put_on_top(tmp_path: Path) -> None:
    shot = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(shot)
    draw.rectangle([10, 10, 210, 110], fill=(0, 0, 255))
    for x in range(22, 160, 6):
        draw.rectangle([x, 24, x + 2, 38], fill=(255, 255, 0))
    elements = [text("Seen", [20, 20, 150, 22], c=[255, 255, 0, 1]), box([10, 10, 200, 100], [0, 0, 255, 1])]
    document = read_capture(write(tmp_path, elements, shot))
    assert ids(document) == ["box-1", "text-0"]


def test_what_covers_the_canvas_is_the_backdrop(tmp_path: Path) -> None:
    shot = Image.new("RGB", (WIDTH, HEIGHT), (200, 40, 40))
    elements = [box([0, -10, WIDTH, 900], [200, 40, 40, 1]), box([50, 50, 350, 500], [0, 0, 0, 1])]
    ImageDraw.Draw(shot).rectangle([50, 50, 400, 300], fill=(0, 0, 0))
    document = read_capture(write(tmp_path, elements, shot))
    assert document.backdrop.fill == "#c82828"
    assert document.elements[0].box == (50, 50, 350, 250)


def test_a_picture_is_cleared_of_the_text_over_it(tmp_path: Path) -> None:
    shot = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(shot)
    draw.rectangle([40, 40, 239, 199], fill=(30, 120, 60))
    for x in range(62, 200, 8):
        draw.rectangle([x, 103, x + 3, 117], fill=(255, 255, 255))
    elements = [picture([40, 40, 200, 160]), text("Over it", [60, 100, 145, 22], c=[255, 255, 255, 1])]
    document = read_capture(write(tmp_path, elements, shot))
    assert [element.kind for element in document.elements] == ["image", "text"]
    image = document.elements[0].image
    assert image is not None
    pixels = np.asarray(open_picture(image.href).convert("RGB"), float)
    assert np.abs(pixels - [30, 120, 60]).max() < 12


def test_the_same_capture_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, [picture([40, 40, 200, 160]), text("A", [60, 100, 20, 22])])
    assert read_capture(path) == read_capture(path)


def test_symbols_become_pictures_and_spaced_letters_words(tmp_path: Path) -> None:
    shot = Image.new("RGB", (WIDTH, HEIGHT), "white")
    ImageDraw.Draw(shot).ellipse([22, 22, 38, 38], fill="black")
    elements = [
        text("→", [20, 20, 20, 22]),
        text("touch_app", [100, 20, 24, 24], ff="Material Icons", fs=24),
        text("k a r l s r u h e  2 0 2 4", [20, 100, 300, 22]),
    ]
    document, counts = read_capture_with_counts(write(tmp_path, elements, shot))
    assert [element.kind for element in document.elements] == ["image", "image", "text"]
    assert counts["symbols as picture"] == 2
    words = document.elements[2].text
    assert words is not None
    assert words.string == "karlsruhe 2024"
    assert words.tracking > 0.1


def test_stacking_moves_a_menu_over_what_follows(tmp_path: Path) -> None:
    elements = [
        box([0, 0, WIDTH, 40], [20, 20, 20, 1], pos="fixed", z="100", d=1),
        text("Menu", [10, 8, 60, 22], c=[255, 255, 255, 1], d=2),
        box([0, 20, WIDTH, 200], [200, 200, 0, 1], d=2),
        box([100, 100, 50, 50], [0, 0, 0, 1], pos="absolute", z="-1", d=3),
    ]
    shot = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(shot)
    draw.rectangle([0, 20, WIDTH, 220], fill=(200, 200, 0))
    draw.rectangle([100, 100, 149, 149], fill=(0, 0, 0))
    draw.rectangle([0, 0, WIDTH, 39], fill=(20, 20, 20))
    for x in range(12, 66, 6):
        draw.rectangle([x, 12, x + 2, 26], fill="white")
    assert ids(read_capture(write(tmp_path, elements, shot))) == ["box-2", "box-3", "box-0", "text-1"]


def test_links_are_joined_to_their_paragraph(tmp_path: Path) -> None:
    elements = [
        text("Made by and released under the .", [20, 20, 230, 46], n=2, fs=16, d=3),
        text("Ada", [85, 20, 28, 18], fs=16, d=4),
        text("Licence", [42, 44, 55, 18], fs=16, d=4),
    ]
    document, counts = read_capture_with_counts(write(tmp_path, elements))
    assert counts["runs joined"] == 2
    assert document.elements[0].text is not None
    assert document.elements[0].text.string == "Made by Ada and released under the Licence."


def test_text_cut_by_the_edge_keeps_its_whole_lines(tmp_path: Path) -> None:
    words = "one two three four five six seven eight nine ten eleven twelve"
    cut = text(words, [20, 250, 200, 22 + 3 * 24], n=4)
    document, counts = read_capture_with_counts(write(tmp_path, [cut]))
    assert counts["text cut to whole lines"] == 1
    kept = document.elements[0]
    assert kept.text is not None
    assert words.startswith(kept.text.string)
    assert kept.box[1] + kept.box[3] <= HEIGHT


def test_a_cut_text_said_to_have_more_lines_than_its_box_has_room_for_is_dropped(tmp_path: Path) -> None:
    cut = text("the only", [20, 250, 160, 60], fs=45, lh=67.5, n=2)
    document, counts = read_capture_with_counts(write(tmp_path, [cut, text("kept", [20, 20, 160, 20])]))
    assert counts["cut text dropped"] == 1
    assert [element.text.string for element in document.elements if element.text is not None] == ["kept"]


def test_roles_and_groups(tmp_path: Path) -> None:
    elements = [
        text("A great headline", [20, 10, 340, 46], fs=40, fw="700", tag="h1"),
        box([20, 80, 200, 200], [240, 240, 240, 1], r=8),
        text("Card title", [40, 90, 100, 24], fs=22, fw="600"),
        text("Words of the card that say what it is all about and more", [40, 120, 160, 94], fs=14, n=4),
        box([40, 230, 100, 36], [0, 80, 200, 1], r=18),
        text("Buy", [76, 239, 28, 18], fs=16, c=[255, 255, 255, 1]),
    ]
    document = read_capture(write(tmp_path, elements))
    roles = {element.id: element.text.role for element in document.elements if element.text}
    assert roles == {"text-0": "headline", "text-2": "subheading", "text-3": "body", "text-5": "button"}
    groups = {element.id: element.group for element in document.elements}
    assert groups["text-0"] is None
    assert groups["box-1"] == groups["text-2"] == groups["text-3"] is not None
    assert groups["text-5"] == groups["box-4"] != groups["box-1"]


def test_what_is_seen_but_not_listed_becomes_a_picture(tmp_path: Path) -> None:
    shot = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(shot)
    draw.ellipse([300, 200, 340, 240], fill=(220, 0, 0))
    for x in range(21, 160, 6):
        draw.rectangle([x, 24, x + 2, 38], fill="black")
    elements = [text("Seen", [20, 20, 150, 22])]
    matching = write(tmp_path, elements, shot)
    document, counts = read_capture_with_counts(matching)
    assert counts["found in the picture"] == 1
    found = next(element for element in document.elements if element.kind == "image")
    np.testing.assert_allclose(found.box, [299, 199, 43, 43], atol=2)
    moved = write(tmp_path, [text("Seen", [60, 60, 150, 22])], shot)
    assert read_capture_with_counts(moved)[1]["found in the picture"] == 0


def test_moved_boxes_lose_no_text(captures_dir: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for path in sorted(captures_dir.glob("startbootstrap-*/*.json.gz"))[:6]:
        data = json.loads(gzip.decompress(path.read_bytes()))
        real = read_capture(path)
        for element in data["elements"]:
            shift = rng.uniform(-0.03, 0.03, 2) * data["crop"][2:]
            element["b"] = [element["b"][0] + shift[0], element["b"][1] + shift[1], *element["b"][2:]]
        name = path.name.removesuffix(".gz")
        (tmp_path / name).write_text(json.dumps(data))
        shot = path.with_name(name.replace(".json", ".webp"))
        (tmp_path / shot.name).write_bytes(shot.read_bytes())
        jittered = open_design(tmp_path / name)
        texts = [sum(element.kind == "text" for element in d.elements) for d in (real, jittered)]
        assert texts[1] >= 0.7 * texts[0]


def test_real_captures_match_their_pictures(captures_dir: Path) -> None:
    paths = sorted(captures_dir.glob("*/*.json.gz"))[::180]
    agreeing = 0
    for path in paths:
        capture = load_capture(path)
        screenshot = Screenshot(capture.screenshot, capture.width, capture.height)
        agreeing += agreement(list(capture.items), screenshot) > 0.6
        document = read_capture(path)
        for element in document.elements:
            assert element.box[0] >= -1
            assert element.box[0] < capture.width
            assert element.kind != "text" or element.box[2] > 0
    assert agreeing >= 0.6 * len(paths)


@pytest.mark.parametrize("suffix", [".json", ".json.gz"])
@pytest.mark.parametrize("picture_suffix", [".webp", ".png", ".jpg"])
def test_plain_and_packed_files_with_any_picture(tmp_path: Path, suffix: str, picture_suffix: str) -> None:
    packed = write(tmp_path, [box([10, 10, 50, 50], [1, 2, 3, 1])])
    (tmp_path / "x.png").unlink()
    path = tmp_path / f"y{suffix}"
    data = packed.read_bytes()
    path.write_bytes(data if suffix == ".json.gz" else gzip.decompress(data))
    Image.new("RGB", (WIDTH, HEIGHT), "white").save(tmp_path / f"y{picture_suffix}")
    assert open_design(path).provenance["capture"] == "x"
