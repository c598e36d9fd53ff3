"""How much an SVG's ``<use>`` elements unfold to, before anything is unfolded."""

from __future__ import annotations

from xml.etree.ElementTree import Element as Node

from jaxdesign.errors import UnsafeInputError
from jaxdesign.importers.svg_tree import href, local

MAX_USES = 20_000
MAX_USE_DEPTH = 24


def check_uses(root: Node, ids: dict[str, Node], name: str) -> None:
    """Raises ``UnsafeInputError`` for uses that refer to themselves or unfold to far too many."""
    targets: dict[int, list[Node]] = {}
    for node in ids.values():
        uses = (part for part in node.iter() if local(part) == "use")
        targets[id(node)] = [ids[href(use)[1:]] for use in uses if href(use)[1:] in ids]
    counted: dict[int, int] = {}

    def unfolded(node: Node, path: tuple[int, ...]) -> int:
        """Number of uses that one copy of a named node holds, those within its uses included."""
        if id(node) in path or len(path) > MAX_USE_DEPTH:
            raise UnsafeInputError(f"{name}: <use> refers to itself or is nested too deep; refused.")
        if id(node) not in counted:
            inner = (*path, id(node))
            counted[id(node)] = sum(1 + unfolded(target, inner) for target in targets[id(node)])
        return counted[id(node)]

    total = 0
    for use in root.iter():
        if local(use) == "use" and href(use)[1:] in ids:
            total += 1 + unfolded(ids[href(use)[1:]], ())
            if total > MAX_USES:
                raise UnsafeInputError(f"{name}: its symbols unfold to more than {MAX_USES} parts; refused.")
