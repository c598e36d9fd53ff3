"""Styles mixed by weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from jaxdesign.errors import InputError
from jaxdesign.style.colors import Role, fullest
from jaxdesign.style.profile import (
    MAX_COLORS,
    MAX_FACES,
    Face,
    PaletteColor,
    StyleLatent,
    StyleProfile,
    Trait,
)


def weighted_from(text: str) -> tuple[Path, float]:
    """File and weight of ``FILE=WEIGHT``, or of ``FILE``, which counts 1. Raises ``InputError``."""
    name, sign, value = text.rpartition("=")
    if not sign:
        return Path(text), 1.0
    try:
        return Path(name), float(value)
    except ValueError:
        raise InputError(f"'{text}': expected PROFILE=WEIGHT, as in a.json=0.7.") from None


def blend(profiles: Sequence[StyleProfile], weights: Sequence[float], *, name: str = "") -> StyleProfile:
    """A style between styles; a single one comes back as it is, but for its name.

    Traits and latents are between those of the profiles, in proportion to the weights, and so are their
    spreads (root mean squares) and agreements. Colours and faces are those of all, with their shares in
    proportion; equal ones are one. Latents are left out unless all profiles have them of the same models.

    Args:
        profiles: at least one.
        weights: as many, positive; only proportions count.

    Raises ``InputError`` for weights that do not fit.
    """
    if not profiles or len(profiles) != len(weights):
        raise InputError(f"blend: {len(profiles)} profiles and {len(weights)} weights; each needs one.")
    for weight in weights:
        if not (math.isfinite(weight) and weight > 0):
            raise InputError(f"blend: a weight of {weight:g} is out of range; weights are above 0.")
    parts = [weight / math.fsum(weights) for weight in weights]
    said = [f"{part:.2g} {profile.name}" for part, profile in zip(parts, profiles, strict=True)]
    return StyleProfile(
        name=name or " + ".join(said)[:200],
        num_references=sum(profile.num_references for profile in profiles),
        palette=_palette(profiles, parts),
        faces=_faces(profiles, parts),
        traits=_traits(profiles, parts),
        latent=_latent(profiles, parts),
    )


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """The weighted mean, exact where all values are equal."""
    if all(a == b for a, b in pairwise(values)):
        return values[0]
    return math.fsum(v * w for v, w in zip(values, weights, strict=True)) / math.fsum(weights)


def _rms(values: Sequence[float], weights: Sequence[float]) -> float:
    if all(a == b for a, b in pairwise(values)):
        return values[0]
    return math.sqrt(_mean([value**2 for value in values], weights))


def _traits(profiles: Sequence[StyleProfile], parts: Sequence[float]) -> dict[str, Trait]:
    names = dict.fromkeys(name for profile in profiles for name in profile.traits)
    traits = {}
    for name in names:
        having = [(p.traits[name], part) for p, part in zip(profiles, parts, strict=True) if name in p.traits]
        weights = [part for _, part in having]
        traits[name] = Trait(
            mean=_mean([trait.mean for trait, _ in having], weights),
            spread=_rms([trait.spread for trait, _ in having], weights),
            agreement=_mean([trait.agreement for trait, _ in having], weights),
        )
    return traits


def _palette(profiles: Sequence[StyleProfile], parts: Sequence[float]) -> tuple[PaletteColor, ...]:
    found: dict[tuple[Role, str], list[float]] = {}
    for profile, part in zip(profiles, parts, strict=True):
        for entry in profile.palette:
            sums = found.setdefault((entry.role, entry.color), [0.0, 0.0])
            sums[0] += part * entry.share
            sums[1] += part * entry.presence
    colors = [
        PaletteColor(color=color, role=role, share=min(share, 1.0), presence=min(presence, 1.0))
        for (role, color), (share, presence) in found.items()
    ]
    return fullest(colors, MAX_COLORS)


def _faces(profiles: Sequence[StyleProfile], parts: Sequence[float]) -> tuple[Face, ...]:
    found: dict[Face, float] = {}
    for profile, part in zip(profiles, parts, strict=True):
        for face in profile.faces:
            alike = face.model_copy(update={"share": 0.0})
            found[alike] = found.get(alike, 0.0) + part * face.share
    faces = [face.model_copy(update={"share": min(share, 1.0)}) for face, share in found.items()]
    ranked = sorted(faces, key=lambda face: -face.share)[:MAX_FACES]
    return tuple(sorted(ranked, key=lambda face: face.role == "body"))


def _latent(profiles: Sequence[StyleProfile], parts: Sequence[float]) -> StyleLatent | None:
    latents = [profile.latent for profile in profiles]
    having = [latent for latent in latents if latent is not None]
    if len(having) < len(latents) or len({(latent.model, latent.shape) for latent in having}) > 1:
        return None

    def mixed(
        of: str, mix: Callable[[Sequence[float], Sequence[float]], float]
    ) -> tuple[tuple[float, ...], ...]:
        tokens = zip(*(getattr(latent, of) for latent in having), strict=True)
        return tuple(tuple(mix(values, parts) for values in zip(*rows, strict=True)) for rows in tokens)

    return StyleLatent(model=having[0].model, mean=mixed("mean", _mean), spread=mixed("spread", _rms))
