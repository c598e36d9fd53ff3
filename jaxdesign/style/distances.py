"""How far two styles are apart, in plain numpy: for nearest profiles and for telling what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex
from jaxdesign.style.profile import PaletteColor, StyleProfile
from jaxdesign.style.scales import Scales, load_scales

OTHER_ROLE = 0.05
"""OKLab distance that a colour of another role counts as farther away."""
UNLIKE = 0.1
"""OKLab distance at which two colours count as half unlike."""
AREA_POWER = 0.25
"""Of a colour's share in its weight: an accent of 2% counts nearly half of a backdrop of 60%."""
PICTURE_WEIGHT = 0.5
"""What the colours of photographs count, which are content as much as style."""

PALETTE_WEIGHT, FACES_WEIGHT, LATENT_WEIGHT = 2.0, 1.0, 0.5
"""What palette, faces and latents count beside all traits together; set by hand."""


class Parts(NamedTuple):
    """What the distance of two styles is made of; None for what either does not have."""

    traits: float | None
    """Weighted mean of ``sqrt(1 + d^2) - 1``, ``d`` in spreads within a source."""
    palette: float
    """0 to 1."""
    faces: float | None
    """0 to 1."""
    latent: float | None
    """``sqrt(1 + d^2) - 1`` of the root mean square difference, in spreads within a source."""


def _huber(off: float | Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
    return np.sqrt(1 + np.asarray(off) ** 2) - 1


def _colors(palette: Sequence[PaletteColor]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    labs = oklab_from_srgb(np.array([srgb_from_hex(entry.color)[:3] for entry in palette], np.float32))
    kept = np.array([PICTURE_WEIGHT if entry.role == "picture" else 1.0 for entry in palette])
    weights = np.array([max(entry.share, 1e-4) for entry in palette]) ** AREA_POWER * kept
    return labs, weights / weights.sum(), np.array([entry.role for entry in palette])


def palette_distance(a: Sequence[PaletteColor], b: Sequence[PaletteColor]) -> float:
    """How unlike two palettes are, 0 (equal) to 1; symmetric.

    The mean over the colours of both, weighted by area to the power ``AREA_POWER``, of ``d / (d + UNLIKE)``
    to the nearest colour of the other (symmetric chamfer distance); ``d`` is the OKLab distance, with
    ``OTHER_ROLE`` added for another role. Both must have a colour.
    """
    (labs_a, weights_a, roles_a), (labs_b, weights_b, roles_b) = _colors(a), _colors(b)
    away = np.linalg.norm(labs_a[:, None] - labs_b[None], axis=-1)
    away = away + OTHER_ROLE * (roles_a[:, None] != roles_b[None])
    away = away / (away + UNLIKE)
    return float((away.min(axis=1) @ weights_a + away.min(axis=0) @ weights_b) / 2)


def faces_distance(a: StyleProfile, b: StyleProfile) -> float | None:
    """Half the share of display and body type set in other classes, half that in other families; 0 to 1.

    Total variation, the mean over both roles; None where either has no type.
    """
    if not (a.faces and b.faces):
        return None
    off = 0.0
    for of in ("style_class", "family"):
        shares: dict[tuple[str, str], float] = {}
        for profile, sign in ((a, 1), (b, -1)):
            for face in profile.faces:
                key = (face.role, getattr(face, of).lower())
                shares[key] = shares.get(key, 0.0) + sign * face.share
        off += sum(abs(share) for share in shares.values()) / 4
    return min(off / 2, 1.0)


def trait_offsets(a: StyleProfile, b: StyleProfile, *, scales: Scales | None = None) -> dict[str, float]:
    """``b`` minus ``a`` for each trait that both have, in spreads within a source."""
    scales = scales or load_scales()
    common = [name for name in a.traits if name in b.traits]
    return {name: (b.traits[name].mean - a.traits[name].mean) / scales.within[name] for name in common}


def _latent_offset(a: StyleProfile, b: StyleProfile, scales: Scales) -> float | None:
    if a.latent is None or b.latent is None or a.latent.model != b.latent.model:
        return None
    apart = np.array(a.latent.mean) - np.array(b.latent.mean)
    return float(_huber(np.sqrt((apart**2).mean()) / scales.latent_within))


def distance_parts(a: StyleProfile, b: StyleProfile, *, scales: Scales | None = None) -> Parts:
    """What the distance of two styles is made of. Latents of other models count as none."""
    scales = scales or load_scales()
    off = trait_offsets(a, b, scales=scales)
    weights = np.array([scales.weight(name) for name in off])
    total = weights.sum()
    traits = float(weights @ _huber(np.array(list(off.values()))) / total) if total > 0 else None
    return Parts(
        traits=traits,
        palette=palette_distance(a.palette, b.palette),
        faces=faces_distance(a, b),
        latent=_latent_offset(a, b, scales),
    )


def profile_distance(a: StyleProfile, b: StyleProfile, *, scales: Scales | None = None) -> float:
    """How far two styles are apart: 0 for equal ones, about 0.5 for two designs of one source; symmetric.

    The weighted mean of the ``distance_parts`` that both have. A trait counts as much as it differs between
    sources more than within them (``Scales.weight``).
    """
    parts = distance_parts(a, b, scales=scales)
    weights = Parts(1.0, PALETTE_WEIGHT, FACES_WEIGHT, LATENT_WEIGHT)
    known = [(part, weight) for part, weight in zip(parts, weights, strict=True) if part is not None]
    return float(np.average([part for part, _ in known], weights=[weight for _, weight in known]))


def nearest(profile: StyleProfile, others: Sequence[StyleProfile]) -> int:
    """Index of the profile that is nearest; the first of equals. ``others`` must not be empty."""
    return int(np.argmin([profile_distance(profile, other) for other in others]))
