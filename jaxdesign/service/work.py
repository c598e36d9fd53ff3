"""What the service does: each request to the library's one call for it."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from jaxdesign.brief.prompt import read_prompt
from jaxdesign.brief.schema import Brief
from jaxdesign.design.document import Document
from jaxdesign.design.formats import canvas_for
from jaxdesign.designer import UniversalDesigner
from jaxdesign.errors import InputError, NotCertifiedError, UnsafeInputError
from jaxdesign.grammar.report import advised
from jaxdesign.grammar.terms import TERMS
from jaxdesign.importers.picture_address import check_pictures
from jaxdesign.importers.svg import read_svg_bytes
from jaxdesign.innovation.innovate import innovate_documents
from jaxdesign.models.shipped import read_models, shipped
from jaxdesign.progress import ProgressCallback
from jaxdesign.render.pdf import to_pdf
from jaxdesign.render.pictures import forget_pictures
from jaxdesign.render.png import to_png
from jaxdesign.render.svg import to_svg
from jaxdesign.service.forms import (
    ChangeAnswer,
    Design,
    DesignAnswer,
    GenerateAnswer,
    GenerateRequest,
    InnovateAnswer,
    InnovateRequest,
    ScoreAnswer,
    ScoreRequest,
    StyleRequest,
    TermAnswer,
    Wanted,
)
from jaxdesign.service.inline_pictures import (
    check_brief_pictures,
    check_document_pictures,
    pictures_as_files,
    references_as_files,
    without_pictures,
)
from jaxdesign.style.analyzer import StyleAnalyzer
from jaxdesign.style.profile import StyleProfile
from jaxdesign.style.references import read_references

MAX_CANVAS_PIXELS = 40_000_000
"""Of a canvas, and of a PNG that is sent back."""


class Work:
    """The library behind the service. Every method is one job, called on one thread, one after the other.

    All raise ``InputError`` for what cannot be used; the first two ``NotCertifiedError``.
    """

    def __init__(self, models: Path | None = None) -> None:
        """``models`` is a folder of exported models; None for those that are shipped."""
        self._models = models

    @cached_property
    def _designer(self) -> UniversalDesigner:
        return UniversalDesigner(shipped() if self._models is None else read_models(self._models))

    def style(self, form: StyleRequest, progress: ProgressCallback) -> StyleProfile:
        """What references have in common."""
        try:
            with references_as_files(form.references) as folder:
                analyzer = StyleAnalyzer(model=self._designer.models.autoencoder)
                return analyzer.analyze(read_references([folder]), name=form.name, progress=progress)
        finally:
            forget_pictures()

    def generate(self, form: GenerateRequest, progress: ProgressCallback) -> GenerateAnswer:
        """Designs of words and pictures."""
        brief = _asked(form)
        for name in brief.formats:
            canvas = canvas_for(name)
            _check_area(canvas.width, canvas.height, form)
        check_brief_pictures(brief)
        try:
            with pictures_as_files(brief) as with_files:
                designer = replace(self._designer, style=form.style) if form.style else self._designer
                finished = designer.design(
                    with_files,
                    count=form.count,
                    seed=form.seed,
                    candidates=max(form.candidates, form.count),
                    progress=progress,
                )
                designs = tuple(
                    _design(one.result.after, one.format, one.result.scores_after.total, form)
                    for one in finished
                )
        finally:
            forget_pictures()
        return GenerateAnswer(designs=designs, brief=without_pictures(brief))

    def innovate(self, form: InnovateRequest, progress: ProgressCallback) -> InnovateAnswer:
        """A design, well composed."""
        config = form.config
        try:
            document, notices = _read(form.design)
            canvas = document.canvas if form.format is None else canvas_for(form.format)
            _check_area(canvas.width, canvas.height, form)
            [result] = innovate_documents([document], config, progress=progress)
            if isinstance(result, NotCertifiedError):
                raise result
            answer = _design(result.after, canvas.format, result.scores_after.total, form)
        finally:
            forget_pictures()
        return InnovateAnswer(
            design=answer,
            total_before=result.scores_before.total,
            changes=tuple(
                ChangeAnswer(element=one.element, description=one.description, effects=one.effects)
                for one in result.changes
            ),
            notices=notices,
        )

    def score(self, form: ScoreRequest, progress: ProgressCallback) -> ScoreAnswer:
        """Every grammar term of a design."""
        try:
            document, _ = _read(form.design)
            scores, what_to_do = advised(document)
        finally:
            forget_pictures()
        terms = {
            name: TermAnswer(
                value=term.value,
                unit=TERMS[name].unit,
                percentile=term.percentile,
                advice=what_to_do.get(name, ""),
            )
            for name, term in scores.terms.items()
        }
        return ScoreAnswer(total=scores.total, terms=terms)


def _asked(form: GenerateRequest) -> Brief:
    """The brief of a request, with what the request adds to it."""
    if (form.prompt is None) == (form.brief is None):
        raise InputError("give either prompt or brief.")
    brief = form.brief if form.brief is not None else read_prompt(form.prompt or "")
    changes: dict[str, object] = {"pictures": (*brief.pictures, *form.pictures)}
    if form.formats is not None:
        changes["formats"] = form.formats
    return brief.model_copy(update=changes)


def _read(design: Design) -> tuple[Document, tuple[str, ...]]:
    """The document of a request, its pictures checked, and what of an SVG was lost."""
    if isinstance(design, Document):
        document, notices = design, ()
        check_document_pictures(document)
        check_pictures(document, "design")
    else:
        if not design.lstrip("\ufeff \t\r\n").startswith("<"):
            raise InputError("design: is neither a design document nor the text of an SVG.")
        document, found = read_svg_bytes(design.encode(), name="design")
        notices = tuple(f"{one.element}: {one.message}" if one.element else one.message for one in found)
        check_document_pictures(document)
    return document, notices


def _check_area(width: float, height: float, form: Wanted) -> None:
    scale = form.scale if "png" in form.files else 1.0
    if width * height * max(scale, 1.0) ** 2 > MAX_CANVAS_PIXELS:
        limit = MAX_CANVAS_PIXELS // 1_000_000
        raise UnsafeInputError(
            f"a picture of {width * scale:.0f} x {height * scale:.0f} px is more than {limit} megapixels; "
            "choose a smaller canvas or scale."
        )


def _design(document: Document, format_: str, total: float, form: Wanted) -> DesignAnswer:
    svg = png = pdf = None
    if "svg" in form.files:
        svg = to_svg(document, embed_fonts=form.embed_fonts)
    if "png" in form.files:
        png = "data:image/png;base64," + base64.b64encode(to_png(document, scale=form.scale)).decode()
    if "pdf" in form.files:
        pdf = "data:application/pdf;base64," + base64.b64encode(to_pdf(document)).decode()
    return DesignAnswer(format=format_, total=total, document=document, svg=svg, png=png, pdf=pdf)
