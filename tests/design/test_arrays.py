"""Documents as arrays and back."""

from __future__ import annotations

import math

import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.design.arrays import bucket, from_arrays, to_arrays
from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Gradient, Paint, Text
from jaxdesign.types import Kind, Role


def _document() -> Document:
    gradient = Gradient(angle=30, stops=((0.0, "#ff0000"), (0.5, "#00ff00"), (1.0, "#0000ff80")))
    text = Text(string="Hi", role="headline", size=20.3, weight=700, line_height=1.1, align="end")
    return Document(
        canvas=Canvas(width=400, height=200),
        backdrop=Backdrop(fill="#102030"),
        elements=(
            Element(
                id="box", kind="shape", shape="rectangle", box=(10, 20, 100.1, 50), rotation=90,
                paint=Paint(fill=gradient, stroke="#123456", stroke_width=2, radius=8), group="g",
            ),
            Element(id="text", kind="text", box=(0, 0, 40, 24.2), text=text, opacity=0.5),
            Element(id="line", kind="shape", shape="line", box=(0, 0, 4, 1), group="g"),
        ),
    )  # fmt: skip


def test_values_are_fractions_of_the_canvas() -> None:
    design, content = to_arrays(_document())
    np.testing.assert_allclose(design.box[0], [10 / 400, 20 / 200, 100.1 / 400, 50 / 200], rtol=1e-6)
    assert float(design.rotation[0]) == pytest.approx(math.pi / 2)
    assert float(design.radius[0]) == pytest.approx(8 / 200)
    assert float(design.font_size[1]) == pytest.approx(20.3 / 200)
    assert float(design.align[1]) == 1.0
    assert design.kind[:3].tolist() == [Kind.RECTANGLE, Kind.TEXT, Kind.LINE]
    assert design.role[:3].tolist() == [Role.NONE, Role.HEADLINE, Role.NONE]
    assert design.group[:3].tolist() == [0, -1, 0]
    assert design.mask.tolist() == [True] * 3 + [False] * 5
    assert content.ids == ("box", "text", "line")
    assert float(design.fill[0, 1, 3]) == pytest.approx(128 / 255)


def test_unchanged_arrays_give_the_document_exactly() -> None:
    document = _document()
    assert from_arrays(*to_arrays(document)) == document


def test_only_what_moved_changes() -> None:
    document = _document()
    design, content = to_arrays(document)
    moved = design._replace(box=design.box.at[1, 0].set(0.25), font_size=design.font_size.at[1].set(0.2))
    after = from_arrays(moved, content)
    assert after.elements[0] == document.elements[0]
    assert after.elements[1].box[0] == pytest.approx(100)
    assert after.elements[1].text is not None
    assert after.elements[1].text.size == pytest.approx(40, rel=1e-5)


def test_a_moved_gradient_keeps_its_stops() -> None:
    design, content = to_arrays(_document())
    dark = design._replace(fill=design.fill.at[0, :, 0].multiply(0.5))
    fill = from_arrays(dark, content).elements[0].paint.fill
    assert isinstance(fill, Gradient)
    assert [place for place, _ in fill.stops] == [0.0, 0.5, 1.0]
    assert fill.stops[0][1] != "#ff0000"


def test_padding_does_not_matter() -> None:
    document = _document()
    small, _ = to_arrays(document)
    large, content = to_arrays(document, num_slots=32)
    assert from_arrays(large, content) == document
    np.testing.assert_array_equal(small.box[:3], large.box[:3])
    assert bucket(9) == 16
    assert bool(jnp.all(large.opacity[3:] == 0))
