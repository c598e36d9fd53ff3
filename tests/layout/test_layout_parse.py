"""Parsing of simple designs, and the way back to their boxes."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.design.document import Canvas, Document, Element, Paint, Text
from jaxdesign.layout import solve as solver
from jaxdesign.layout.fit import fit
from jaxdesign.layout.parse import fractions, parse, parse_node, things
from jaxdesign.layout.ties import content_sized, tied
from jaxdesign.layout.tree import Node, NodeKind
from jaxdesign.render.setting import set_text, text_metrics

SIZE = 20.0
solve = jax.jit(solver.solve)


def text(
    name: str, x: float, y: float, string: str, *, size: float = SIZE, width: float | None = None
) -> Element:
    body = Text(string=string, size=size, family=("Arimo",))
    found = set_text(body, width)
    return Element(id=name, kind="text", box=(x, y, found.width, found.height), text=body)


def card(name: str, x: float, y: float, w: float, h: float) -> Element:
    return Element(id=name, kind="shape", shape="rectangle", box=(x, y, w, h), paint=Paint(fill="#dddddd"))


def two_cards() -> Document:
    elements = [text("title", 40, 30, "Our services", size=40)]
    for i, x in enumerate((40, 420)):
        elements += [
            card(f"card{i}", x, 120, 340, 200),
            text(f"name{i}", x + 20, 140, "Design"),
            text(f"more{i}", x + 20, 180, "We draw what you need", size=16),
        ]
    return Document(canvas=Canvas(width=800, height=400), elements=tuple(elements))


def tree_of(document: Document) -> Node:
    return parse_node(fractions(document), things(document))


def test_two_cards_are_a_row_under_the_title() -> None:
    root = tree_of(two_cards())
    assert root.kind == NodeKind.COLUMN
    title, row = root.children
    assert (title.kind, title.element) == (NodeKind.LEAF, 0)
    assert row.kind == NodeKind.ROW
    assert [child.element for child in row.children] == [1, 4]
    assert [[leaf.element for leaf in child.children] for child in row.children] == [[2, 3], [5, 6]]


def test_every_element_is_in_the_tree_once() -> None:
    assert sorted(tree_of(two_cards()).elements()) == list(range(7))


@pytest.mark.parametrize("count", [0, 1])
def test_few_elements(count: int) -> None:
    document = two_cards().model_copy(update={"elements": two_cards().elements[:count]})
    tree = parse(document)
    metrics = text_metrics(document, len(tree.node_of))
    box = solve(tree, fit(document, tree, metrics), metrics, jnp.array([800.0, 400.0]))
    np.testing.assert_allclose(box[:count], fractions(document), atol=1e-5)


@pytest.mark.parametrize("shape", ["plain", "measured", "tied"])
def test_fit_and_solve_give_the_boxes_back(shape: str) -> None:
    document = two_cards()
    tree = parse(document)
    metrics = text_metrics(document, len(tree.node_of))
    if shape != "plain":
        tree = content_sized(tree, document, metrics)
    if shape == "tied":
        tree = tied(tree, document, metrics)
    box = solve(tree, fit(document, tree, metrics), metrics, jnp.array([800.0, 400.0]), softness=0.0)
    np.testing.assert_allclose(box[:7], fractions(document), atol=2e-3 if shape == "tied" else 1e-4)


def test_a_text_that_its_width_breaks_otherwise_keeps_its_drawn_height() -> None:
    body = Text(string="One line that a narrower box breaks in two", size=20, family=("Arimo",))
    set_ = set_text(body, None)
    text = Element(
        id="t",
        kind="text",
        box=(50, 50, 0.8 * set_.width, set_.height),
        text=body,
        paint=Paint(fill="#000000"),
    )
    document = Document(
        canvas=Canvas(width=800, height=400), elements=(text, card("below", 50, 90, 300, 100))
    )
    tree = parse(document)
    metrics = text_metrics(document, len(tree.node_of))
    tree = content_sized(tree, document, metrics, within_px=1.0)
    box = solve(tree, fit(document, tree, metrics), metrics, jnp.array([800.0, 400.0]), softness=0.0)
    np.testing.assert_allclose(box[:2], fractions(document), atol=1e-4)


def test_fit_is_exact_for_overlapping_boxes() -> None:
    rng = np.random.default_rng(0)
    elements = tuple(card(f"c{i}", *rng.uniform(0, 300, 2), *rng.uniform(5, 200, 2)) for i in range(12))
    document = Document(canvas=Canvas(width=500, height=500), elements=elements)
    tree = parse(document)
    metrics = text_metrics(document, len(tree.node_of))
    box = solve(tree, fit(document, tree, metrics), metrics, jnp.array([500.0, 500.0]))
    np.testing.assert_allclose(box[:12], fractions(document), atol=1e-4)


def test_equal_insides_of_cards_are_one_parameter() -> None:
    document = two_cards()
    tree = parse(document)
    shared = tied(tree, document, text_metrics(document, len(tree.node_of)))
    first, second = shared.node_of[1], shared.node_of[4]
    np.testing.assert_array_equal(shared.size_group[shared.node_of[2]], shared.size_group[shared.node_of[5]])
    np.testing.assert_array_equal(shared.pad_group[first], shared.pad_group[second])
    assert shared.gap_group[shared.node_of[3]] == shared.gap_group[shared.node_of[6]]
