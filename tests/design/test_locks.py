"""Locks from the command line to masks."""

from __future__ import annotations

import numpy as np
import pytest

from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Canvas, Document, Element
from jaxdesign.design.locks import LockMask, apply_locks, lock_mask, parse_lock
from jaxdesign.errors import InputError


def _document() -> Document:
    names = ("title", "logo.big", "badge")
    elements = tuple(Element(id=name, kind="shape", shape="rectangle", box=(0, 0, 10, 10)) for name in names)
    return Document(canvas=Canvas(width=100, height=100), elements=elements)


def test_ids_may_hold_points() -> None:
    assert parse_lock("logo.big", _document()) == ("logo.big", "all")
    assert parse_lock("logo.big.x", _document()) == ("logo.big", "x")
    assert parse_lock("title.color", _document()) == ("title", "color")


@pytest.mark.parametrize(
    ("lock", "hint"),
    [
        ("titel", "'title'"),
        ("titel.x", "'title'"),
        ("title.colour", "'color'"),
        ("titel.colour", "'title'"),
        ("", "nearest"),
    ],
)
def test_unknown_locks_name_the_nearest(lock: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_lock(lock, _document())
    assert hint in str(caught.value)


def test_masks() -> None:
    document = apply_locks(_document(), ["title.box", "logo.big", "badge.color", "badge.size", "badge.color"])
    assert document.elements[2].lock == ("color", "size")
    mask = lock_mask(to_arrays(document, num_slots=8)[1], 8)
    got = {name: np.asarray(value)[:3].tolist() for name, value in mask._asdict().items()}
    assert got == {
        "x": [True, True, False],
        "y": [True, True, False],
        "w": [True, True, False],
        "h": [True, True, False],
        "rotation": [False, True, False],
        "opacity": [False, True, False],
        "color": [False, True, True],
        "size": [False, True, True],
    }
    assert all(np.asarray(value)[3:].all() for value in mask)
    assert isinstance(mask, LockMask)


def test_no_lock_changes_nothing() -> None:
    document = _document()
    assert apply_locks(document, []) is document
