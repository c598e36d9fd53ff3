"""The distance of a design to a style: values by hand, gradients, limits, degenerate designs."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.innovation import style_match
from jaxdesign.innovation.style_match import (
    MAX_COLORS,
    OTHER_ROLE,
    TRAITS,
    StyleTarget,
    palette_mismatch,
    style_distance,
    style_traits,
)
from jaxdesign.types import Design, Kind
from tests.grammar.conftest import MakeScene, build_scene
from tests.grammar.test_degenerate import CASES

build: MakeScene = build_scene
T, B, I = Kind.TEXT, Kind.RECTANGLE, Kind.IMAGE
traits_of, distance = jax.jit(style_traits), jax.jit(style_distance)
distance_and_gradients = jax.jit(
    jax.value_and_grad(lambda floats, design, target: style_distance(design._replace(**floats), target))
)


def design(**changes: Any) -> Design:
    """On white, two texts, a box and a picture; inks and fill differ."""
    given: dict[str, Any] = {
        "boxes": [(0.11, 0.1, 0.4, 0.1), (0.13, 0.32, 0.3, 0.05), (0.2, 0.5, 0.3, 0.2), (0.6, 0.5, 0.2, 0.2)],
        "kinds": [T, T, B, I],
        "sizes": [0.08, 0.04, 0.0, 0.0],
        "inks": [(0.3, 0.02, -0.1), (0.4, 0.0, 0.0), (0.6, 0.15, 0.1), (0.0, 0.0, 0.0)],
    }
    made = build(**(given | changes)).design
    return made._replace(radius=jnp.full_like(made.radius, 0.03))


def target(
    mean: np.ndarray | None = None, colors: list[tuple[tuple[float, float, float], int]] | None = None
) -> StyleTarget:
    """A style of these means, all traits counting 1, in these colours of roles."""
    colors = [((1.0, 0.0, 0.0), 0), ((0.2, 0.0, 0.0), 1)] if colors is None else colors
    pad = MAX_COLORS - len(colors)
    count = len(TRAITS)
    return StyleTarget(
        mean=np.zeros(count, np.float32) if mean is None else np.asarray(mean, np.float32),
        spread=np.full(count, 0.3, np.float32),
        weight=np.ones(count, np.float32),
        color=np.pad(np.array([lab for lab, _ in colors], np.float32).reshape(-1, 3), ((0, pad), (0, 0))),
        color_share=np.pad(np.full(len(colors), 0.5, np.float32), (0, pad)),
        color_role=np.pad(np.array([role for _, role in colors], np.int32), (0, pad)),
        palette_weight=np.array(5.0, np.float32),
        strength=np.array(20.0, np.float32),
    )


def value(name: str, of: Design) -> float:
    return float(traits_of(of).value[TRAITS.index(name)])


def floats_of(of: Design) -> dict[str, jax.Array]:
    names = ("box", "fill", "font_size", "radius", "weight", "line_height", "backdrop")
    return {name: getattr(of, name) for name in names}


def test_traits_by_hand() -> None:
    of = build(
        [(0.2, 0.1, 0.6, 0.25), (0.1, 0.5, 0.8, 0.25)], [T, B], sizes=[0.05, 0.0],
        inks=[(0.0, 0.0, 0.0), (0.5, 0.1, 0.0)],
    ).design  # fmt: skip
    of = of._replace(align=of.align.at[0].set(0.5), radius=of.radius.at[1].set(0.05))
    expected = {
        "contrast": np.log(21),
        "density": 0.6 * 0.25 + 0.8 * 0.25,
        "asymmetry": 0.0,
        "margin_across": 0.1,
        "margin_down": (0.1 + 0.25) / 2,
        "scale": 0.0,
        "type_size": np.log(0.05),
        "weight": 4.0,
        "line_height": 1.2,
        "centred": 1.0,
        "radius": 0.05 / 0.125,
    }
    for name, wanted in expected.items():
        assert value(name, of) == pytest.approx(wanted, abs=0.01), name
    ink, box, ground = 0.2 * 0.15, 0.2, 1 - 0.2 + 0.02
    assert value("lightness", of) == pytest.approx((0.5 * box + ground) / (ink + box + ground), abs=0.005)
    assert value("chroma", of) == pytest.approx(0.1 * box / (ink + box + ground), abs=0.002)


def test_a_side_without_a_mirror_image_is_asymmetric() -> None:
    left = build([(0.0, 0.2, 0.25, 0.5)], [B]).design
    assert value("asymmetry", left) > 0.85


def test_what_a_design_has_not_is_not_known() -> None:
    known = dict(zip(TRAITS, np.asarray(traits_of(build([]).design).known), strict=True))
    assert not known["contrast"]
    assert not known["scale"]
    assert not known["radius"]
    assert not known["margin_across"]
    assert known["lightness"]
    assert known["density"]


def test_a_text_on_a_picture_has_no_contrast_of_its_own() -> None:
    over = build(
        [(0.1, 0.1, 0.5, 0.5), (0.2, 0.2, 0.2, 0.1), (0.7, 0.7, 0.2, 0.1)], [I, T, T],
        inks=[(0, 0, 0), (1.0, 0, 0), (0.0, 0, 0)],
    ).design  # fmt: skip
    assert value("contrast", over) == pytest.approx(np.log(21), abs=0.05)


def test_distance_is_zero_at_the_style_itself() -> None:
    of = design()
    mean = np.asarray(traits_of(of).value)
    colors = [((1.0, 0.0, 0.0), 0), ((0.3, 0.02, -0.1), 1), ((0.4, 0.0, 0.0), 1), ((0.6, 0.15, 0.1), 3)]
    assert float(distance(of, target(mean, colors))) == pytest.approx(0, abs=1e-3)


def test_distance_by_hand() -> None:
    of = design()
    given = target()
    found = traits_of(of)
    off = (np.asarray(found.value) - given.mean) / given.spread
    rows = (np.sqrt(1 + off**2) - 1) * np.asarray(found.known)
    colors = float(palette_mismatch(of, given)) / style_match.PALETTE_SPREAD
    wanted = (rows.sum() + 5 * (np.sqrt(1 + colors**2) - 1)) / (len(TRAITS) + 5)
    assert float(distance(of, given)) == pytest.approx(wanted, rel=1e-4)


def test_palette_mismatch_tends_to_the_nearest_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style_match, "PALETTE_TEMPERATURE", 1e-5)
    of = design()
    given = target(colors=[((1.0, 0.0, 0.0), 0), ((0.2, 0.0, 0.0), 1), ((0.7, 0.1, 0.1), 3)])
    paint = style_match.painted(of)
    area = np.asarray(paint.area)
    fits = {0: (0,), 1: (1,), 2: (2, 3)}
    away = np.array(
        [
            [
                np.linalg.norm(color - given.color[k])
                + OTHER_ROLE * (given.color_role[k] not in fits[int(kind)])
                for k in range(3)
            ]
            for color, kind in zip(np.asarray(paint.color), paint.paint, strict=True)
        ]
    )
    there = (away.min(axis=1) * area).sum() / area.sum()
    back = away[area > 0].min(axis=0).mean()
    assert float(palette_mismatch(of, given)) == pytest.approx((there + back) / 2, abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_gradients_agree_with_finite_differences(seed: int) -> None:
    of, given = design(), target()
    of = of._replace(backdrop=jnp.array([[0.9, 0.01, 0.02], [0.85, 0.0, 0.03]]))
    floats = floats_of(of)
    _, gradients = distance_and_gradients(floats, of, given)
    keys = jax.random.split(jax.random.key(seed), len(floats))
    real = of.mask
    for key, (name, leaf) in zip(keys, floats.items(), strict=True):
        way = jax.random.normal(key, leaf.shape)
        if name != "backdrop":
            way = way * real.reshape(-1, *[1] * (leaf.ndim - 1))
        way = way.at[..., 3:].set(0) if name == "fill" else way
        step = 2e-3 if name in ("weight", "line_height") else 1e-4
        ends = [distance_and_gradients(floats | {name: leaf + s * step * way}, of, given)[0] for s in (1, -1)]
        slope = float(ends[0] - ends[1]) / (2 * step)
        assert float((gradients[name] * way).sum()) == pytest.approx(slope, rel=0.04, abs=0.012), name


@pytest.mark.parametrize("case", CASES)
def test_degenerate_designs_have_finite_gradients(case: str) -> None:
    of = build(**CASES[case]).design
    distance, gradients = distance_and_gradients(floats_of(of), of, target())
    assert np.isfinite(distance)
    for name, part in gradients.items():
        assert np.isfinite(part).all(), name


def test_a_style_that_says_nothing_is_met_by_all() -> None:
    nothing = jax.tree.map(np.zeros_like, target())._replace(spread=np.ones(len(TRAITS), np.float32))
    distance, gradients = distance_and_gradients(floats_of(design()), design(), nothing)
    assert float(distance) == 0
    assert all(np.isfinite(part).all() for part in gradients.values())


def test_padding_changes_nothing_and_a_batch_is_the_loop() -> None:
    few, many = design(), design(slots=12)
    assert float(distance(few, target())) == pytest.approx(float(distance(many, target())), abs=1e-5)
    styles = [target(), target(np.linspace(0, 1, len(TRAITS)))]
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *styles)
    batch = jax.jit(jax.vmap(style_distance, in_axes=(None, 0)))(few, stacked)
    loop = [float(distance(few, style)) for style in styles]
    np.testing.assert_allclose(batch, loop, rtol=1e-4)


def test_descent_brings_a_design_to_the_style() -> None:
    of = design()
    wanted = np.asarray(traits_of(of).value).copy()
    wanted[TRAITS.index("margin_across")] += 0.05
    wanted[TRAITS.index("lightness")] -= 0.2
    given = target(wanted, [((0.7, 0.05, 0.05), 0), ((0.2, 0.0, 0.1), 1), ((0.6, 0.15, 0.1), 3)])
    floats = floats_of(of)
    first, gradients = distance_and_gradients(floats, of, given)
    for _ in range(60):
        for name in ("box", "fill", "backdrop"):
            floats[name] = floats[name] - 0.004 * jnp.sign(gradients[name])
        last, gradients = distance_and_gradients(floats, of, given)
    assert float(last) < 0.4 * float(first)
