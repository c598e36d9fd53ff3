"""Grammar: what designers check, as differentiable numbers read against real designs."""

from typing import TYPE_CHECKING

from jaxdesign.grammar.calibration import Calibration, load_calibration, percentiles, total
from jaxdesign.grammar.scores import Scores, TermScore
from jaxdesign.grammar.term import Term
from jaxdesign.grammar.terms import TERMS, values

if TYPE_CHECKING:
    from jaxdesign.grammar.scoring import score_documents

__all__ = [
    "TERMS",
    "Calibration",
    "Scores",
    "Term",
    "TermScore",
    "load_calibration",
    "percentiles",
    "score_documents",
    "total",
    "values",
]


def __getattr__(name: str) -> object:
    if name == "score_documents":
        from jaxdesign.grammar.scoring import score_documents

        return score_documents
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
