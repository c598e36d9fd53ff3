"""Sheets of pictures with captions."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from jaxdesign.innovation.result import InnovationResult
from jaxdesign.render.png import render_array
from jaxdesign.render.setting import set_text
from jaxdesign.report.sheet import Plate, contact_sheet, label, lay_out


def _plate(height: int, width: int, title: str = "A title") -> Plate:
    return Plate(picture=np.full((height, width, 3), 0.25, np.float32), title=title, note="a note")


def test_pictures_keep_their_proportions_and_stand_in_rows() -> None:
    sheet = lay_out([_plate(300, 600), _plate(600, 300), _plate(50, 40)], columns=2, cell_px=200)
    assert [picture.shape[:2] for picture in sheet.pictures] == [(100, 200), (200, 100), (50, 40)]
    (x0, y0), (x1, y1), (_, y2) = sheet.corners
    assert y0 + 100 == y1 + 200
    assert x1 >= x0 + 200
    assert y2 > y1 + 200


def test_everything_lies_on_the_sheet() -> None:
    sheet = lay_out([_plate(90, 90)] * 5, cell_px=90, heading="All of them")
    canvas = sheet.captions.canvas
    boxes = [element.box for element in sheet.captions.elements]
    for x, y, w, h in [*boxes, *((x, y, 90, 90) for x, y in sheet.corners)]:
        assert x >= 0
        assert y >= 0
        assert x + w <= canvas.width
        assert y + h <= canvas.height


def test_a_long_caption_is_cut_to_its_width() -> None:
    element = label("a", "A caption that is much too long for its picture", 0, 0, 12, width=120)
    assert element.text is not None
    assert element.text.string.endswith("…")
    assert set_text(element.text, None).width <= 120


def test_documents_and_arrays_stand_side_by_side(result: InnovationResult) -> None:
    plates = [Plate(result.before, "Before"), _plate(60, 60)]
    data = contact_sheet(plates, columns=2, cell_px=140)
    paper = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float32) / 255
    (x0, y0), (x1, y1) = lay_out(plates, columns=2, cell_px=140).corners
    assert np.allclose(paper[y1 + 1 : y1 + 59, x1 + 1 : x1 + 59], 0.25, atol=0.01)
    design = render_array(result.before, longest_px=140)
    assert np.allclose(paper[y0 + 1 : y0 + 139, x0 + 1 : x0 + 99], design[1:-1, 1:-1], atol=0.01)
