"""What a user's locks forbid, and whether a finished design kept them."""

from __future__ import annotations

from typing import Any

from jaxdesign.design.document import Element
from jaxdesign.design.locks import BOX, is_locked


def locked_values(element: Element) -> dict[str, Any]:
    """Every locked attribute of an element and its value, by the name of its lock."""
    text = element.text
    type_ = (
        None
        if text is None
        else text.model_dump(exclude={"size", "lines"} if text.lines is None else {"size"})
    )
    every = {
        **dict(zip(BOX, element.box, strict=True)),
        "rotation": element.rotation,
        "opacity": element.opacity,
        "color": element.paint.model_dump(),
        "size": text.size if text else None,
        "text": type_,
        "layer": element.layer,
    }
    return {name: value for name, value in every.items() if is_locked(element, name)}


def broken_locks(element: Element, original: Element) -> tuple[str, ...]:
    """Names of the attributes that ``original`` locks and ``element`` has changed."""
    broken = []
    for name, value in locked_values(original).items():
        now = locked_values(element.model_copy(update={"lock": ("all",)}))
        current = now[name]
        if name == "text" and isinstance(value, dict) and isinstance(current, dict):
            current = {key: current.get(key) for key in value}
        if current != value:
            broken.append(name)
    return tuple(broken)
