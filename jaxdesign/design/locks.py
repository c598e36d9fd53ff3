"""Locks: what of a design must stay as it is, from the command line to array masks."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Bool

from jaxdesign.design.arrays import Content
from jaxdesign.design.document import LOCKABLE, Document, Element
from jaxdesign.errors import InputError

BOX = ("x", "y", "w", "h")


def is_locked(element: Element, attribute: str) -> bool:
    """True if ``attribute`` (a name of ``LOCKABLE``) of the element may not change."""
    if "all" in element.lock or attribute in element.lock:
        return True
    if attribute == "box":
        return any(name in element.lock for name in BOX)
    return attribute in BOX and "box" in element.lock


def is_held_along(element: Element, axis: int) -> bool:
    """Whether an element's place or size along an axis (0: x, 1: y) must not change."""
    return is_locked(element, "xy"[axis]) or is_locked(element, "wh"[axis])


class LockMask(NamedTuple):
    """True where an attribute of a slot may not change; padded slots are locked wholly."""

    x: Bool[Array, "n"]
    y: Bool[Array, "n"]
    w: Bool[Array, "n"]
    h: Bool[Array, "n"]
    rotation: Bool[Array, "n"]
    opacity: Bool[Array, "n"]
    color: Bool[Array, "n"]
    size: Bool[Array, "n"]


def parse_lock(lock: str, document: Document) -> tuple[str, str]:
    """Id and attribute that ``id`` or ``id.attribute`` names in a document; no attribute is ``all``.

    Raises ``InputError`` that names the nearest id or attribute.
    """
    ids = [element.id for element in document.elements]
    if lock in ids:
        return lock, "all"
    id_, dot, attribute = lock.rpartition(".")
    if dot and id_ in ids:
        if attribute not in LOCKABLE:
            near = difflib.get_close_matches(attribute, LOCKABLE, n=1, cutoff=0.0)[0]
            raise InputError(
                f"lock '{lock}': attribute '{attribute}' is not known; the nearest is '{near}' "
                f"(known: {', '.join(LOCKABLE)})."
            )
        return id_, attribute
    near = difflib.get_close_matches(attribute, LOCKABLE, n=1, cutoff=0.75)
    wanted = id_ if dot and near else lock
    nearest = difflib.get_close_matches(wanted, ids, n=1, cutoff=0.0)
    hint = f"the nearest is '{nearest[0]}'" if nearest else "the design has no elements"
    raise InputError(f"lock '{lock}': no element has the id '{wanted}'; {hint}.")


def apply_locks(document: Document, locks: Iterable[str]) -> Document:
    """The document with further locks, each ``id`` or ``id.attribute``. Raises ``InputError``."""
    added: dict[str, list[str]] = {}
    for lock in locks:
        id_, attribute = parse_lock(lock, document)
        added.setdefault(id_, []).append(attribute)
    if not added:
        return document
    elements = tuple(
        element.model_copy(update={"lock": tuple(dict.fromkeys((*element.lock, *added[element.id])))})
        if element.id in added
        else element
        for element in document.elements
    )
    return document.model_copy(update={"elements": elements})


def _names(lock: tuple[str, ...]) -> set[str]:
    """Fields of ``LockMask`` that an element's locks cover."""
    if "all" in lock:
        return set(LockMask._fields)
    names = {name for name in lock if name in LockMask._fields}
    return names | set(BOX) if "box" in lock else names


def lock_mask(content: Content, num_slots: int) -> LockMask:
    """The content's locks as masks over ``num_slots`` slots."""
    masks = {name: np.ones(num_slots, bool) for name in LockMask._fields}
    for i, element in enumerate(content.document.elements):
        locked = _names(element.lock)
        for name, mask in masks.items():
            mask[i] = name in locked
    return LockMask(**jax.device_put(masks))
