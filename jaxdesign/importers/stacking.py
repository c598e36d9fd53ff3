"""Paint order of a capture's elements: document order, changed by CSS ``z-index``.

The capture names no parents, so what follows an element, lies deeper and within it is taken as its
content and moves with it. Source: CSS 2.2, appendix E, for the order.
"""

from __future__ import annotations

from jaxdesign.importers.boxes import share_inside
from jaxdesign.importers.capture_file import Item

_WITHIN = 0.9


def _content_end(items: list[Item], start: int) -> int:
    """Index after the last of the items that belong to ``items[start]``."""
    root, end = items[start], start + 1
    while end < len(items) and items[end].depth > root.depth:
        if share_inside(items[end].box, root.box) < _WITHIN:
            break
        end += 1
    return end


def paint_order(items: list[Item]) -> list[Item]:
    """The items first at the bottom."""
    lowered: list[tuple[int, list[Item]]] = []
    raised: list[tuple[int, list[Item]]] = []
    rest: list[Item] = []
    i = 0
    while i < len(items):
        z = items[i].z if items[i].position != "static" else None
        if not z:
            rest.append(items[i])
            i += 1
            continue
        end = _content_end(items, i)
        (lowered if z < 0 else raised).append((z, items[i:end]))
        i = end
    for _, block in sorted(lowered, key=lambda entry: entry[0], reverse=True):
        place = 0
        for j, item in enumerate(rest):
            if item.index < block[0].index and share_inside(block[0].box, item.box) >= _WITHIN:
                place = j + 1
        rest[place:place] = block
    for _, block in sorted(raised, key=lambda entry: entry[0]):
        rest = _raise(rest, block)
    return rest


def _raise(rest: list[Item], block: list[Item]) -> list[Item]:
    """Put a block on top, but under what follows it in the document and lies within it.

    Such an item stands in a positioned parent without paint of its own, which the capture leaves out.
    """
    root = block[0]
    inside = [
        item for item in rest if item.index > root.index and share_inside(item.box, root.box) >= _WITHIN
    ]
    kept = {item.index for item in inside}
    return [item for item in rest if item.index not in kept] + block + inside
