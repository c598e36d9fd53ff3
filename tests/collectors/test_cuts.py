"""Where pages are cut, what belongs to a cut, and what is worth keeping."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from jaxdesign.collectors.capture import Capture, Provenance, tree_bytes
from jaxdesign.collectors.cuts import cut_page, elements_in
from jaxdesign.collectors.filters import Limits, reason_to_drop


def _block(box: list[float], parent: int = -1, tag: str = "div", pos: str = "static") -> dict[str, Any]:
    return {"p": parent, "tag": tag, "b": box, "d": 0, "pos": pos, "role": "", "name": ""}


def _reading(blocks: list[dict[str, Any]], elements: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"blocks": blocks, "elements": elements or []}


def test_a_long_page_is_cut_at_its_sections() -> None:
    blocks = [_block([0, 0, 1280, 3000], tag="body"), _block([0, 0, 1280, 70], 0, "nav")]
    blocks += [
        _block([0, y, 1280, h], 0, "section") for y, h in ((70, 700), (770, 900), (1670, 150), (1820, 1180))
    ]
    cuts = cut_page(_reading(blocks), (1280, 800), 3000)
    assert [(c.kind, c.box) for c in cuts] == [
        ("hero", (0, 0, 1280, 800)), ("page", (0, 0, 1280, 3000)), ("section", (0, 70, 1280, 700)),
        ("section", (0, 770, 1280, 900)), ("section", (0, 1820, 1280, 1180)),
    ]  # fmt: skip


def test_wrappers_are_looked_into_and_fixed_bars_are_not() -> None:
    blocks = [
        _block([0, 0, 1280, 2000]),
        _block([0, 0, 1280, 2000], 0),
        _block([0, 0, 1280, 300], 1, pos="fixed"),
    ]
    blocks += [_block([0, 0, 1280, 1000], 1), _block([0, 1000, 1280, 1000], 1)]
    boxes = [c.box for c in cut_page(_reading(blocks), (1280, 800), 2000) if c.name == "section"]
    assert boxes == [(0, 0, 1280, 1000), (0, 1000, 1280, 1000)]


def test_cards_are_like_siblings_with_paint_of_their_own() -> None:
    blocks = [_block([0, 0, 1280, 900])] + [_block([100 + 320 * i, 100, 300, 400], 0) for i in range(3)]
    fills = [{"t": "box", "b": [100 + 320 * i, 100, 300, 400]} for i in range(2)]
    cuts = cut_page(_reading(blocks, fills), (1280, 800), 900)
    assert [c.box for c in cuts if c.name == "card"] == [(100, 100, 300, 400), (420, 100, 300, 400)]
    assert all(c.kind == "section" for c in cuts if c.name == "card")


def test_a_page_shorter_than_the_screen_is_one_design() -> None:
    cuts = cut_page(_reading([_block([0, 0, 1280, 500])]), (1280, 800), 500)
    assert [c.box for c in cuts] == [(0, 0, 1280, 500)]


def test_elements_move_with_their_cut() -> None:
    elements = [
        {"t": "box", "b": [0, 0, 1280, 3000], "o": 0}, {"t": "text", "b": [10, 90, 50, 20], "o": 1},
        {"t": "text", "b": [10, 150, 50, 20], "o": 2}, {"t": "img", "b": [0, 400, 90, 90], "o": 3},
        {"t": "box", "b": [0, 110, 1280, 1], "o": 4},
    ]  # fmt: skip
    found = elements_in(elements, (0, 100, 1280, 300))
    assert [(e["b"], e["o"]) for e in found] == [
        ([0, -100, 1280, 3000], 0), ([10, -10, 50, 20], 1), ([10, 50, 50, 20], 2), ([0, 10, 1280, 1], 3),
    ]  # fmt: skip


def _capture() -> Capture:
    noise = np.random.default_rng(1).integers(0, 256, (400, 600, 3), dtype=np.uint8)
    elements = [{"t": "text", "b": [10, 10 + 40 * i, 90, 30]} for i in range(4)]
    return Capture(
        source="s", group="web", page="p", kind="hero", cut="hero", viewport=(600, 400),
        crop=(0, 0, 600, 400),
        title="", desc="", body_bg="", html_bg="", fonts=[], elements=elements,
        picture=Image.fromarray(noise),
        provenance=Provenance(address="a"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"crop": (0, 0, 600, 100)}, "too small"),
        ({"crop": (0, 0, 600, 2600)}, "too narrow"),
        ({"picture": Image.new("RGB", (600, 400), "#fafafa")}, "flat picture"),
        ({"elements": [{"t": "text", "b": [0, 0, 9, 9]}]}, "too few elements"),
        ({"elements": [{"t": "box", "b": [0, i, 9, 9]} for i in range(9)]}, "boxes only"),
        ({"elements": [{"t": "text", "b": [0, 0, 9, 9]}] * 401}, "too many elements"),
        ({"elements": [{"t": "text", "b": [0, 500, 9, 9]}] * 9}, "too few elements"),
        ({"elements": [], "cut": "picture"}, None),
    ],
)
def test_each_rule_has_its_name(change: dict[str, Any], reason: str | None) -> None:
    assert reason_to_drop(replace(_capture(), **change), Limits()) == reason


def test_equal_captures_give_equal_bytes_and_ids() -> None:
    assert tree_bytes(_capture()) == tree_bytes(_capture())
    assert _capture().id != replace(_capture(), crop=(0, 0, 600, 399)).id
    assert len(_capture().id) == 16
