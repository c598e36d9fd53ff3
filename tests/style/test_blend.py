"""Styles between styles."""

from __future__ import annotations

import pytest

from jaxdesign.errors import InputError
from jaxdesign.style.blend import blend, weighted_from
from jaxdesign.style.distances import profile_distance
from jaxdesign.style.profile import MAX_COLORS, StyleLatent, StyleProfile


def with_latent(profile: StyleProfile, model: str, mean: float, spread: float = 0.3) -> StyleProfile:
    latent = StyleLatent(model=model, mean=((mean, 0.0),), spread=((spread, 0.0),))
    return profile.model_copy(update={"latent": latent})


def test_a_blend_of_one_is_that_one(profile: StyleProfile) -> None:
    whole = with_latent(profile, "a", 0.1)
    assert blend([whole], [3.0], name="examples") == whole
    same = blend([whole, whole], [0.9, 0.1], name="examples")
    assert same.traits == whole.traits
    assert same.latent == whole.latent
    assert [entry.color for entry in same.palette] == [entry.color for entry in whole.palette]


def test_traits_and_latents_lie_between_in_proportion(singles: list[StyleProfile]) -> None:
    a, b = with_latent(singles[0], "a", 1.0), with_latent(singles[1], "a", 0.0, 0.4)
    mixed = blend([a, b], [3, 1])
    wanted = 0.75 * a.traits["key"].mean + 0.25 * b.traits["key"].mean
    assert mixed.traits["key"].mean == pytest.approx(wanted)
    assert mixed.latent is not None
    assert mixed.latent.mean[0][0] == pytest.approx(0.75)
    assert mixed.latent.spread[0][0] == pytest.approx((0.75 * 0.09 + 0.25 * 0.16) ** 0.5)
    assert mixed.name == "0.75 business-card.json + 0.25 poster.json"
    assert sum(face.share for face in mixed.faces if face.role == "body") == pytest.approx(1)


def test_a_blend_is_nearer_to_what_weighs_more(singles: list[StyleProfile]) -> None:
    a, b, _ = singles
    towards_a, towards_b = blend([a, b], [0.8, 0.2]), blend([a, b], [0.2, 0.8])
    assert profile_distance(a, towards_a) < profile_distance(a, towards_b) < profile_distance(a, b)


def test_the_palette_holds_both_and_stays_bounded(singles: list[StyleProfile]) -> None:
    mixed = blend(singles, [1, 1, 1])
    assert len(mixed.palette) <= MAX_COLORS
    backdrops = {entry.color for entry in mixed.palette if entry.role == "backdrop"}
    assert {one.palette[0].color for one in singles} <= backdrops


def test_latents_of_other_models_are_left_out(profile: StyleProfile) -> None:
    assert blend([with_latent(profile, "a", 1), with_latent(profile, "b", 1)], [1, 1]).latent is None
    assert blend([with_latent(profile, "a", 1), profile], [1, 1]).latent is None


@pytest.mark.parametrize("weights", [[], [1.0], [1.0, 0.0], [1.0, -2.0], [1.0, float("nan")]])
def test_weights_that_do_not_fit_are_refused(profile: StyleProfile, weights: list[float]) -> None:
    with pytest.raises(InputError, match="blend"):
        blend([profile, profile], weights)


def test_weights_are_read_from_the_command_line() -> None:
    assert [(str(path), weight) for path, weight in map(weighted_from, ("a=b.json=0.7", "c.json"))] == [
        ("a=b.json", 0.7), ("c.json", 1.0),
    ]  # fmt: skip
    with pytest.raises(InputError, match="PROFILE=WEIGHT"):
        weighted_from("a.json=much")
