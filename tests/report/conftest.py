"""A whole innovation result made by hand: two documents and invented numbers."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Paint, Text
from jaxdesign.grammar.scores import Scores, TermScore
from jaxdesign.innovation.result import Certificate, Change, Check, InnovationResult
from jaxdesign.report.between import between


def _document(left: float, size: float, color: str) -> Document:
    words = Text(string="Hello <b>& all</b>", size=size, role="headline", weight=600)
    return Document(
        canvas=Canvas(width=200, height=280),
        backdrop=Backdrop(fill="#f4ead9"),
        elements=(
            Element(
                id="panel",
                kind="shape",
                shape="rectangle",
                box=(20, 150, 160, 90),
                paint=Paint(fill="#33366b"),
            ),
            Element(id="headline", kind="text", box=(left, 40, 160, 30), text=words, paint=Paint(fill=color)),
        ),
    )


def _scores(total: float, alignment: float) -> Scores:
    return Scores(
        total=total,
        terms={
            "alignment": TermScore(value=0.02 / alignment, percentile=alignment),
            "white_space": TermScore(value=0.4, percentile=61.0),
        },
    )


@pytest.fixture
def result() -> InnovationResult:
    before, after = _document(33, 17, "#a99aa0"), _document(20, 18, "#33366b")
    after = after.model_copy(update={"provenance": {"title": "A <small> poster", "seed": 3}})
    checks = (Check(name="text fits", holds=True), Check(name="contrast", holds=True))
    effects = {"alignment": 8.2, "white_space": -1.4}
    curve = np.linspace(48, 81, 40)
    return InnovationResult(
        before=before,
        after=after,
        certificate=Certificate(checks=checks),
        scores_before=_scores(48.0, 12.0),
        scores_after=_scores(81.0, 88.0),
        frames=tuple(between(before, after, i / 4) for i in range(5)),
        total_curve=curve,
        term_curves={"alignment": np.linspace(12, 88, 40), "white_space": np.full(40, 61.0)},
        changes=(
            Change(element="headline", description="13 px left", effects=effects),
            Change(element="panel", description="nothing <much>", effects={}),
        ),
        seconds={"read": 0.1},
    )
