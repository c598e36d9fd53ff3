"""Distances of styles in numpy: values by hand, symmetry, order, latents of other models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jaxdesign.data.splits import is_held_out
from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex
from jaxdesign.style.analyzer import StyleAnalyzer
from jaxdesign.style.distances import (
    OTHER_ROLE,
    UNLIKE,
    distance_parts,
    nearest,
    palette_distance,
    profile_distance,
)
from jaxdesign.style.profile import Face, PaletteColor, StyleLatent, StyleProfile, Trait
from jaxdesign.style.references import read_references
from jaxdesign.style.scales import load_scales


def color(hex_: str, role: str = "backdrop", share: float = 0.5) -> PaletteColor:
    return PaletteColor.model_validate({"color": hex_, "role": role, "share": share, "presence": 1.0})


def style(palette: tuple[PaletteColor, ...] = (), **traits: float) -> StyleProfile:
    return StyleProfile(
        palette=palette or (color("#ffffff"),),
        traits={name: Trait(mean=value, spread=0, agreement=1) for name, value in traits.items()},
    )


def test_palette_distance_by_hand() -> None:
    white, black = color("#ffffff"), color("#000000", share=0.5)
    assert palette_distance([white], [white]) == 0
    assert palette_distance([white], [black]) == pytest.approx(1 / (1 + UNLIKE), abs=2e-3)
    other = color("#ffffff", "text")
    assert palette_distance([white], [other]) == pytest.approx(OTHER_ROLE / (OTHER_ROLE + UNLIKE), abs=1e-5)
    away = 1 / (1 + UNLIKE)
    assert palette_distance([white, black], [white]) == pytest.approx((away / 2 + 0) / 2, abs=2e-3)


def test_palette_distance_is_symmetric_and_grows_with_the_difference() -> None:
    one = [color("#f4ead8"), color("#c8321e", "accent", 0.1)]
    near = [color("#f0e6d0"), color("#d04030", "accent", 0.2)]
    far = [color("#101014"), color("#1e7ac8", "accent", 0.1)]
    assert palette_distance(one, near) == pytest.approx(palette_distance(near, one))
    assert 0 < palette_distance(one, near) < palette_distance(one, far) < 1


def test_traits_weigh_by_what_they_tell_of_a_source() -> None:
    scales = load_scales()
    a, b = style(contrast=1.0, density=0.3), style(contrast=1.5, density=0.5)
    off = np.array([0.5 / scales.within["contrast"], 0.2 / scales.within["density"]])
    weights = np.array([scales.weight("contrast"), scales.weight("density")])
    wanted = (np.sqrt(1 + off**2) - 1) @ weights / weights.sum()
    parts = distance_parts(a, b)
    assert parts.traits == pytest.approx(wanted)
    assert parts.palette == 0
    assert parts.faces is None
    assert parts.latent is None
    assert profile_distance(a, b) == pytest.approx(wanted / 3)


def test_faces_of_another_class_are_farther_than_of_another_family() -> None:
    def with_face(family: str, style_class: str) -> StyleProfile:
        faces = tuple(
            Face.model_validate({"role": role, "family": family, "style_class": style_class, "share": 1})
            for role in ("display", "body")
        )
        return style().model_copy(update={"faces": faces})

    lora = with_face("Lora", "serif")
    assert distance_parts(lora, with_face("lora", "serif")).faces == 0
    assert distance_parts(lora, with_face("Merriweather", "serif")).faces == pytest.approx(0.5)
    assert distance_parts(lora, with_face("Inter", "sans")).faces == pytest.approx(1)


def test_latents_count_among_those_of_the_same_models_only() -> None:
    def with_latent(model: str, value: float) -> StyleProfile:
        latent = StyleLatent(model=model, mean=((value, value),), spread=((0.0, 0.0),))
        return style().model_copy(update={"latent": latent})

    off = 0.7 / load_scales().latent_within
    parts = distance_parts(with_latent("a", 0.1), with_latent("a", 0.8))
    assert parts.latent == pytest.approx(np.sqrt(1 + off**2) - 1)
    assert distance_parts(with_latent("a", 0.1), with_latent("b", 0.8)).latent is None


def test_profile_distance_is_symmetric_and_zero_to_itself(
    profile: StyleProfile, singles: list[StyleProfile]
) -> None:
    for one in singles:
        assert profile_distance(one, one) == 0
        assert profile_distance(one, profile) == pytest.approx(profile_distance(profile, one))
    assert [nearest(one, singles) for one in singles] == [0, 1, 2]


def test_black_in_oklab_is_what_the_palette_compares() -> None:
    assert oklab_from_srgb(np.array([srgb_from_hex("#000000")[:3]], np.float32))[0, 0] < 0.02


def test_sources_that_are_held_out_are_told_apart(captures_dir: Path) -> None:
    """Five designs of each of five sources are a profile; three others of each look for their own."""
    held = sorted(p for p in captures_dir.iterdir() if p.is_dir() and is_held_out(p.name))
    found = {p: sorted(p.glob("*.json.gz")) for p in held}
    chosen = [p for p in held if len(found[p]) >= 16 and "landing-pages" not in p.name][:5]
    if len(chosen) < 5:
        pytest.skip("too few captures of sources that are held out")
    analyzer = StyleAnalyzer()
    own = [analyzer.analyze(read_references(found[p][::2][:5])) for p in chosen]
    hits = [
        nearest(analyzer.analyze(read_references([path])), own) == place
        for place, p in enumerate(chosen)
        for path in found[p][1::2][:3]
    ]
    assert np.mean(hits) >= 0.8
