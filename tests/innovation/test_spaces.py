"""Where the loop moves: starts, bounds, locks and shared colours."""

from __future__ import annotations

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.config import InnovateConfig
from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Canvas, Document, Element, Paint, Text
from jaxdesign.design.locks import apply_locks
from jaxdesign.innovation.objective import departure, released
from jaxdesign.innovation.palette import extract_palette, wear
from jaxdesign.innovation.problem import keep_weight, make_problem

INK = "#203040"


def _text(name: str, x: float, y: float, string: str, size: float, fill: str = INK) -> Element:
    return Element(
        id=name,
        kind="text",
        box=(x, y, 0.5 * size * len(string), 1.2 * size),
        paint=Paint(fill=fill),
        text=Text(string=string, size=size, family=("Roboto",)),
    )


@pytest.fixture
def document() -> Document:
    card = Element(
        id="card", kind="shape", shape="rectangle", box=(40, 300, 320, 120), paint=Paint(fill="#ffd0a0")
    )
    return Document(
        canvas=Canvas(width=400, height=500),
        elements=(
            _text("title", 30, 40, "Night market", 40),
            _text("when", 44, 110, "Friday 12 June", 20),
            card,
            _text("place", 60, 330, "Riverside", 24),
        ),
    )


def _noisy(variables: object, seed: int) -> object:
    keys = jax.random.split(jax.random.key(seed), len(jax.tree.leaves(variables)))
    leaves, structure = jax.tree.flatten(variables)
    return jax.tree.unflatten(
        structure,
        [jax.random.normal(key, leaf.shape[1:]) * 3 for key, leaf in zip(keys, leaves, strict=True)],
    )


@pytest.mark.parametrize("space", ["tree", "elements"])
def test_loop_begins_exactly_at_the_users_design(document: Document, space: str) -> None:
    config = InnovateConfig(space=space, candidates=2)
    problem = make_problem(document, config, 8)
    start, _ = to_arrays(document, num_slots=8)
    first = jax.tree.map(lambda leaf: leaf[0], problem.variables)
    decoded = problem.space.decode(first, jnp.float32(0))
    for name, value in start._asdict().items():
        np.testing.assert_allclose(
            np.asarray(getattr(decoded, name)), np.asarray(value), atol=1e-6, err_msg=name
        )


@pytest.mark.parametrize("release", [0.0, 0.4, 1.0])
def test_what_is_not_released_yet_is_no_departure(document: Document, release: float) -> None:
    problem = make_problem(document, InnovateConfig(candidates=1), 8)
    first = jax.tree.map(lambda leaf: leaf[0], problem.variables)
    objective = problem.objective
    near = released(objective.start, objective.anchor, jnp.float32(release))
    decoded = problem.space.decode(first, jnp.float32(release))
    assert departure(decoded, near) < 1e-3
    if release < 1:
        assert departure(decoded, objective.anchor) > 10 * departure(decoded, near) + 1e-2


def test_nearness_costs_most_where_tidying_is_asked_for() -> None:
    costs = [keep_weight(boldness) for boldness in (0.0, 0.1, 0.4, 0.7, 1.0)]
    assert costs == sorted(costs, reverse=True)
    assert costs[1] > 10 * costs[2]


@pytest.mark.parametrize("space", ["tree", "elements"])
def test_locked_attributes_never_move(document: Document, space: str) -> None:
    locked = apply_locks(document, ["title.box", "title.size", "when.color", "card.x"])
    config = InnovateConfig(space=space, candidates=2, boldness=1.0)
    problem = make_problem(locked, config, 8)
    start, _ = to_arrays(document, num_slots=8)
    moved = problem.space.decode(_noisy(problem.variables, 3), jnp.float32(1))
    np.testing.assert_array_equal(np.asarray(moved.box[0]), np.asarray(start.box[0]))
    np.testing.assert_array_equal(np.asarray(moved.font_size[0]), np.asarray(start.font_size[0]))
    np.testing.assert_array_equal(np.asarray(moved.fill[1]), np.asarray(start.fill[1]))
    assert float(moved.box[2, 0]) == float(start.box[2, 0])
    assert np.abs(np.asarray(moved.box[3] - start.box[3])).max() > 1e-3


@pytest.mark.parametrize("space", ["tree", "elements"])
def test_gradients_are_finite_and_reach_every_kind_of_variable(document: Document, space: str) -> None:
    config = InnovateConfig(space=space, candidates=1)
    problem = make_problem(document, config, 8)
    first = jax.tree.map(lambda leaf: leaf[0], problem.variables)

    def spread(variables: object) -> jax.Array:
        design = problem.space.decode(variables, jnp.float32(1))
        return (design.box**2).sum() + design.font_size.sum() + design.fill.sum()

    gradients = jax.grad(spread)(first)
    assert all(bool(jnp.isfinite(leaf).all()) for leaf in jax.tree.leaves(gradients))
    assert float(jnp.abs(gradients.color).sum()) > 0


def test_elements_of_one_colour_move_together(document: Document) -> None:
    start, _ = to_arrays(document, num_slots=8)
    palette = extract_palette(start, jnp.zeros(8, bool))
    ink = palette.fill_index[0, 0]
    assert int(palette.fill_index[1, 0]) == int(ink)
    assert int(palette.fill_index[2, 0]) != int(ink)
    worn = wear(start, palette, jnp.zeros_like(palette.color).at[ink].set(0.1))
    np.testing.assert_allclose(np.asarray(worn.fill[1, 0, :3] - start.fill[1, 0, :3]), 0.1, atol=1e-6)
    np.testing.assert_array_equal(np.asarray(worn.fill[2]), np.asarray(start.fill[2]))


def test_a_colour_with_a_locked_wearer_is_not_free(document: Document) -> None:
    start, _ = to_arrays(document, num_slots=8)
    palette = extract_palette(start, jnp.arange(8) == 1)
    assert float(palette.free[palette.fill_index[0, 0]]) == 0
    assert float(palette.free[palette.fill_index[2, 0]]) == 1


def test_examples_are_laid_out_as_trees_without_loss(tmp_path: Path) -> None:
    from importlib import resources

    from jaxdesign.importers import open_design

    for path in sorted(Path(str(resources.files("jaxdesign.examples"))).glob("*.json")):
        document = open_design(path)
        problem = make_problem(document, InnovateConfig(candidates=1, boldness=0.1), 16)
        held = np.asarray(problem.space.tree.node_of)[: len(document.elements)]
        assert (held >= 0).mean() >= 0.8
