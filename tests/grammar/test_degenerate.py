"""Every term at the inputs where formulas break: values and gradients stay finite."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.grammar.terms import TERMS, values
from jaxdesign.runtime import compiler_options
from jaxdesign.types import Kind, Scene, TextMetrics

BLACK = np.zeros((8, 8, 3))
CASES = {
    "empty canvas": {"boxes": []},
    "one element": {"boxes": [(0.1, 0.1, 0.3, 0.1)]},
    "coincident boxes": {"boxes": [(0.1, 0.1, 0.3, 0.1)] * 4},
    "coincident shapes": {"boxes": [(0.1, 0.1, 0.3, 0.1)] * 4, "kinds": [Kind.RECTANGLE, Kind.IMAGE] * 2},
    "zero sizes": {"boxes": [(0.0, 0.0, 0.0, 0.0), (0.5, 0.5, 0.0, 0.0)], "sizes": [0.0, 0.0]},
    "black on black": {"boxes": [(0.1, 0.1, 0.3, 0.1), (0.1, 0.3, 0.3, 0.1)], "picture": BLACK},
    "whole canvas": {
        "boxes": [(0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 1.0, 1.0)],
        "kinds": [Kind.RECTANGLE, Kind.TEXT],
    },
    "off canvas": {"boxes": [(-3.0, 2.0, 0.5, 0.5), (4.0, 4.0, 0.1, 0.1)]},
    "every slot": {"boxes": [(0.1 * i, 0.1 * i, 0.2, 0.1) for i in range(6)]},
}


def _values_and_gradients(scene):
    def of(box, fill, font_size, pixels, break_width):
        design = scene.design._replace(box=box, fill=fill, font_size=font_size)
        found = values(Scene(design, scene.metrics._replace(break_width=break_width), pixels, pixels))
        return found.sum(), found

    design = scene.design
    parts = (design.box, design.fill, design.font_size, scene.picture, scene.metrics.break_width)
    return jax.grad(of, argnums=(0, 1, 2, 3, 4), has_aux=True)(*parts)


values_and_gradients = jax.jit(_values_and_gradients, compiler_options=compiler_options())


@pytest.mark.parametrize("case", CASES)
def test_values_and_gradients_are_finite(case, make_scene):
    gradients, found = values_and_gradients(make_scene(**CASES[case]))
    assert np.isfinite(found).all(), [
        name for name, v in zip(TERMS, found, strict=True) if not np.isfinite(v)
    ]
    for part in gradients:
        assert np.isfinite(part).all()


def test_padding_changes_nothing(make_scene):
    boxes = [(0.1, 0.1, 0.31, 0.1), (0.12, 0.3, 0.3, 0.1), (0.4, 0.62, 0.2, 0.2)]
    kinds = [Kind.TEXT, Kind.TEXT, Kind.IMAGE]
    few, many = make_scene(boxes, kinds), make_scene(boxes, kinds, slots=12)
    np.testing.assert_allclose(
        values_and_gradients(few)[1], jax.jit(values, compiler_options=compiler_options())(many), atol=1e-5
    )


def test_a_batch_is_the_loop(make_scene):
    scenes = [make_scene(case["boxes"], case.get("kinds")) for case in CASES.values()]
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *scenes)
    batch = jax.jit(jax.vmap(values), compiler_options=compiler_options())(stacked)
    loop = jnp.stack([values_and_gradients(scene)[1] for scene in scenes])
    np.testing.assert_allclose(batch, loop, atol=2e-4, rtol=1e-4)


@pytest.mark.parametrize("name", ["overlap", "crop", "whitespace"])
def test_jit_is_no_jit(name, make_scene):
    scene = make_scene([(0.1, 0.1, 0.31, 0.1), (0.12, 0.15, 0.3, 0.1), (0.8, 0.62, 0.3, 0.2)])
    term = TERMS[name].function
    assert float(jax.jit(term)(scene)) == pytest.approx(float(term(scene)), abs=1e-5)


def test_metrics_of_zeros_are_finite(make_scene):
    scene = make_scene([(0.1, 0.1, 0.3, 0.1)])
    empty = TextMetrics(*(jnp.zeros_like(leaf) for leaf in scene.metrics))
    gradients, found = values_and_gradients(scene._replace(metrics=empty))
    assert np.isfinite(found).all()
    assert all(np.isfinite(part).all() for part in gradients)
