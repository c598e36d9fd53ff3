"""Numbers of a layout as networks read and write them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.design.codec import read
from jaxdesign.layout import solve as solver
from jaxdesign.layout.tree import Node, NodeKind, SizeMode, build, leaf
from jaxdesign.models.skeleton import Skeleton
from jaxdesign.models.values import NodeValues, flags_of, params_of, shared, values_of
from jaxdesign.types import Kind, Role, TextMetrics
from tests.models.tiny import drawn, event, one

EXAMPLES = Path(str(files("jaxdesign") / "examples"))
solve = jax.jit(solver.solve, static_argnames="softness")


def _card(aspect: float = 0.0) -> Skeleton:
    """A column of a card with two texts, and a picture under it; canvas twice as wide as high."""
    card = Node(kind=NodeKind.COLUMN, element=0, children=(leaf(1), leaf(2)))
    root = Node(kind=NodeKind.COLUMN, children=(card, leaf(3)))
    tree = build(root, np.array([False, True, True, False]), 4)
    mode, group = tree.size_mode.copy(), tree.size_group.copy()
    # Slots: 0 root, 1 card, 2 picture, 3 and 4 texts.
    mode[2, 1] = SizeMode.ASPECT
    mode[3] = SizeMode.HUG
    group[3] = -1
    mode[4, 1] = SizeMode.HUG
    group[4, 1] = -1
    return Skeleton(
        canvas_px=np.array([400.0, 200.0], np.float32),
        kind=np.array([Kind.RECTANGLE, Kind.TEXT, Kind.TEXT, Kind.IMAGE]),
        role=np.array([Role.NONE, Role.HEADLINE, Role.BODY, Role.NONE]),
        mask=np.ones(4, bool),
        tree=tree._replace(size_mode=mode, size_group=group),
        metrics=TextMetrics(*(jnp.ones((4, 4)), jnp.ones(4), jnp.ones(4), jnp.ones(4))),
        aspect=np.array([0.0, 0.0, 0.0, aspect], np.float32),
    )


def test_flags_of_a_tree_made_by_hand() -> None:
    flags = flags_of(_card())

    def named(flag: Any) -> list[list[int]]:
        return np.argwhere(np.asarray(flag)).tolist()

    assert named(flags.gap) == [[2], [4]]
    assert named(flags.size) == [[2, 0], [2, 1], [4, 0]]
    assert named(flags.pad) == [[node, side] for node in (0, 1) for side in range(4)]
    assert named(flags.offset) == named(flags.align) == [[1, 0], [2, 0], [3, 0], [4, 0]]
    assert named(flags.font_size) == named(flags.line_height) == [[3], [4]]


def test_the_proportion_of_a_picture_is_no_choice() -> None:
    assert np.argwhere(np.asarray(flags_of(_card(aspect=0.75)).size)).tolist() == [[2, 0], [4, 0]]


def test_numbers_of_zero_are_the_units() -> None:
    given = _card(aspect=0.75)
    m = len(given.tree.kind)
    zero = NodeValues(*(jnp.zeros((m, *shape)) for shape in ((), (2,), (4,), (2,), (), ())))
    params = params_of(given, zero, jnp.full((m, 2), 0.5))
    unit = 2**0.5
    np.testing.assert_allclose(params.gap, np.zeros(m), atol=1e-7)
    np.testing.assert_allclose(params.pad, np.zeros(4 * m), atol=1e-7)
    size = np.zeros(2 * m)
    size[[0, 1, 4, 8]] = 0.1 * unit
    size[5] = 0.75
    np.testing.assert_allclose(params.size, size, rtol=1e-6)
    np.testing.assert_allclose(params.font_size, [0, 0.02 * unit, 0.02 * unit, 0], rtol=1e-6)
    np.testing.assert_allclose(params.line_height[1:3], 1.3, rtol=1e-6)
    align = np.zeros(2 * m)
    align[[2, 4, 6, 8]] = 0.5
    np.testing.assert_allclose(params.align, align)


def test_numbers_beyond_measure_stay_lengths() -> None:
    given = _card()
    m = len(given.tree.kind)
    huge = NodeValues(*(jnp.full((m, *shape), 1e6) for shape in ((), (2,), (4,), (2,), (), ())))
    params = params_of(given, huge, jnp.ones((m, 2)))
    assert all(bool(jnp.isfinite(leaf).all()) for leaf in jax.tree.leaves(params))
    assert float(params.gap.max()) < 3
    assert float(params.line_height.max()) == 3.0


DOCUMENTS = {
    "event": event(),
    "one": one(),
    **{path.stem: read(path) for path in sorted(EXAMPLES.glob("*.json"))},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_there_and_back_the_boxes_are_the_same(name: str) -> None:
    document = DOCUMENTS[name]
    seen = drawn(document, 16)
    given = seen.given
    params = params_of(given, *values_of(given, seen.params))
    boxes = [
        solve(given.tree, p, given.metrics, given.canvas_px, softness=0.0) for p in (seen.params, params)
    ]
    np.testing.assert_allclose(*boxes, atol=1e-3)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_order_of_lengths_is_kept(name: str) -> None:
    """Longer lengths have greater numbers, and greater numbers mean longer lengths."""
    seen = drawn(DOCUMENTS[name], 16)
    flags = flags_of(seen.given)
    values, _ = values_of(seen.given, seen.params)
    back, _ = values_of(seen.given, params_of(seen.given, values, jnp.zeros((len(flags.gap), 2))))
    compared = 0
    for field in ("pad", "font_size"):
        flag = np.asarray(getattr(flags, field))
        first, second = (np.asarray(getattr(v, field))[flag] for v in (values, back))
        apart = np.abs(first[:, None] - first) > 0.05
        compared += int(apart.sum())
        assert (np.sign(first[:, None] - first) == np.sign(second[:, None] - second))[apart].all()
    assert compared or name == "one"


def test_shared_is_the_mean_by_entry() -> None:
    rng = np.random.default_rng(0)
    values, group = rng.normal(size=(9, 2)).astype(np.float32), rng.integers(-1, 6, (9, 2))
    group[group == 4] = 3
    expected = np.zeros(8)
    for index in range(8):
        named = [v for v, g in zip(values.ravel(), group.ravel(), strict=True) if g == index]
        if named:
            expected[index] = sum(named) / len(named)
    np.testing.assert_allclose(shared(jnp.asarray(values), group, 8), expected, rtol=1e-5, atol=1e-6)
    assert expected[[4, 6, 7]].tolist() == [0, 0, 0]
    np.testing.assert_array_equal(shared(jnp.asarray(values), np.full((9, 2), -1), 3), np.zeros(3))


def test_nodes_that_share_an_entry_have_the_mean_of_theirs() -> None:
    given = _card()
    pad_group = given.tree.pad_group.copy()
    pad_group[1] = pad_group[1, 0]
    given = given._replace(tree=given.tree._replace(pad_group=pad_group))
    m = len(given.tree.kind)
    pads = np.zeros((m, 4), np.float32)
    pads[1] = [0.01, 0.02, -0.01, 0.04]
    zero = NodeValues(*(jnp.zeros((m, *shape)) for shape in ((), (2,), (4,), (2,), (), ())))
    params = params_of(given, zero._replace(pad=jnp.asarray(pads)), jnp.zeros((m, 2)))
    # So near to 0 squashing is a division by 0.02 units.
    np.testing.assert_allclose(params.pad[pad_group[1, 0]], 0.02 * 2**0.5 * 0.015, rtol=1e-3)
