"""What a decoder is given besides the latent."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.design.document import Document, Paint
from jaxdesign.layout.tree import Node, NodeKind, Tree, build, leaf
from jaxdesign.models.skeleton import NUM_FEATURES, RELATIONS, node_features, places, relations, skeleton_of
from tests.models.tiny import drawn, event, one


def _tree() -> Tree:
    """Slots: 0 root, a column; 1 a row; 2 a leaf under it; 3, 4 and 5 the row's leaves."""
    row = Node(kind=NodeKind.ROW, children=(leaf(0), leaf(1), leaf(2)))
    return build(Node(kind=NodeKind.COLUMN, children=(row, leaf(3))), np.zeros(4, bool), 4)


@pytest.mark.parametrize("document", [event(), one()], ids=["event", "one"])
def test_features_have_their_number_and_unused_slots_none(document: Document) -> None:
    given = drawn(document, 8).given
    features = np.asarray(node_features(given))
    used = given.tree.kind >= 0
    assert features.shape == (24, NUM_FEATURES)
    assert (features[~used] == 0).all()
    assert np.isfinite(features).all()
    assert np.abs(features).max() < 6
    assert (np.abs(features[used]).sum(1) > 0).all()
    assert len(np.unique(features[used], axis=0)) == used.sum()


def test_nothing_of_place_size_type_or_colour_is_seen() -> None:
    document = event()
    given = drawn(document, 8).given
    moved = []
    for i, element in enumerate(document.elements):
        x, y, w, h = element.box
        update = {
            "box": (x + 7 * i, y - 5, 0.8 * w, 0.8 * h),
            "opacity": 0.5,
            "paint": Paint(fill="#00ff00", stroke="#ff0000", stroke_width=3, radius=4),
        }
        if element.text is not None:
            changes = {"size": 2 * element.text.size, "weight": 900, "align": "end", "line_height": 2.0}
            update["text"] = element.text.model_copy(update=changes)
        moved.append(element.model_copy(update=update))
    backdrop = document.backdrop.model_copy(update={"fill": "#000080"})
    changed = document.model_copy(update={"elements": tuple(moved), "backdrop": backdrop})
    other = skeleton_of(changed, given.tree, given.metrics)
    np.testing.assert_array_equal(node_features(given), node_features(other))


def test_content_and_canvas_are_seen() -> None:
    plain = np.asarray(node_features(drawn(event(), 8).given))
    longer = np.asarray(node_features(drawn(event("Harvest"), 8).given))
    assert (np.abs(plain - longer).max(1) > 0).sum() == 1
    given = drawn(event(), 8).given
    wide = given._replace(canvas_px=np.array([1600.0, 600.0], np.float32))
    used = given.tree.kind >= 0
    assert (np.abs(plain - np.asarray(node_features(wide))).max(1) > 0.1).tolist() == used.tolist()


def test_relations_by_hand() -> None:
    tree = _tree()
    m = len(tree.kind)
    found = np.asarray(relations(tree, 1, 2))
    assert found.shape == (m + 3, m + 3)
    named = np.array(RELATIONS)[found]
    expected = {
        (0, 0): "self", (1, 0): "parent", (0, 1): "child", (3, 0): "ancestor", (0, 3): "descendant",
        (3, 4): "next", (4, 3): "previous", (3, 5): "later", (5, 3): "earlier", (1, 2): "next",
        (2, 3): "none", (2, 1): "previous", (3, 1): "parent", (1, 5): "child",
        (m - 1, m - 1): "self", (m - 1, 0): "none", (0, m - 1): "none", (m - 1, m - 2): "none",
    }  # fmt: skip
    assert {at: str(named[at]) for at in expected} == expected
    # Six nodes in two parts: the first three are of the first.
    assert (
        named[:6, m:].tolist()
        == [["latent", "own latent", "latent"]] * 3 + [["latent", "latent", "own latent"]] * 3
    )
    assert (named[6:m, m:] == "latent").all()
    assert (named[m:] == "from latent").all()


def test_ancestors_reach_through_deep_trees() -> None:
    node = Node(kind=NodeKind.COLUMN, children=(leaf(0), leaf(1)))
    for i in range(2, 12):
        node = Node(kind=NodeKind.ROW if i % 2 else NodeKind.COLUMN, children=(node, leaf(i)))
    tree = build(node, np.zeros(16, bool), 16)
    named = np.array(RELATIONS)[np.asarray(relations(tree, 0))]
    for slot in np.flatnonzero(tree.depth >= 0):
        above, at = set(), int(tree.parent[slot])
        while at >= 0:
            above.add(at)
            at = int(tree.parent[at])
        assert set(np.flatnonzero(np.isin(named[slot], ["parent", "ancestor"]))) == above
    assert tree.depth.max() == 11


@pytest.mark.parametrize("count", [1, 2, 3, 16])
def test_every_used_node_is_in_one_part_and_parts_follow_the_slots(count: int) -> None:
    tree = _tree()
    found = np.asarray(places(tree, count))
    used = tree.kind >= 0
    assert found.shape == (len(used), count)
    assert found.sum(1).tolist() == used.astype(int).tolist()
    part = found[used].argmax(1)
    assert (np.diff(part) >= 0).all()
    # As even as can be: with at least as many parts as nodes each has one of its own.
    sizes = found.sum(0)
    assert sizes.max() == -(-6 // count)
