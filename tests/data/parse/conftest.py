"""A design drawn with the exact renderer, and its picture: what the parser should give back."""

from __future__ import annotations

import io

import pytest
from PIL import Image as PillowImage

from jaxdesign.design.document import Document
from jaxdesign.render.png import to_png


@pytest.fixture(scope="session")
def drawn_design() -> Document:
    """A card on a coloured page, with a heading, a paragraph of three lines, a button and a rule."""
    paint = {"fill": "#ffffff", "radius": 16}
    lines = ["Bread begins the evening before", "with flour, water and salt, and", "is baked in the morning"]
    body = {
        "string": " ".join(lines),
        "size": 22,
        "family": ["Open Sans"],
        "line_height": 1.5,
        "lines": lines,
    }
    return Document.model_validate(
        {
            "canvas": {"width": 640, "height": 480},
            "backdrop": {"fill": "#e8dcc8"},
            "elements": [
                {"id": "card", "kind": "shape", "shape": "rectangle", "box": [60, 60, 520, 360], "paint": paint},
                {"id": "head", "kind": "text", "box": [100, 90, 440, 60], "paint": {"fill": "#8f3d22"},
                 "text": {"string": "Sourdough weekend", "size": 44, "family": ["Lora"], "weight": 700}},
                {"id": "body", "kind": "text", "box": [100, 170, 440, 100], "paint": {"fill": "#333333"},
                 "text": body},
                {"id": "rule", "kind": "shape", "shape": "rectangle", "box": [100, 300, 440, 2],
                 "paint": {"fill": "#8f3d22"}},
                {"id": "button", "kind": "shape", "shape": "rectangle", "box": [100, 330, 180, 56],
                 "paint": {"fill": "#8f3d22", "radius": 8}},
                {"id": "label", "kind": "text", "box": [130, 344, 140, 28], "paint": {"fill": "#ffffff"},
                 "text": {"string": "Book now", "size": 22, "family": ["Open Sans"], "weight": 600}},
            ],
        }
    )  # fmt: skip


@pytest.fixture(scope="session")
def drawn_picture(drawn_design: Document) -> PillowImage.Image:
    return PillowImage.open(io.BytesIO(to_png(drawn_design))).convert("RGB")
