"""``StyleAnalyzer``: references in, what they have in common out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from jaxdesign.design.color import hex_from_srgb, srgb_from_oklab
from jaxdesign.errors import InputError
from jaxdesign.models.autoencoder import Autoencoder
from jaxdesign.progress import Progress, ProgressCallback, silent
from jaxdesign.style.colors import joined
from jaxdesign.style.latents import model_digest, style_latents
from jaxdesign.style.measuring import Measured, measured
from jaxdesign.style.profile import MAX_COLORS, Face, PaletteColor, StyleLatent, StyleProfile, Trait
from jaxdesign.style.references import MAX_REFERENCES, Reference
from jaxdesign.style.scales import Scales, load_scales
from jaxdesign.style.traits import TRAITS

MAX_FACES_OF_A_ROLE = 4
MAX_ENCODED = 256
"""Elements of a reference up to which it is encoded."""
_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class StyleAnalyzer:
    """Measures what references have in common."""

    model: Autoencoder | None = None
    """Whose latents of style are added; without it the profile has none."""

    def analyze(
        self, references: Sequence[Reference], *, name: str = "", progress: ProgressCallback = silent
    ) -> StyleProfile:
        """The profile of 1 to ``MAX_REFERENCES`` references; equal references give an equal profile.

        Raises ``InputError`` for another number of them.
        """
        if not 1 <= len(references) <= MAX_REFERENCES:
            raise InputError(
                f"{len(references)} references; a style is read of 1 to {MAX_REFERENCES} designs."
            )
        found = []
        for i, reference in enumerate(references):
            progress(Progress("measuring", i, len(references)))
            found.append(measured(reference.document, reference.picture))
        progress(Progress("measuring", len(references), len(references)))
        return summarized(found, latent=self._latent(references), name=name)

    def _latent(self, references: Sequence[Reference]) -> StyleLatent | None:
        documents = [reference.document for reference in references]
        documents = [document for document in documents if len(document.elements) <= MAX_ENCODED]
        if self.model is None or not documents:
            return None
        return latent_of(style_latents(self.model, documents), digest=model_digest(self.model))


def summarized(
    found: Sequence[Measured], *, latent: StyleLatent | None = None, name: str = ""
) -> StyleProfile:
    """The profile of what was measured of at least one reference."""
    return StyleProfile(
        name=name,
        num_references=len(found),
        palette=_palette(found),
        faces=_faces(found),
        traits=_traits(np.stack([one.traits for one in found]), load_scales()),
        latent=latent,
    )


def latent_of(z: Float[np.ndarray, "d s z"], *, digest: str) -> StyleLatent:
    """Mean and spread of the tokens of style of designs, ``digest`` telling of which models."""
    return StyleLatent(model=digest, mean=_rows(z.mean(axis=0)), spread=_rows(_spread(z)))


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}") + 0.0


def _rows(values: Float[np.ndarray, "s z"]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(_rounded(value) for value in row) for row in values.tolist())


def _spread(values: Float[np.ndarray, "d ..."]) -> Float[np.ndarray, "..."]:
    """Standard deviation over the first axis, that of the sample; 0 for one design."""
    return values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(values.shape[1:])


def _traits(rows: Float[np.ndarray, "d t"], scales: Scales) -> dict[str, Trait]:
    traits = {}
    for name, column in zip(TRAITS, rows.T, strict=True):
        known = column[np.isfinite(column)]
        if not len(known):
            continue
        spread = float(_spread(known))
        traits[name] = Trait(
            mean=_rounded(float(known.mean())),
            spread=_rounded(spread),
            agreement=_rounded(1 - min(spread / scales.overall(name), 1.0)),
        )
    return traits


def _palette(found: Sequence[Measured]) -> tuple[PaletteColor, ...]:
    colors = joined([one.colors for one in found], limit=MAX_COLORS)
    return tuple(
        PaletteColor(
            color=hex_from_srgb(srgb_from_oklab(color.oklab)),
            role=color.role,
            share=_rounded(min(color.share, 1.0)),
            presence=_rounded(color.presence),
        )
        for color in colors
    )


def _faces(found: Sequence[Measured]) -> tuple[Face, ...]:
    """The most used families of each role, by the share of the references that have type."""
    with_type = [one.faces for one in found if one.faces]
    faces = []
    for role in ("display", "body"):
        used = [(face.family, face.style_class) for faces in with_type for face in faces if face.role == role]
        ranked = sorted(dict.fromkeys(used), key=lambda face: -used.count(face))
        faces += [
            Face(
                role=role,
                family=face[0][:200],
                style_class=face[1],
                share=_rounded(used.count(face) / len(used)),
            )
            for face in ranked[:MAX_FACES_OF_A_ROLE]
        ]
    return tuple(faces)
