"""Walking an SVG in paint order: which parts become elements and which are kept as pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element as Node

from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.importers.notice import ImportNotice
from jaxdesign.importers.svg_clip import joined, read_clip
from jaxdesign.importers.svg_geometry import (
    Affine,
    parse_transform,
    rectangle_of,
    straight_path,
    view_box_map,
)
from jaxdesign.importers.svg_paint import Unsupported, reference, shadow_of
from jaxdesign.importers.svg_shapes import (
    Context,
    Source,
    attribute,
    image_fields,
    own_opacity,
    shape_fields,
    text_fields,
)
from jaxdesign.importers.svg_style import Style, style_of
from jaxdesign.importers.svg_text import read_flow, read_text
from jaxdesign.importers.svg_tree import drawable_children, href, local

_SHAPES = ("rect", "circle", "ellipse", "line", "polyline", "polygon", "path")
_HOLDERS = ("g", "a", "svg", "switch", "symbol")
_TEXTS = ("text", "flowRoot")
_INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}"
_SODIPODI = "{http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd}"


@dataclass(frozen=True)
class Drawn:
    """A part that becomes an element."""

    node: Node
    fields: dict[str, Any]


@dataclass(frozen=True)
class Opaque:
    """A part that is kept as a picture."""

    node: Node
    style: Style
    reason: str
    at: Context


@dataclass
class Walk:
    """One pass over the tree; yields its parts first at the bottom."""

    source: Source
    notices: list[ImportNotice] = field(default_factory=list)
    num_leaves: int = 0
    """Leaves of the whole file."""

    def note(self, node: Node, message: str) -> None:
        notice = ImportNotice(element=node.get("id", "") or f"<{local(node)}>", message=message)
        if notice not in self.notices:
            self.notices.append(notice)

    def parts(self, node: Node, at: Context) -> Iterator[Drawn | Opaque]:
        """The parts of a holder's children."""
        for child in drawable_children(node):
            yield from self._part(child, at)

    def _part(self, node: Node, at: Context) -> Iterator[Drawn | Opaque]:
        tag = local(node)
        if tag not in (*_SHAPES, *_HOLDERS, *_TEXTS, "image", "use") or tag == "symbol":
            return
        style = style_of(node, at.style, self.source.rules)
        if style.get("display") == "none" or own_opacity(style) <= 0:
            return
        if style.get("visibility") in ("hidden", "collapse") and tag not in _HOLDERS:
            return
        try:
            inner = self._entered(node, style, at)
            yield from list(self._content(node, tag, inner))
        except Unsupported as reason:
            if tag in _HOLDERS and self._has_text(node):
                yield from self._without_effects(node, style, at, str(reason))
            else:
                yield Opaque(node, style, str(reason), at)

    def _without_effects(
        self, node: Node, style: Style, at: Context, reason: str
    ) -> Iterator[Drawn | Opaque]:
        """A holder of texts whose own effect cannot be said: its content without that effect."""
        self.note(node, f"{reason} on a group with text was left out.")
        plain = {k: v for k, v in style.items() if k not in ("filter", "mask", "clip-path", "mix-blend-mode")}
        bare = Node(
            node.tag, {k: v for k, v in node.attrib.items() if k not in ("filter", "mask", "clip-path")}
        )
        bare.extend(node)
        inner = self._entered(bare, plain, at)
        yield from self._content(bare, local(node), inner)

    def _entered(self, node: Node, style: Style, at: Context) -> Context:
        """What holds inside a node. Raises ``Unsupported`` for its effects that cannot be said."""
        if at.depth > 150:
            raise UnsafeInputError(f"{self.source.name}: groups are nested too deep; refused.")
        affine = at.affine.after(
            parse_transform(node.get("transform"), f"{self.source.name}: <{local(node)}>")
        )
        if style.get("mask", "none") != "none":
            raise Unsupported("a mask")
        if style.get("mix-blend-mode", "normal") != "normal":
            raise Unsupported("a blend mode")
        shadow = at.shadow
        if style.get("filter", "none") != "none":
            shadow = shadow_of(self.source.ids.get(reference(style.get("filter")) or ""), affine.scale)
            if shadow is None or count_leaves(node) > 1:
                raise Unsupported("a filter")
        clip = read_clip(self.source.ids.get(reference(style.get("clip-path")) or ""), affine)
        return Context(
            affine=affine,
            style=style,
            opacity=at.opacity * own_opacity(style),
            clip=joined(at.clip, clip),
            group=at.group,
            locked=at.locked or node.get(_SODIPODI + "insensitive") == "true",
            shadow=shadow,
            depth=at.depth + 1,
        )

    def _content(self, node: Node, tag: str, at: Context) -> Iterator[Drawn | Opaque]:
        if tag in _HOLDERS:
            yield from self._holder(node, tag, at)
        elif tag == "use":
            yield from self._use(node, at)
        elif tag in _TEXTS:
            reader = read_text if tag == "text" else read_flow
            for placed in reader(node, at.style, self.source.rules):
                if placed.mixed:
                    self.note(node, "its parts have different styles; the first one's is used for all.")
                yield from self._drawn(node, text_fields(placed, at, self.source), at)
        elif tag == "image":
            yield from self._drawn(node, image_fields(node, at, self.source), at)
        else:
            yield from self._drawn(node, shape_fields(node, at, self.source), at)

    def _drawn(self, node: Node, fields: dict[str, Any] | None, at: Context) -> Iterator[Drawn]:
        if fields is not None:
            lock = ("all",) if at.locked else ()
            yield Drawn(node, fields | {"opacity": at.opacity, "group": at.group, "lock": lock})

    def _holder(self, node: Node, tag: str, at: Context) -> Iterator[Drawn | Opaque]:
        if self._is_drawing(node):
            raise Unsupported("a drawing")
        if tag == "svg":
            at = self._inner_view(node, at)
        layer = node.get(_INKSCAPE + "groupmode") == "layer"
        if tag == "g" and not layer and 1 < count_leaves(node) < 0.9 * self.num_leaves:
            name = node.get("data-group") or node.get("id") or f"group-{id_number(node)}"
            at = replace(at, group=name[:128])
        yield from self.parts(node, at)

    def _inner_view(self, node: Node, at: Context) -> Context:
        """Inside a nested ``<svg>`` or ``<symbol>``."""
        view = view_box(node, self.source.name)
        x, y = attribute(node, "x", self.source), attribute(node, "y", self.source)
        affine = at.affine.after(Affine(e=x, f=y))
        if view is not None:
            width = attribute(node, "width", self.source, view[2], least=0.0)
            height = attribute(node, "height", self.source, view[3], least=0.0)
            affine = affine.after(view_box_map(view, width, height, node.get("preserveAspectRatio")))
        return replace(at, affine=affine)

    def _use(self, node: Node, at: Context) -> Iterator[Drawn | Opaque]:
        """What a ``<use>`` shows; as one picture where a part of it cannot be said."""
        target = self.source.ids.get(href(node)[1:])
        if target is None:
            return
        x, y = attribute(node, "x", self.source), attribute(node, "y", self.source)
        inner = replace(at, affine=at.affine.after(Affine(e=x, f=y)))
        if local(target) == "symbol":
            view = Node(
                target.tag,
                {**target.attrib, **{k: node.attrib[k] for k in ("width", "height") if k in node.attrib}},
            )
            inner = self._inner_view(view, inner)
            parts = list(self.parts(target, inner))
        else:
            parts = list(self._part(target, inner))
        if any(isinstance(part, Opaque) for part in parts):
            raise Unsupported("a symbol with a drawing")
        for part in parts:
            yield Drawn(node, part.fields) if isinstance(part, Drawn) else part

    def _has_text(self, node: Node) -> bool:
        return any(local(part) in _TEXTS for part in node.iter())

    def _is_drawing(self, node: Node) -> bool:
        """True for a group that is one drawing: mostly drawn forms, no text and no picture."""
        tags = [local(part) for part in node.iter()]
        if node.get(_INKSCAPE + "groupmode") == "layer" or any(t in (*_TEXTS, "image") for t in tags):
            return False
        leaves = [part for part in node.iter() if local(part) in (*_SHAPES, "use")]
        drawn = sum(self._is_drawn_form(part) for part in leaves)
        return drawn > 0 and 2 * drawn >= len(leaves)

    def _is_drawn_form(self, node: Node) -> bool:
        if local(node) == "use":
            target = self.source.ids.get(href(node)[1:])
            return target is not None and any(
                self._is_drawn_form(p) for p in target.iter() if local(p) != "use"
            )
        if local(node) == "path":
            points = straight_path(node.get("d", ""))
            return points is None or (len(points) != 2 and rectangle_of(points) is None)
        return False


def count_leaves(node: Node) -> int:
    """How many parts of a subtree draw something."""
    return sum(local(part) in (*_SHAPES, *_TEXTS, "image", "use") for part in node.iter())


def id_number(node: Node) -> int:
    """A number for a nameless group that is the same for the same content."""
    return sum(len(part.attrib) + len(part.get("d", "")) for part in node.iter())


def view_box(node: Node, name: str) -> tuple[float, float, float, float] | None:
    """The ``viewBox``; None if there is none. Raises ``InputError``."""
    raw = node.get("viewBox")
    if raw is None:
        return None
    values = re.split(r"[\s,]+", raw.strip())
    try:
        x, y, w, h = (float(v) for v in values)
    except ValueError as error:
        raise InputError(f"{name}: viewBox: expected four numbers, found '{raw[:60]}'.") from error
    if not all(abs(v) < 1e7 for v in (x, y, w, h)) or w <= 0 or h <= 0:
        raise InputError(f"{name}: viewBox: '{raw[:60]}' must have a positive, finite width and height.")
    return x, y, w, h
