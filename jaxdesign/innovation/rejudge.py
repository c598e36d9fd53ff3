"""A finished design that was changed afterwards: certificate and scores as it now is."""

from __future__ import annotations

from dataclasses import replace

from jaxdesign.design.document import Document
from jaxdesign.grammar.scoring import score_documents
from jaxdesign.innovation.finalise import certificate_dict
from jaxdesign.innovation.result import InnovationResult
from jaxdesign.innovation.verify import verify


def rejudged(result: InnovationResult, document: Document) -> InnovationResult:
    """The result with ``document`` in place of what it ended with; its certificate may not hold.

    The certificate asks for the words of the result as it was.
    """
    certificate = verify(document, original=_without_locks(result.after))
    after = document.model_copy(update={"certificate": certificate_dict(certificate)})
    return replace(
        result, after=after, certificate=certificate, scores_after=score_documents([after], are_few=True)[0]
    )


def _without_locks(document: Document) -> Document:
    """What was locked was changed on purpose."""
    elements = [element.model_copy(update={"lock": ()}) for element in document.elements]
    return document.model_copy(update={"elements": tuple(elements)})
