"""Styles in words: what a profile holds, and where two of them differ."""

from __future__ import annotations

from collections.abc import Sequence

from jaxdesign.style.distances import distance_parts, profile_distance, trait_offsets
from jaxdesign.style.profile import StyleProfile
from jaxdesign.style.traits import TRAITS

SHARED_FROM, DIFFERENT_TO = 0.7, 0.3
"""Agreement from which references share a trait, and to which they differ in it."""
NOTABLE = 0.5
"""Spreads within a source from which a difference of two styles is told."""


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _plain(text: str) -> str:
    """Without characters that a terminal would obey."""
    return "".join(letter for letter in text if letter.isprintable())


def counted(number: int, thing: str) -> str:
    """A number of things, as in ``1 reference`` and ``2 references``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def told(profile: StyleProfile) -> str:
    """The profile as tables: palette, faces, traits by agreement, and which latents it holds."""
    rows = [("colour", "role", "share", "in references")]
    rows += [(c.color, c.role, f"{c.share:.1%}", f"{c.presence:.0%}") for c in profile.palette]
    lines = [f"{_plain(profile.name) or 'a style'}: of {counted(profile.num_references, 'reference')}", ""]
    lines += _table(rows)
    if profile.faces:
        rows = [("type", "family", "class", "in references")]
        rows += [(f.role, _plain(f.family), f.style_class, f"{f.share:.0%}") for f in profile.faces]
        lines += ["", *_table(rows)]
    if profile.traits:
        rows = [("trait", "mean", "spread", "agreement", "what it is")]
        for name, trait in sorted(profile.traits.items(), key=lambda row: -row[1].agreement):
            form = TRAITS[name]
            spread = f"{trait.spread:.3g}" + (" (log)" if form.is_log else "")
            rows.append((name, form.said(trait.mean), spread, f"{trait.agreement:.2f}", form.meaning))
        lines += ["", *_table(rows)]
    if profile.num_references > 1:
        lines += ["", f"shared: {_named(profile, SHARED_FROM, 1.0)}"]
        lines += [f"different: {_named(profile, 0.0, DIFFERENT_TO)}"]
    if profile.latent is not None:
        tokens, numbers = profile.latent.shape
        lines += ["", f"latents of style: {tokens} x {numbers}, of models {_plain(profile.latent.model)}"]
    return "\n".join(lines)


def _named(profile: StyleProfile, low: float, high: float) -> str:
    names = [name for name, trait in profile.traits.items() if low <= trait.agreement <= high]
    return ", ".join(names) or "nothing"


def told_difference(a: StyleProfile, b: StyleProfile) -> str:
    """Where two styles differ: the distance, its parts, and the traits by how much they differ."""
    parts = distance_parts(a, b)
    said = [f"{name} {value:.2f}" for name, value in parts._asdict().items() if value is not None]
    lines = [f"distance {profile_distance(a, b):.2f} ({', '.join(said)})"]
    if a.latent and b.latent and a.latent.model != b.latent.model:
        lines.append("latents of style are of different models and are not compared")
    off = trait_offsets(a, b)
    notable = [name for name in sorted(off, key=lambda name: -abs(off[name])) if abs(off[name]) >= NOTABLE]
    if notable:
        rows = [("trait", "first", "second", "spreads", "what it is")]
        for name in notable:
            form = TRAITS[name]
            first, second = form.said(a.traits[name].mean), form.said(b.traits[name].mean)
            rows.append((name, first, second, f"{off[name]:+.1f}", form.meaning))
        lines += ["", *_table(rows)]
    else:
        lines.append(f"no trait differs by {NOTABLE:g} spreads")
    return "\n".join(lines)
