"""Scores for people and for programs: a table with what to do, or one JSON line a design."""

from __future__ import annotations

import json
from pathlib import Path

from jaxdesign.design.document import Document
from jaxdesign.grammar.advice import advice, details_of
from jaxdesign.grammar.scores import Scores
from jaxdesign.grammar.scoring import scores_of
from jaxdesign.grammar.terms import TERMS

ADVISE_BELOW = 50.0
"""Percentile under which a term gets advice."""


def json_line(path: Path | str, scores: Scores) -> str:
    """``{"path", "total", "terms": {name: {"value", "percentile"}}}`` on one line."""
    terms = {
        name: {"value": round(term.value, 6), "percentile": round(term.percentile, 3)}
        for name, term in scores.terms.items()
    }
    return json.dumps(
        {"path": str(path), "total": round(scores.total, 3), "terms": terms}, ensure_ascii=False
    )


def advised(document: Document) -> tuple[Scores, dict[str, str]]:
    """The scores of a design, and what to do about each poor term."""
    term_values, details = details_of(document)
    scores = scores_of(term_values[None])[0]
    poor = [name for name, term in scores.terms.items() if term.percentile < ADVISE_BELOW]
    return scores, {name: advice(document, name, details) for name in poor}


def table(path: Path | str, document: Document) -> str:
    """The terms with value, unit, percentile among real designs, and what to do about the poor ones."""
    scores, what_to_do = advised(document)
    rows = [("term", "value", "unit", "percentile", "what to do")]
    for name, term in scores.terms.items():
        what = what_to_do.get(name, "")
        rows.append(
            (name.replace("_", " "), f"{term.value:.3f}", TERMS[name].unit, f"{term.percentile:.0f}", what)
        )
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [f"{path}: total {scores.total:.1f} of 100"]
    for term, value, unit, percentile, what in rows:
        figures = f"{term:<{widths[0]}}  {value:>{widths[1]}}  {unit:<{widths[2]}}  {percentile:>{widths[3]}}"
        lines.append(f"{figures}  {what}".rstrip())
    return "\n".join(lines)
