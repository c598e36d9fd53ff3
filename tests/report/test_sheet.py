"""Sheets of pictures with captions."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from jaxdesign.innovation.result import InnovationResult
from jaxdesign.render.setting import set_text
from jaxdesign.report.sheet import Plate, contact_sheet, label, sheet


def _plate(height: int, width: int, title: str = "A title") -> Plate:
    return Plate(picture=np.full((height, width, 3), 0.25, np.float32), title=title, note="a note")


def test_pictures_keep_their_proportions_and_do_not_overlap() -> None:
    document = sheet([_plate(300, 600), _plate(600, 300), _plate(50, 40)], columns=2, cell_px=200)
    boxes = [element.box for element in document.elements if element.kind == "image"]
    assert [box[2:] for box in boxes] == [(200, 100), (100, 200), (40, 50)]
    assert boxes[0][1] + boxes[0][3] == boxes[1][1] + boxes[1][3]
    assert boxes[1][0] >= boxes[0][0] + 200
    assert boxes[2][1] > boxes[1][1] + boxes[1][3]


def test_everything_lies_on_the_sheet() -> None:
    document = sheet([_plate(90, 90)] * 5, cell_px=90, heading="All of them")
    for element in document.elements:
        x, y, w, h = element.box
        assert x >= 0
        assert y >= 0
        assert x + w <= document.canvas.width
        assert y + h <= document.canvas.height


def test_a_long_caption_is_cut_to_its_width() -> None:
    element = label("a", "A caption that is much too long for its picture", 0, 0, 12, width=120)
    assert element.text is not None
    assert element.text.string.endswith("…")
    assert set_text(element.text, None).width <= 120


def test_documents_and_arrays_stand_side_by_side(result: InnovationResult) -> None:
    data = contact_sheet([Plate(result.before, "Before"), _plate(60, 60)], columns=2, cell_px=140)
    picture = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float32) / 255
    document = sheet([Plate(result.before, "Before"), _plate(60, 60)], columns=2, cell_px=140)
    x, y, w, h = next(e.box for e in document.elements if e.id == "picture-1")
    assert np.allclose(picture[round(y + h / 2), round(x + w / 2)], 0.25, atol=0.01)
