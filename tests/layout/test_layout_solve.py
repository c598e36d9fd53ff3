"""The solver against boxes worked out by hand."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.layout.solve import num_lines, solve
from jaxdesign.layout.tree import Node, NodeKind, SizeMode, Tree, TreeParams, build, leaf
from jaxdesign.types import TextMetrics

SLOTS = 8
CANVAS = jnp.array([200.0, 100.0])


def metrics_of(widths: tuple[float, ...] = (10.0, 6.0, 4.0, 4.0)) -> TextMetrics:
    return TextMetrics(
        break_width=jnp.tile(jnp.array(widths), (SLOTS, 1)),
        ascent=jnp.full(SLOTS, 0.8),
        descent=jnp.full(SLOTS, 0.2),
        num_chars=jnp.full(SLOTS, 20.0),
    )


def params_of(tree: Tree, **values: dict[int, float]) -> TreeParams:
    m, n = len(tree.kind), len(tree.node_of)
    sizes = {
        "gap": m,
        "size": 2 * m,
        "pad": 4 * m,
        "align": 2 * m,
        "offset": 2 * m,
        "font_size": n,
        "line_height": n,
    }
    arrays = {}
    for name, length in sizes.items():
        array = np.zeros(length, np.float32)
        for index, value in values.get(name, {}).items():
            array[index] = value
        arrays[name] = jnp.asarray(array)
    return TreeParams(**arrays, free_box=jnp.zeros((n, 4)))


def row_of_two() -> tuple[Tree, TreeParams]:
    """Pads 0.1, two boxes 0.5 x 0.4 and 0.3 x 0.2 beside each other with a gap of 0.05."""
    root = Node(kind=NodeKind.ROW, children=(leaf(0), leaf(1)))
    tree = build(root, np.zeros(SLOTS, bool), SLOTS)
    pads = {0: 0.1, 1: 0.1, 2: 0.1, 3: 0.1}
    params = params_of(tree, gap={2: 0.05}, pad=pads, size={2: 0.5, 3: 0.4, 4: 0.3, 5: 0.2}, align={5: 0.5})
    return tree, params


def test_row_by_hand() -> None:
    tree, params = row_of_two()
    box = solve(tree, params, metrics_of(), CANVAS)
    # In canvas heights: first (.1, .1, .5, .4), second at .1 + .5 + .05, centred in .1 .. .9.
    np.testing.assert_allclose(box[0], [0.05, 0.1, 0.25, 0.4], atol=1e-6)
    np.testing.assert_allclose(box[1], [0.325, 0.4, 0.15, 0.2], atol=1e-6)


def test_fill_shares_by_weight() -> None:
    tree, params = row_of_two()
    mode = tree.size_mode.copy()
    mode[1:3, 0] = SizeMode.FILL
    tree = tree._replace(size_mode=mode)
    box = solve(tree, params, metrics_of(), CANVAS)
    # The root is 2 wide: 2 - .2 - .05 = 1.75 is shared 5 to 3.
    np.testing.assert_allclose(box[:2, 2] * 2, [1.75 * 5 / 8, 1.75 * 3 / 8], atol=1e-6)


def test_card_hugs_text() -> None:
    card = Node(kind=NodeKind.COLUMN, element=0, children=(leaf(1), leaf(2)))
    root = Node(kind=NodeKind.COLUMN, children=(card,))
    tree = build(root, np.array([False, True, True] + [False] * 5), SLOTS)
    mode, lines = tree.size_mode.copy(), tree.lines.copy()
    mode[2:4] = SizeMode.HUG
    lines[3] = 2
    tree = tree._replace(size_mode=mode, lines=lines)
    params = params_of(
        tree,
        gap={3: 0.05},
        pad={4: 0.02, 5: 0.03, 6: 0.02, 7: 0.03},
        font_size={1: 0.1, 2: 0.05},
        line_height={1: 1.2, 2: 1.5},
    )
    box = solve(tree, params, metrics_of(), CANVAS)
    # Text 1: one line, 10 em of .1 wide, 1 em high. Text 2: two lines, 6 em of .05, 1.5 + 1 em high.
    np.testing.assert_allclose(box[1], [0.01, 0.03, 0.5, 0.1], atol=1e-6)
    np.testing.assert_allclose(box[2], [0.01, 0.18, 0.15, 0.125], atol=1e-6)
    np.testing.assert_allclose(box[0], [0, 0, 0.52, 0.335], atol=1e-6)


def test_free_and_unused_slots_keep_their_boxes() -> None:
    tree, params = row_of_two()
    free = jnp.zeros((SLOTS, 4)).at[5].set(jnp.array([0.1, 0.2, 0.3, 0.4]))
    box = solve(tree, params._replace(free_box=free), metrics_of(), CANVAS)
    np.testing.assert_allclose(box[5], [0.1, 0.2, 0.3, 0.4])


@pytest.mark.parametrize(
    ("width", "lines"), [(12.0, 1), (10.0, 1), (9.0, 2), (6.0, 2), (5.0, 3), (4.0, 3), (1.0, 3)]
)
def test_line_count_tends_to_the_exact_one(width: float, lines: int) -> None:
    widths = jnp.array([[10.0, 6.0, 4.0, 4.0]])
    for softness, tolerance in ((0.0, 1e-6), (1e-3, 1e-2)):
        found = num_lines(jnp.array([width]), widths, softness=softness)
        np.testing.assert_allclose(found, [lines], atol=tolerance)


def test_jit_and_batch_equal_the_loop() -> None:
    tree, params = row_of_two()
    tree = Tree(*(jnp.asarray(field) for field in tree))
    batch = jax.tree.map(lambda v: jnp.stack([v, v * 1.3]), params)
    batched = jax.jit(jax.vmap(solve, in_axes=(None, 0, None, None)))(tree, batch, metrics_of(), CANVAS)
    for i in range(2):
        one = solve(tree, TreeParams(*(field[i] for field in batch)), metrics_of(), CANVAS)
        np.testing.assert_allclose(batched[i], one, atol=1e-6)


def test_gradients_equal_finite_differences() -> None:
    tree, params = row_of_two()
    weights = jnp.arange(SLOTS * 4, dtype=jnp.float32).reshape(SLOTS, 4) / 10

    def value(moved: TreeParams) -> jax.Array:
        return (solve(tree, moved, metrics_of(), CANVAS) * weights).sum()

    grads = jax.jit(jax.grad(value))(params)
    assert all(bool(jnp.isfinite(g).all()) for g in grads)
    compiled = jax.jit(value)
    for name, index in (("gap", 2), ("size", 2), ("size", 5), ("pad", 0), ("align", 5)):
        array, step = getattr(params, name), 1e-2
        up = compiled(params._replace(**{name: array.at[index].add(step)}))
        down = compiled(params._replace(**{name: array.at[index].add(-step)}))
        np.testing.assert_allclose(
            getattr(grads, name)[index], (up - down) / (2 * step), rtol=2e-2, atol=1e-3
        )


def test_empty_tree_has_finite_gradients() -> None:
    tree = build(Node(kind=NodeKind.COLUMN), np.zeros(SLOTS, bool), SLOTS)
    params = params_of(tree)
    grads = jax.jit(jax.grad(lambda p: solve(tree, p, metrics_of(), CANVAS).sum()))(params)
    assert all(bool(jnp.isfinite(g).all()) for g in grads)


def test_deep_trees_are_flattened() -> None:
    node = Node(kind=NodeKind.ROW, children=(leaf(0), leaf(1)))
    for i in range(2, 30):
        kind = NodeKind.COLUMN if i % 2 else NodeKind.ROW
        node = Node(kind=kind, children=(node, leaf(i)))
    tree = build(node, np.zeros(32, bool), 32)
    assert tree.depth.max() <= 12
    assert (tree.node_of[:30] >= 0).all()
