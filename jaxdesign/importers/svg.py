"""SVG as Inkscape, Figma, Canva and this program write it, to documents."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element as Node

from jaxdesign.design.document import MAX_CANVAS_PX, MAX_ELEMENTS, Backdrop, Canvas, Document, Element, Image
from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.importers.boxes import share_inside
from jaxdesign.importers.notice import ImportNotice
from jaxdesign.importers.picture_address import check_pictures, picture_checker
from jaxdesign.importers.roles import with_roles
from jaxdesign.importers.svg_geometry import Affine, length, view_box_map
from jaxdesign.importers.svg_opaque import draw, fragment
from jaxdesign.importers.svg_shapes import Context, Source
from jaxdesign.importers.svg_style import read_rules, style_of
from jaxdesign.importers.svg_tree import parse_svg
from jaxdesign.importers.svg_uses import check_uses
from jaxdesign.importers.svg_walk import Drawn, Opaque, Walk, count_leaves, view_box
from jaxdesign.render.svg import read_embedded

MAX_BYTES = 50_000_000
_COVERS = 0.985


def _canvas(root: Node, name: str) -> tuple[Canvas, Affine]:
    """The canvas in CSS pixels, and the map from the root's units to it."""
    view = view_box(root, name)
    sizes = []
    for i, key in ((2, "width"), (3, "height")):
        raw = root.get(key)
        value = length(raw, view[i] if view else None) if raw is not None and raw != "auto" else None
        if raw is not None and value is None and not (raw == "auto" or (raw.endswith("%") and view is None)):
            raise InputError(f"{name}: {key}: expected a length, found '{raw[:40]}'.")
        if value is None:
            if view is None:
                raise InputError(
                    f"{name}: {key}: the drawing has no size; give it a width and height or a viewBox."
                )
            value = view[i]
        if not 1 <= value <= MAX_CANVAS_PX:
            raise InputError(
                f"{name}: {key}: {value:g} px is out of range; 1 to {MAX_CANVAS_PX} px are possible."
            )
        sizes.append(value)
    affine = (
        Affine() if view is None else view_box_map(view, sizes[0], sizes[1], root.get("preserveAspectRatio"))
    )
    return Canvas(width=round(sizes[0], 4), height=round(sizes[1], 4)), affine


def _ids(root: Node) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in root.iter():
        if node.get("id"):
            found.setdefault(node.attrib["id"], node)
    return found


class _Names:
    """Unique, valid ids for elements, from the file's own where it has them."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.numbers: Counter[str] = Counter()

    def give(self, wanted: str | None, kind: str) -> str:
        name = re.sub(r"[^\w.:-]", "-", wanted or "")[:120]
        if not name:
            self.numbers[kind] += 1
            name = f"{kind}-{self.numbers[kind]}"
        if not re.match(r"[A-Za-z_]", name):
            name = f"_{name}"
        base, i = name, 1
        while name in self.taken:
            i += 1
            name = f"{base}-{i}"
        self.taken.add(name)
        return name


def _opaque_elements(
    run: list[Opaque], root: Node, source: Source, canvas: Canvas, names: _Names, notices: list[ImportNotice]
) -> list[Element]:
    """A run of neighbouring parts that cannot be said, as one picture for each cluster of them."""
    parents = {child: parent for parent in root.iter() for child in parent}
    nodes = list(dict.fromkeys(part.node for part in run))
    svg = fragment(root, nodes, parents, source.ids, (canvas.width, canvas.height))
    pictures = draw(svg, canvas.width, canvas.height, [part.style for part in run])
    reasons = ", ".join(dict.fromkeys(part.reason for part in run))
    label = run[0].node.get("id")
    if not pictures:
        notices.append(
            ImportNotice(element=label or "", message=f"{reasons}: draws nothing and was left out.")
        )
    groups = {part.at.group for part in run}
    elements = []
    for box, href in pictures:
        id_ = names.give(label, "drawing")
        image = Image(href=href, fit="fill", opaque_source=True)
        group = groups.copy().pop() if len(groups) == 1 else None
        elements.append(Element(id=id_, kind="image", box=box, image=image, group=group))
        notices.append(ImportNotice(element=id_, message=f"kept as a picture: {reasons}."))
    return elements


def _split_backdrop(elements: list[Element], canvas: Canvas) -> tuple[Backdrop, list[Element]]:
    """What covers the canvas from the bottom is the backdrop."""
    whole = (0.0, 0.0, canvas.width, canvas.height)
    backdrop, rest = Backdrop(), list(elements)
    while rest:
        first = rest[0]
        covers = share_inside(whole, first.box) >= _COVERS and not first.rotation
        plain = first.paint.radius == 0 and first.paint.shadow is None
        if not covers or not plain or backdrop.image is not None:
            break
        if first.shape == "rectangle" and first.paint.stroke is None and first.opacity == 1:
            fill = first.paint.fill
            if not isinstance(fill, str) or len(fill) != 7:
                break
            backdrop = backdrop.model_copy(update={"fill": fill})
        elif first.image is not None and first.box == whole and not first.image.opaque_source:
            backdrop = backdrop.model_copy(update={"image": first.image, "opacity": first.opacity})
        else:
            break
        rest.pop(0)
    return backdrop, rest


def read_svg_bytes(data: bytes, *, name: str) -> tuple[Document, list[ImportNotice]]:
    """The design in an SVG file's content, and what of it could not be taken over as it is.

    An SVG of this program that was not edited gives its own document back exactly. Raises ``InputError``.
    """
    if len(data) > MAX_BYTES:
        raise UnsafeInputError(f"{name}: larger than {MAX_BYTES // 1_000_000} MB; refused.")
    root, notices = parse_svg(data, name)
    own = read_embedded(data.decode("utf-8", errors="replace"))
    if own is not None:
        check_pictures(own, name)
        return own, []
    canvas, affine = _canvas(root, name)
    source = Source(name, _ids(root), read_rules(root), picture_checker(name))
    check_uses(root, source.ids, name)
    walk = Walk(source, notices, num_leaves=count_leaves(root))
    at = Context(affine, style_of(root, {}, source.rules), 1.0, None, None, False, None, 0)
    names = _Names()
    elements: list[Element] = []
    for opaque, run in groupby(walk.parts(root, at), key=lambda part: isinstance(part, Opaque)):
        parts = list(run)
        if opaque:
            hidden = [part for part in parts if isinstance(part, Opaque)]
            elements += _opaque_elements(hidden, root, source, canvas, names, notices)
            continue
        for part in parts:
            assert isinstance(part, Drawn)
            id_ = names.give(part.node.get("id"), str(part.fields["kind"]))
            elements.append(Element(id=id_, **part.fields))
        if len(elements) > MAX_ELEMENTS:
            raise InputError(f"{name}: more than {MAX_ELEMENTS} elements; group or simplify the drawing.")
    backdrop, elements = _split_backdrop(elements, canvas)
    document = Document(
        canvas=canvas,
        backdrop=backdrop,
        elements=tuple(with_roles(elements)),
        provenance={"imported": "svg"},
    )
    return document, notices


def read_svg(path: Path) -> tuple[Document, list[ImportNotice]]:
    """The design in an SVG file and the importer's notices. Raises ``InputError``."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}.") from error
    return read_svg_bytes(data, name=str(path))
