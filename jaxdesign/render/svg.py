"""Documents as SVG: clean, editable, with live text, and the document itself inside so that it comes back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from jaxdesign.design import codec
from jaxdesign.design.document import Backdrop, Document, Element, Image
from jaxdesign.render.drawings import is_svg, read_drawing
from jaxdesign.render.font_embedding import font_face_rules
from jaxdesign.render.fonts import Face, FontRegistry, default_registry
from jaxdesign.render.markup import (
    Attributes,
    Box,
    Definitions,
    color_attributes,
    content,
    number,
    rectangle,
    tag,
)
from jaxdesign.render.pictures import Placement, picture_bytes, place
from jaxdesign.render.svg_text import (
    DRAWN,
    EDITABLE,
    Naming,
    Writing,
    faces_used,
    family_list,
    place_text,
    text_markup,
)

METADATA_ID = "jaxdesign"
_METADATA = re.compile(
    rf'<metadata id="{METADATA_ID}" data-digest="([0-9a-f]*)">(.*?)</metadata>\n', re.DOTALL
)
_EDGE = 1e-3


def to_svg(document: Document, *, embed_fonts: bool = False, registry: FontRegistry | None = None) -> str:
    """The document as an SVG file; the same document gives the same text.

    Text is live; with ``embed_fonts`` subsets of the fonts it is set in are inside the file. Raises
    ``InputError`` for pictures that cannot be used.
    """
    registry = registry or default_registry()
    style = ""
    if embed_fonts:
        style = f"<style>\n{font_face_rules(_all_faces(document, registry))}</style>\n"
    bare = _markup(document, registry, style=style)
    digest = hashlib.sha256(bare.encode()).hexdigest()
    metadata = tag(
        "metadata",
        {"id": METADATA_ID, "data-digest": digest},
        content(_referenced(document)),
    )
    head, line_end, rest = bare.partition("\n")
    return head + line_end + metadata + "\n" + rest


def picture_svg(
    document: Document,
    registry: FontRegistry,
    *,
    elements: bool = True,
    backdrop: bool = True,
    naming: Naming = family_list,
) -> str:
    """The SVG that pictures are made of: without the document inside, U+FFFD for what no font has.

    ``elements`` and ``backdrop`` say which of them it shows, ``naming`` what it calls the fonts.
    """
    shown = document if elements else document.model_copy(update={"elements": ()})
    return _markup(shown, registry, writing=DRAWN._replace(naming=naming), backdrop=backdrop)


def read_embedded(svg: str) -> Document | None:
    """The document inside an SVG of ``to_svg``; None if there is none or the file was edited since.

    Raises ``InputError`` if it is damaged.
    """
    match = _METADATA.search(svg)
    if match is None:
        return None
    bare = svg[: match.start()] + svg[match.end() :]
    if hashlib.sha256(bare.encode()).hexdigest() != match.group(1):
        return None
    text = match.group(2).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    hrefs = dict(re.findall(r'<image id="([^"]*)"[^>]*? href="(data:[^"]*)"', bare))
    text = re.sub(r'"href": "#([^"]*)"', lambda m: f'"href": {json.dumps(hrefs.get(m.group(1), ""))}', text)
    return codec.loads(text, name="document in the SVG")


def svg_strings(document: Document, registry: FontRegistry | None = None) -> dict[str, str]:
    """The string of each text as the SVG shows it, by id: case applied, lines joined by line feeds."""
    registry = registry or default_registry()
    return {
        element.id: "\n".join(line.string for line in place_text(element, document.canvas, registry).lines)
        for element in document.elements
        if element.text is not None
    }


def _all_faces(document: Document, registry: FontRegistry) -> dict[Face, set[str]]:
    used: dict[Face, set[str]] = {}
    for element in document.elements:
        for face, characters in faces_used(element, registry).items():
            used.setdefault(face, set()).update(characters)
    return used


def _referenced(document: Document) -> str:
    """The document as JSON with each picture but drawings replaced by the id of the image that holds it."""

    def point(image: Image, id_: str) -> Image:
        if is_svg(image.href):
            return image
        return image.model_copy(update={"href": f"#{id_}"})

    elements = [
        e if e.image is None else e.model_copy(update={"image": point(e.image, e.id)})
        for e in document.elements
    ]
    backdrop = document.backdrop
    if backdrop.image is not None:
        backdrop = backdrop.model_copy(update={"image": point(backdrop.image, _backdrop_id(document))})
    slim = document.model_copy(update={"elements": tuple(elements), "backdrop": backdrop})
    return json.dumps(slim.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)


def _backdrop_id(document: Document) -> str:
    taken = {element.id for element in document.elements}
    id_ = "backdrop"
    while id_ in taken:
        id_ += "_"
    return id_


def _markup(
    document: Document,
    registry: FontRegistry,
    *,
    style: str = "",
    writing: Writing = EDITABLE,
    backdrop: bool = True,
) -> str:
    canvas = document.canvas
    taken = {e.id for e in document.elements} | {e.group for e in document.elements if e.group}
    definitions = Definitions(frozenset(taken))
    body = list(_backdrop(document, definitions)) if backdrop else []
    body += _grouped(document, registry, definitions, writing)
    size = f'width="{number(canvas.width)}" height="{number(canvas.height)}"'
    view = f'viewBox="0 0 {number(canvas.width)} {number(canvas.height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view}>'
    defs = f"{definitions}\n" if str(definitions) else ""
    return "\n".join([head, style + defs + "\n".join(body), "</svg>"]) + "\n"


def _backdrop(document: Document, definitions: Definitions) -> Iterator[str]:
    backdrop: Backdrop = document.backdrop
    whole: Box = (0.0, 0.0, document.canvas.width, document.canvas.height)
    id_ = _backdrop_id(document)
    yield tag("rect", {"id": f"{id_}-fill", **rectangle(whole), **definitions.fill(backdrop.fill, whole)})
    if backdrop.image is not None:
        opacity = None if backdrop.opacity == 1 else backdrop.opacity
        yield _image(backdrop.image, whole, 0.0, {"id": id_}, {"opacity": opacity}, definitions)


def _grouped(
    document: Document, registry: FontRegistry, definitions: Definitions, writing: Writing
) -> list[str]:
    """The elements in paint order; neighbours of one group inside a ``<g>``."""
    ids = {element.id for element in document.elements}
    lines: list[str] = []
    opened, named = None, set()
    for element in document.elements:
        if element.group != opened:
            if opened is not None:
                lines.append("</g>")
            opened = element.group
            if opened is not None:
                usable = (
                    opened not in named and opened not in ids and re.fullmatch(r"[A-Za-z_][\w.:-]*", opened)
                )
                named.add(opened)
                head = tag("g", {"id": opened if usable else None, "data-group": opened}, "")
                lines.append(head.removesuffix("</g>"))
        lines.append(_element(element, document, registry, definitions, writing))
    if opened is not None:
        lines.append("</g>")
    return lines


def _element(
    element: Element,
    document: Document,
    registry: FontRegistry,
    definitions: Definitions,
    writing: Writing,
) -> str:
    x, y, w, h = element.box
    turn = f"rotate({number(element.rotation)} {number(x + w / 2)} {number(y + h / 2)})"
    frame: Attributes = {
        "opacity": None if element.opacity == 1 else element.opacity,
        "transform": turn if element.rotation else None,
    }
    shadow = element.paint.shadow
    if shadow is not None:
        frame["filter"] = definitions.shadow(shadow, element.box)
    identity: Attributes = {"id": element.id}
    if element.text is not None:
        return text_markup(element, document.canvas, registry, definitions, identity | frame, writing)
    if element.image is not None:
        return _image(element.image, element.box, element.paint.radius, identity, frame, definitions)
    return _shape(element, identity | frame, definitions)


def _shape(element: Element, frame: Attributes, definitions: Definitions) -> str:
    """A shape; its border lies inside of its box's edge, as in CSS."""
    paint, (x, y, w, h) = element.paint, element.box
    if element.shape == "line":
        thick = paint.stroke_width if paint.stroke else min(w, h)
        color = paint.stroke or (paint.fill if isinstance(paint.fill, str) else "#000000")
        ends = (x, y + h / 2, x + w, y + h / 2) if w >= h else (x + w / 2, y, x + w / 2, y + h)
        frame |= dict(zip(("x1", "y1", "x2", "y2"), ends, strict=True))
        return tag("line", frame | color_attributes(color, "stroke") | {"stroke-width": thick})
    border = paint.stroke_width if paint.stroke else 0.0
    inset = min(border, w, h) / 2
    if border:
        frame = frame | color_attributes(paint.stroke or "", "stroke") | {"stroke-width": 2 * inset}
    frame |= definitions.fill(paint.fill, element.box)
    if element.shape == "ellipse":
        radii = {"rx": w / 2 - inset, "ry": h / 2 - inset}
        return tag("ellipse", {"cx": x + w / 2, "cy": y + h / 2, **radii} | frame)
    box = (x + inset, y + inset, w - 2 * inset, h - 2 * inset)
    radius = max(min(paint.radius, w / 2, h / 2) - inset, 0.0)
    return tag("rect", frame | rectangle(box, radius))


