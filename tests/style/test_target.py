"""A profile as a target of innovation."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.config import InnovateConfig
from jaxdesign.design.arrays import to_arrays
from jaxdesign.errors import InputError
from jaxdesign.innovation.objective import RasterSettings, judge
from jaxdesign.innovation.problem import make_problem
from jaxdesign.innovation.style_match import TRAITS, StyleTarget, style_distance
from jaxdesign.runtime import compiler_options
from jaxdesign.style.analyzer import StyleAnalyzer
from jaxdesign.style.profile import StyleProfile
from jaxdesign.style.references import Reference
from jaxdesign.style.scales import load_scales
from jaxdesign.style.target import LEAST_SPREAD
from jaxdesign.types import Design

distance = jax.jit(style_distance)


def test_a_design_is_nearest_to_its_own_style(
    references: list[Reference], singles: list[StyleProfile]
) -> None:
    for place, reference in enumerate(references):
        design, _ = to_arrays(reference.document, num_slots=16)
        found = [float(distance(design, one.target())) for one in singles]
        assert int(np.argmin(found)) == place
        assert found[place] < 0.2


def test_one_program_serves_every_style(references: list[Reference], profile: StyleProfile) -> None:
    traced = []

    @jax.jit
    def compiled(design: Design, target: StyleTarget) -> jax.Array:
        traced.append(design)
        return style_distance(design, target)

    design, _ = to_arrays(references[0].document, num_slots=16)
    plain = StyleAnalyzer().analyze(references[:1])
    for style in (profile, plain, plain.model_copy(update={"traits": {}})):
        assert np.isfinite(compiled(design, style.target()))
    assert len(traced) == 1


def test_weights_follow_agreement_and_what_a_trait_tells(profile: StyleProfile) -> None:
    target, scales = profile.target(), load_scales()
    for i, name in enumerate(TRAITS):
        trait = profile.traits[name]
        assert target.weight[i] == pytest.approx(trait.agreement * scales.weight(name), rel=1e-4)
        assert target.spread[i] >= 0.999 * LEAST_SPREAD * scales.within[name]
    assert target.color_share[len(profile.palette) :].sum() == 0


@pytest.mark.parametrize("strength", [-1.0, 1e6, float("nan")])
def test_strength_is_bounded(profile: StyleProfile, strength: float) -> None:
    with pytest.raises(InputError, match="strength"):
        profile.target(strength=strength)


def test_the_objective_takes_off_the_distance_and_is_the_same_without_a_style(
    references: list[Reference], profile: StyleProfile
) -> None:
    document = references[0].document
    style = profile.target(strength=7.0)
    without = make_problem(document, InnovateConfig(candidates=1), 16).objective
    with_style = make_problem(document, InnovateConfig(candidates=1), 16, style).objective
    assert without.style is None
    assert len(jax.tree.leaves(with_style)) == len(jax.tree.leaves(without)) + len(style)
    design, _ = to_arrays(document, num_slots=16)
    judged = jax.jit(judge, static_argnums=2, compiler_options=compiler_options(runs_seldom=True))
    release = jnp.ones(())
    settings = RasterSettings(side_px=16)
    plain, styled = (
        judged(design, objective, settings, release).value for objective in (without, with_style)
    )
    assert float(plain - styled) == pytest.approx(7 * float(distance(design, style)), abs=1e-2)
