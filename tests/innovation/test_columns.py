"""Texts that are aligned by their ends, and starts of rows, keep the line that they shared."""

import numpy as np
import pytest

from jaxdesign.design.document import Align, Canvas, Document, Element, Paint, Text
from jaxdesign.innovation.columns import calls_in_line, columns_in_line


def price(name: str, right: float, lock: tuple[str, ...] = (), align: Align = "end") -> Element:
    text = Text(string="9", size=20, align=align)
    return Element(id=name, kind="text", box=(right - 40, 100, 40, 24), text=text, lock=lock)


def rule(right: float) -> Element:
    box = (100.0, 90.0, right - 100, 2.0)
    return Element(id="rule", kind="shape", shape="rectangle", box=box, paint=Paint(fill="#000000"))


def ends(elements: tuple[Element, ...], meant: tuple[float, ...]) -> list[float]:
    document = Document(canvas=Canvas(width=1000, height=1000), elements=elements)
    goal = np.array([[right / 1000 - 0.04, 0.1, 0.04, 0.02] for right in meant])
    return [e.box[0] + e.box[2] for e in columns_in_line(document, goal).elements]


@pytest.mark.parametrize(
    ("elements", "meant", "expected"),
    [
        ((price("a", 880), price("b", 905), rule(900)), (890, 890, 890), [900, 900, 900]),
        ((price("a", 880), price("b", 905), rule(900)), (890, 850, 890), [880, 905, 900]),
        ((price("a", 880, ("x",)), price("b", 905)), (890, 890), [880, 880]),
        ((price("a", 700), price("b", 905), rule(900)), (890, 890, 890), [700, 900, 900]),
        ((price("a", 880, align="start"), price("b", 905), rule(905)), (890, 890, 890), [880, 905, 905]),
    ],
    ids=["one line", "another line", "locked", "far away", "aligned otherwise"],
)
def test_ends_come_back_to_their_line(elements, meant, expected):
    assert ends(elements, meant) == pytest.approx(expected)


def test_starts_of_rows_come_back_to_their_line():
    names = [
        price(f"n{i}", right, align="start").model_copy(update={"group": f"row-{i}"})
        for i, right in enumerate((880, 884, 880))
    ]
    assert ends(tuple(names), (890, 890, 890)) == pytest.approx([880, 880, 880])
    loose = [one.model_copy(update={"group": None}) for one in names]
    assert ends(tuple(loose), (890, 890, 890)) == pytest.approx([880, 884, 880])


def call(x: float, *, lock: tuple[str, ...] = ()) -> tuple[Element, Element]:
    """A panel of 100 at ``x``, and its words."""
    paint = Paint(fill="#3355ff")
    panel = Element(
        id="panel", kind="shape", shape="rectangle", box=(x, 200, 100, 40), paint=paint, lock=lock
    )
    text = Text(string="Go", size=20, align="center")
    return panel, Element(id="go", kind="text", box=(x + 20, 208, 60, 24), text=text)


def moved(x: float, meant: float, **options) -> list[float]:
    """Left edges of a call at ``x``, which was to be at ``meant``, beside a rule from 100 to 905."""
    document = Document(canvas=Canvas(width=1000, height=1000), elements=(rule(905), *call(x, **options)))
    goal = np.array(
        [[0.1, 0.09, 0.8, 0.002], [meant / 1000, 0.2, 0.1, 0.04], [meant / 1000 + 0.02, 0.208, 0.06, 0.024]]
    )
    return [element.box[0] for element in calls_in_line(document, goal).elements[1:]]


def test_calls_come_back_to_the_edge_that_they_shared():
    assert moved(795, 800) == pytest.approx([805, 825])  # the right edge of the rule
    assert moved(104, 100) == pytest.approx([100, 120])  # the left one
    assert moved(795, 700) == pytest.approx([795, 815])  # no edge shared
    assert moved(760, 800) == pytest.approx([760, 780])  # far away
    assert moved(795, 800, lock=("x",)) == pytest.approx([795, 815])
