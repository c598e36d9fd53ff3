"""A profile as a differentiable target of innovation, and its latents for the models that they are of."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float

from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex
from jaxdesign.errors import InputError
from jaxdesign.innovation.style_match import MAX_COLORS, ROLES, StyleTarget
from jaxdesign.models.autoencoder import Autoencoder
from jaxdesign.style.latents import model_digest, style_shape
from jaxdesign.style.profile import StyleProfile
from jaxdesign.style.scales import load_scales
from jaxdesign.style.traits import ARRAY_TRAITS

PALETTE_SHARE = 1 / 3
"""Part of the distance that is the palette's."""
LEAST_SPREAD = 0.5
"""Least spread of a trait, in spreads within a source of real designs."""
MAX_STRENGTH = 1000.0


def style_target(profile: StyleProfile, *, strength: float) -> StyleTarget:
    """The arrays that ``innovation.style_match.style_distance`` compares a design with.

    A trait counts as much as it tells of styles (``Scales.weight``) and the references agree in it; colours
    of photographs are left out. Raises ``InputError`` for a strength out of 0 to ``MAX_STRENGTH``.
    """
    if not (math.isfinite(strength) and 0 <= strength <= MAX_STRENGTH):
        raise InputError(f"style strength: {strength} is out of range; it goes from 0 to {MAX_STRENGTH:g}.")
    scales = load_scales()
    mean, spread, weight = (np.zeros(len(ARRAY_TRAITS), np.float32) for _ in range(3))
    for i, name in enumerate(ARRAY_TRAITS):
        least = LEAST_SPREAD * scales.within[name]
        trait = profile.traits.get(name)
        spread[i] = least if trait is None else math.hypot(trait.spread, least)
        if trait is not None:
            mean[i], weight[i] = trait.mean, trait.agreement * scales.weight(name)
    colors = [entry for entry in profile.palette if entry.role in ROLES]
    pad = MAX_COLORS - len(colors)
    srgb = np.array([srgb_from_hex(entry.color)[:3] for entry in colors], np.float32).reshape(-1, 3)
    share = np.array([max(entry.share, 1e-3) for entry in colors], np.float32)
    role = np.array([ROLES.index(entry.role) for entry in colors], np.int32)
    total = float(weight.sum()) or 1.0
    palette = total * PALETTE_SHARE / (1 - PALETTE_SHARE) if colors else 0.0
    return StyleTarget(
        mean=mean,
        spread=spread,
        weight=weight,
        color=np.pad(oklab_from_srgb(srgb), ((0, pad), (0, 0))),
        color_share=np.pad(share, (0, pad)),
        color_role=np.pad(role, (0, pad)),
        palette_weight=np.asarray(palette, np.float32),
        strength=np.asarray(strength, np.float32),
    )


def latent_for(
    profile: StyleProfile, model: Autoencoder
) -> tuple[Float[np.ndarray, "s z"], Float[np.ndarray, "s z"]]:
    """Mean and spread of the profile's tokens of style, for a model.

    Raises ``InputError`` where the profile has none, or they are of another model.
    """
    latent, named = profile.latent, profile.name or "the profile"
    if latent is None:
        raise InputError(f"{named}: holds no latents of style; analyze its references again, with models.")
    digest, shape = model_digest(model), style_shape(model)
    if (latent.model, latent.shape) != (digest, shape):
        raise InputError(
            f"{named}: its latents of style ({latent.shape[0]} x {latent.shape[1]}) are of models "
            f"{latent.model}, these are {digest} ({shape[0]} x {shape[1]}); analyze its references again."
        )
    return np.array(latent.mean, np.float32), np.array(latent.spread, np.float32)
