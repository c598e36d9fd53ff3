"""A mirrored design: everything on the other side, words, icons and logos as they were."""

from __future__ import annotations

import numpy as np
from PIL import Image

from jaxdesign.data.mirror import mirrored, mirrored_picture
from jaxdesign.design import codec
from jaxdesign.design.document import Document

DOCUMENT = {
    "canvas": {"width": 200, "height": 100},
    "backdrop": {"fill": {"angle": 0, "stops": [[0, "#ffffff"], [1, "#eeeeee"]]}},
    "elements": [
        {"id": "band", "kind": "shape", "shape": "rectangle", "box": [0, 0, 60, 100], "rotation": 10,
         "paint": {"fill": "#204060", "shadow": {"dx": 3, "dy": 1}}},
        {"id": "word", "kind": "text", "box": [80, 40, 50, 20], "rotation": 5, "paint": {"fill": "#000000"},
         "text": {"string": "Left", "size": 18, "align": "start"}},
    ],
}  # fmt: skip


def _document() -> Document:
    return codec.document_from_dict(DOCUMENT)


def test_boxes_angles_shadows_and_alignment() -> None:
    design = mirrored(_document())
    band, word = design.element("band"), design.element("word")
    assert band.box == (140, 0, 60, 100)
    assert band.rotation == -10
    assert band.paint.shadow is not None
    assert band.paint.shadow.dx == -3
    assert word.text is not None
    assert (word.box, word.rotation, word.text.align, word.text.string) == (
        (70, 40, 50, 20),
        5,
        "end",
        "Left",
    )
    assert design.backdrop.model_dump()["fill"]["angle"] == 180


def test_twice_mirrored_is_the_design_itself() -> None:
    assert mirrored(mirrored(_document())) == _document()


def test_ink_moves_without_being_turned() -> None:
    document = _document().model_copy(update={"elements": _document().elements[1:]})
    word = document.elements[0].model_copy(update={"rotation": 0.0})
    document = document.model_copy(update={"elements": (word,)})
    pixels = np.full((100, 200, 3), 255, np.uint8)
    pixels[44:56, 84:88] = 0  # an L: upright at its left, foot to the right
    pixels[52:56, 84:110] = 0
    out = np.asarray(mirrored_picture(Image.fromarray(pixels), document))
    expected = np.full((100, 200, 3), 255, np.uint8)
    expected[44:56, 74:78] = 0  # the box moved from 80 to 70, and the L with it
    expected[52:56, 74:100] = 0
    np.testing.assert_array_equal(out, expected)
