"""Documents between two documents of the same elements: what the moving picture is made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from jaxdesign.design.document import Backdrop, Document, Element, Fill, Gradient, Paint


def _mix(a: float, b: float, t: float) -> float:
    return a if a == b else a + (b - a) * t


def _channels(color: str) -> list[int]:
    return [int((color + "ff")[i : i + 2], 16) for i in (1, 3, 5, 7)]


def _mix_colors(a: str, b: str, t: float) -> str:
    if a == b:
        return a
    red, green, blue, alpha = (round(_mix(x, y, t)) for x, y in zip(_channels(a), _channels(b), strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}" + ("" if alpha == 255 else f"{alpha:02x}")


def _mix_fills(a: Fill | None, b: Fill | None, t: float) -> Fill | None:
    """The fill between; where the two differ in kind, the nearer one."""
    if isinstance(a, str) and isinstance(b, str):
        return _mix_colors(a, b, t)
    if isinstance(a, Gradient) and isinstance(b, Gradient) and len(a.stops) == len(b.stops):
        stops = tuple(
            (_mix(p, q, t), _mix_colors(c, d, t)) for (p, c), (q, d) in zip(a.stops, b.stops, strict=True)
        )
        return b.model_copy(update={"stops": stops, "angle": _mix(a.angle, b.angle, t)})
    return a if t < 0.5 else b


def _mix_paints(a: Paint, b: Paint, t: float) -> Paint:
    stroke = _mix_colors(a.stroke, b.stroke, t) if a.stroke and b.stroke else (a if t < 0.5 else b).stroke
    return b.model_copy(
        update={
            "fill": _mix_fills(a.fill, b.fill, t),
            "stroke": stroke,
            "stroke_width": _mix(a.stroke_width, b.stroke_width, t),
            "radius": _mix(a.radius, b.radius, t),
        }
    )


def _mix_elements(a: Element, b: Element, t: float) -> Element:
    update: dict[str, object] = {
        "box": tuple(_mix(p, q, t) for p, q in zip(a.box, b.box, strict=True)),
        "rotation": _mix(a.rotation, b.rotation, t),
        "opacity": _mix(a.opacity, b.opacity, t),
        "paint": _mix_paints(a.paint, b.paint, t),
    }
    if a.text is not None and b.text is not None:
        nearer = a.text if t < 0.5 else b.text
        update["text"] = nearer.model_copy(
            update={
                "size": _mix(a.text.size, b.text.size, t),
                "line_height": _mix(a.text.line_height, b.text.line_height, t),
                "tracking": _mix(a.text.tracking, b.text.tracking, t),
                "weight": round(_mix(a.text.weight, b.text.weight, t)),
            }
        )
    return b.model_copy(update=update)


def between(a: Document, b: Document, t: float) -> Document:
    """The document at ``t`` of the way (0 to 1) from ``a`` to ``b``, in ``b``'s paint order.

    Positions, sizes, angles and colours move evenly; what cannot be divided changes at half way.
    The canvas is ``b``'s. An element that only one of the two has appears with ``b``.
    """
    if t <= 0:
        return a
    if t >= 1:
        return b
    started = {element.id: element for element in a.elements}
    elements = tuple(
        _mix_elements(started[element.id], element, t) if element.id in started else element
        for element in b.elements
    )
    fill = _mix_fills(a.backdrop.fill, b.backdrop.fill, t)
    backdrop: Backdrop = b.backdrop.model_copy(update={"fill": fill})
    return b.model_copy(update={"elements": elements, "backdrop": backdrop})


def eased(t: float) -> float:
    """Slow at both ends, fast between: the quintic with no speed and no acceleration at 0 and 1."""
    return t * t * t * (t * (6 * t - 15) + 10)


def distance(a: Document, b: Document) -> float:
    """How far ``a`` is from ``b``: shares of the canvas and of full colour, summed over the elements."""
    started = {element.id: element for element in a.elements}
    longest = max(b.canvas.width, b.canvas.height)
    total = 0.0
    for element in b.elements:
        before = started.get(element.id)
        if before is None:
            continue
        total += sum(abs(p - q) for p, q in zip(before.box, element.box, strict=True)) / longest
        fills = before.paint.fill, element.paint.fill
        if isinstance(fills[0], str) and isinstance(fills[1], str):
            channels = zip(_channels(fills[0]), _channels(fills[1]), strict=True)
            total += max(abs(p - q) for p, q in channels) / 255
    return total


def journey(stations: Sequence[Document], shares: Sequence[float]) -> list[Document]:
    """The documents at rising ``shares`` of the way from the first station, 0, to the last, 1.

    The pace does not depend on how near to one another the stations are.
    """
    lengths = [max(distance(a, b), 1e-6) for a, b in pairwise(stations)]
    frames, leg, passed, whole = [], 0, 0.0, sum(lengths)
    for share in shares:
        if share >= 1:
            frames.append(stations[-1])
            continue
        place = share * whole
        while leg < len(lengths) - 1 and place > passed + lengths[leg]:
            passed += lengths[leg]
            leg += 1
        frames.append(between(stations[leg], stations[leg + 1], min((place - passed) / lengths[leg], 1.0)))
    return frames
