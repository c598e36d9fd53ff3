"""The report: one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import io
import json
from html import escape
from importlib.resources import files

import numpy as np
from jaxtyping import Float
from PIL import Image

from jaxdesign import __version__
from jaxdesign.design.document import Document
from jaxdesign.innovation.result import InnovationResult, Scores
from jaxdesign.report.charts import small_chart, total_chart
from jaxdesign.report.typeface import font_faces

PICTURE_QUALITY = 90
Picture = Float[np.ndarray, "h w 3"]

EXCERPT_LENGTH = 44
MAX_EFFECTS = 3
LEAST_EFFECT = 0.5
"""Percentile points below which an effect is not worth a word."""

_POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)


def _address(picture: Picture) -> str:
    buffer = io.BytesIO()
    image = Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8))
    image.save(buffer, "WEBP", quality=PICTURE_QUALITY, method=4)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()


def _words(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ")
    return escape(words[:1].upper() + words[1:])


def _element_name(document: Document, element_id: str) -> str:
    """What a reader knows an element by: its words, else its kind and id."""
    element = next((e for e in document.elements if e.id == element_id), None)
    if element is None:
        return escape(element_id)
    if element.text is not None and element.text.string.strip():
        words = " ".join(element.text.string.split())
        return escape(words if len(words) <= EXCERPT_LENGTH else words[: EXCERPT_LENGTH - 1].rstrip() + "…")
    return f"{escape(element.id)} <small>({escape(element.shape or element.kind)})</small>"


def _comparison(result: InnovationResult, pictures: tuple[Picture, Picture]) -> str:
    before, after = (_address(picture) for picture in pictures)
    canvases = [document.canvas for document in (result.before, result.after)]
    if (canvases[0].width, canvases[0].height) != (canvases[1].width, canvases[1].height):
        figures = "".join(
            f'<figure><img src="{src}" alt="The design {when}"><figcaption>{when.capitalize()}, '
            f"{canvas.width:g} × {canvas.height:g}</figcaption></figure>"
            for when, src, canvas in zip(("before", "after"), (before, after), canvases, strict=True)
        )
        return f'<div class="table"><div class="pair">{figures}</div></div>'
    ratio = canvases[1].width / canvases[1].height
    return (
        f'<div><div class="table"><div class="compare" style="--ratio:{ratio:.5f}">'
        f'<img src="{before}" alt="The design before"><img src="{after}" alt="The design after">'
        '<input type="range" min="0" max="100" step="0.1" value="50" '
        'aria-label="How much of the design before is shown"></div></div>'
        '<p class="ends"><span>Before</span><span>After</span></p></div>'
    )


def _certificate(result: InnovationResult) -> str:
    certificate = result.certificate
    held = sum(check.holds for check in certificate.checks)
    heading = "Certified" if certificate.holds else f"{held} of {len(certificate.checks)} checks hold"
    items = "".join(
        f"<li{'' if check.holds else ' class=broken'}>{_words(check.name)}"
        f"{f'<small>{escape(check.reason)}</small>' if check.reason else ''}</li>"
        for check in certificate.checks
    )
    return f'<h2>{heading}</h2><ul class="checks">{items}</ul>'


def _effects(effects: dict[str, float]) -> str:
    told = [(name, value) for name, value in effects.items() if abs(value) >= LEAST_EFFECT][:MAX_EFFECTS]
    return " ".join(
        f'<span class="effect{" loss" if value < 0 else ""}">{_words(name).lower()} '
        f"<b>{'+' if value > 0 else '−'}{abs(value):.0f}</b></span>"
        for name, value in told
    )


def _changes(result: InnovationResult) -> str:
    if not result.changes:
        return ""
    rows = "".join(
        f"<tr><th scope=row>{_element_name(result.after, change.element)}</th>"
        f"<td>{escape(change.description)}</td><td>{_effects(change.effects)}</td></tr>"
        for change in result.changes
    )
    return (
        "<section><h2>What changed</h2><table class=changes><thead><tr><th>Element</th><th>Change</th>"
        "<th>Effect of this change alone, in percentile points</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></section>"
    )


def _term_row(name: str, before: Scores, after: Scores) -> str:
    old, new = before.terms[name], after.terms[name]
    low, high = sorted((old.percentile, new.percentile))
    worse = " loss" if new.percentile < old.percentile - LEAST_EFFECT else ""
    return (
        f"<tr><th scope=row>{_words(name)}</th><td class=bar><div class='track{worse}'>"
        f"<span style='left:{low:.2f}%;width:{high - low:.2f}%'></span>"
        f"<i style='left:{old.percentile:.2f}%'></i><i style='left:{new.percentile:.2f}%'></i></div></td>"
        f"<td class=number>{old.percentile:.0f}</td><td class=number>{new.percentile:.0f}</td>"
        f"<td class=value>{old.value:.3g} → {new.value:.3g}</td></tr>"
    )


def _terms(result: InnovationResult) -> str:
    before, after = result.scores_before, result.scores_after
    rows = "".join(_term_row(name, before, after) for name in after.terms if name in before.terms)
    return (
        "<section><h2>Term by term</h2><p class=key>Percentile among real designs: the open mark is before, "
        "the full one after. The last column is the term's own value.</p><table class=terms><thead><tr>"
        "<th>Term</th><th></th><th class=figure>Before</th><th class=figure>After</th>"
        f"<th class=figure>Value</th></tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _curves(result: InnovationResult) -> str:
    figures = "".join(
        f"<figure><figcaption>{_words(name)}<span>{curve[0]:.0f} → {curve[-1]:.0f}</span></figcaption>"
        f"{small_chart(escape(name), curve)}</figure>"
        for name, curve in result.term_curves.items()
        if len(curve)
    )
    return f"<section><h2>The way there</h2><div class=curves>{figures}</div></section>" if figures else ""


def _provenance(result: InnovationResult) -> str:
    canvas = result.after.canvas
    facts: dict[str, object] = {
        "version": __version__,
        "canvas": f"{canvas.width:g} × {canvas.height:g} px, {canvas.format}",
        **result.after.provenance,
    }
    told = {
        key: value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
        for key, value in facts.items()
        if not isinstance(value, dict)
    }
    rows = "".join(f"<dt>{_words(key)}</dt><dd>{escape(value)}</dd>" for key, value in told.items())
    return f"<section><h2>Where it comes from</h2><dl>{rows}</dl></section>"


def report_html(result: InnovationResult, pictures: tuple[Picture, Picture], *, name: str) -> str:
    """The report on ``result`` as HTML, with the designs before and after as ``pictures``.

    The same arguments give the same text.
    """
    title = str(result.after.provenance.get("title") or name)
    before, after = result.scores_before.total, result.scores_after.total
    curve = total_chart(result.total_curve) if len(result.total_curve) else ""
    body = (
        f'<header class="top"><h1>{escape(title)}</h1>'
        f"<p>{len(result.changes)} changes in {len(result.total_curve)} steps</p></header>"
        f'<section class="hero">{_comparison(result, pictures)}<aside class="facts">'
        f'<p class="total"><s>{before:.0f}</s><i>→</i>{after:.0f}</p>'
        f'<p class="unit">of 100, measured against real designs</p>{curve}'
        f"{_certificate(result)}</aside></section>"
        f"{_changes(result)}{_terms(result)}{_curves(result)}{_provenance(result)}"
    )
    resources = files("jaxdesign.report")
    style = font_faces("Report") + resources.joinpath("report.css").read_text(encoding="utf-8")
    script = resources.joinpath("report.js").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}: {before:.0f} to {after:.0f}</title><style>{style}</style></head>"
        f"<body>{body}<script>{script}</script></body></html>\n"
    )