def _is_clipped(placement: Placement, radius: float) -> bool:
    """Whether a picture reaches beyond what is seen of it."""
    return radius > 0 or any(
        abs(a - b) > _EDGE for a, b in zip(placement.whole, placement.shown, strict=True)
    )


def _drawing(
    image: Image,
    box: Box,
    radius: float,
    identity: Attributes,
    frame: Attributes,
    definitions: Definitions,
) -> str:
    drawing = read_drawing(image.href)
    label = tag("title", {}, content(image.alt)) if image.alt else ""
    if box[2] <= 0 or box[3] <= 0:
        return tag("g", identity | frame, label)
    placement = place(image, box)
    view = f"0 0 {drawing.width} {drawing.height}"
    inside = rectangle(placement.whole) | {"viewBox": view, "preserveAspectRatio": "none"}
    inner = tag("svg", inside, drawing.markup)
    if _is_clipped(placement, radius):
        inner = tag("g", {"clip-path": definitions.clip(placement.shown, radius)}, inner)
    return tag("g", identity | frame, label + inner)


def _image(
    image: Image,
    box: Box,
    radius: float,
    identity: Attributes,
    frame: Attributes,
    definitions: Definitions,
) -> str:
    """A picture, clipped where it reaches beyond its box or has rounded corners; a drawing as its paths."""
    if is_svg(image.href):
        return _drawing(image, box, radius, identity, frame, definitions)
    picture_bytes(image.href)
    if box[2] <= 0 or box[3] <= 0:
        return tag("image", identity | frame | rectangle(box) | {"href": image.href})
    placement = place(image, box)
    clipped = _is_clipped(placement, radius)
    attributes = identity | rectangle(placement.whole) | {"preserveAspectRatio": "none"}
    if clipped:
        attributes["clip-path"] = definitions.clip(placement.shown, radius)
    label = tag("title", {}, content(image.alt)) if image.alt else None
    if clipped and frame.get("filter"):
        return tag("g", frame, tag("image", attributes | {"href": image.href}, label))
    return tag("image", attributes | frame | {"href": image.href}, label)
