"""Ends of a page that an app covers."""

from __future__ import annotations

import pytest

from jaxdesign.brief.schema import brief_from_dict
from jaxdesign.design.document import Document, Gradient
from jaxdesign.design.formats import canvas_for
from jaxdesign.direction.drafts import drafts
from jaxdesign.direction.safe import covered, on_whole, uncovered
from jaxdesign.models.shipped import shipped

TEXTS = [
    {"role": "headline", "text": "Winter sale"},
    {"role": "subheading", "text": "40% off all coats"},
    {"role": "label", "text": "Until Sunday"},
    {"role": "button", "text": "Shop now"},
]


@pytest.mark.parametrize("form", ["instagram-story", "story"])
def test_words_of_a_story_stand_where_nothing_covers_them(form: str) -> None:
    brief, canvas = brief_from_dict({"texts": TEXTS, "formats": [form]}), canvas_for(form)
    above, below = covered(canvas)
    assert above == below == 250
    found = drafts(brief, canvas, [], count=8, seed=0, field=shipped().field)
    assert len(found) == 8
    reaching = 0
    for draft in found:
        assert draft.document.canvas == canvas
        for element in draft.document.elements:
            if element.text is not None:
                assert element.box[1] >= above
                assert element.box[1] + element.box[3] <= canvas.height - below
            else:
                reaching += element.box[1] <= 0 or element.box[1] + element.box[3] >= canvas.height
    assert reaching


def test_other_pages_are_used_whole() -> None:
    poster = canvas_for("poster")
    assert covered(poster) == (0, 0)
    assert uncovered(poster) == poster
    document = Document(canvas=poster)
    assert on_whole(document, poster) is document


def test_what_reaches_an_end_reaches_on_and_round_shapes_stay_round() -> None:
    canvas = canvas_for("instagram-story")
    height = uncovered(canvas).height
    fill = {"angle": 90.0, "stops": [[0.0, "#000000"], [1.0, "#ffffff"]]}
    shapes = [
        {
            "id": "panel",
            "kind": "shape",
            "shape": "rectangle",
            "box": [0, 0, 1080, 710],
            "paint": {"fill": fill},
        },
        {
            "id": "round",
            "kind": "shape",
            "shape": "ellipse",
            "box": [900, 0, 300, 300],
            "paint": {"fill": "#ff0000"},
        },
        {"id": "low", "kind": "image", "box": [0, height - 500, 1080, 500], "image": {"href": "data:,"}},
    ]
    small = Document.model_validate({"canvas": uncovered(canvas).model_dump(), "elements": shapes})
    panel, circle, low = on_whole(small, canvas).elements
    assert panel.box == (0, 0, 1080, 960)
    assert isinstance(panel.paint.fill, Gradient)
    assert panel.paint.fill.stops[0][0] == pytest.approx(250 / 960)
    assert circle.box == (900, 250, 300, 300)
    assert low.box == (0, 1420 - 500 + 250, 1080, 750)
