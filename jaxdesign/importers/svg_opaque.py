"""Parts of an SVG that the document cannot say, as pictures made by a real SVG renderer."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element as Node

import numpy as np
import resvg_py
from PIL import Image as PillowImage
from scipy import ndimage

from jaxdesign.errors import InputError
from jaxdesign.importers.pixels import data_address
from jaxdesign.importers.svg_style import Style
from jaxdesign.importers.svg_tree import SVG, href, local
from jaxdesign.render.fonts import default_registry

ZOOM = 2.0
_MAX_SIDE_PX = 4096
_JOIN_SHARE = 0.012
"""Parts nearer to each other than this share of the canvas become one picture."""
_MAX_PARTS = 64

Box = tuple[float, float, float, float]


def _references(node: Node) -> set[str]:
    """Ids that a subtree refers to."""
    found = set()
    for part in node.iter():
        target = href(part)
        if target.startswith("#"):
            found.add(target[1:])
        for value in part.attrib.values():
            found.update(match.strip() for match in re.findall(r"url\(\s*['\"]?#([^)'\"]+)", value))
    return found


def _wrapped(node: Node, parents: dict[Node, Node]) -> Node:
    """A copy of a node inside copies of its ancestors, without their other children."""
    part = copy.deepcopy(node)
    above = parents.get(node)
    while above is not None and above in parents:
        if local(above) not in ("defs", "symbol"):
            holder = Node(above.tag, dict(above.attrib))
            holder.append(part)
            part = holder
        above = parents.get(above)
    return part


def fragment(
    root: Node,
    nodes: Iterable[Node],
    parents: dict[Node, Node],
    ids: dict[str, Node],
    size: tuple[float, float],
) -> str:
    """An SVG of a size in pixels with only these nodes and what they refer to."""
    keep = {key: value for key, value in root.attrib.items() if key not in ("id", "onload")}
    result = Node(f"{SVG}svg", keep | {"width": str(size[0]), "height": str(size[1])})
    drawn = [_wrapped(node, parents) for node in nodes]
    needed: dict[str, Node] = {}
    waiting = set().union(*(_references(part) for part in drawn))
    rules = [node for node in root.iter() if local(node) == "style"]
    for rule in rules:
        waiting |= {
            match.strip() for match in re.findall(r"url\(\s*['\"]?#([^)'\"]+)", "".join(rule.itertext()))
        }
    while waiting:
        id_ = waiting.pop()
        if id_ in ids and id_ not in needed:
            needed[id_] = ids[id_]
            waiting |= _references(ids[id_])
    defs = ElementTree.SubElement(result, f"{SVG}defs")
    inside = {id(part) for node in needed.values() for part in node.iter() if part is not node}
    inside |= {id(part) for node in nodes for part in node.iter()}
    defs.extend(copy.deepcopy(rule) for rule in rules)
    defs.extend(copy.deepcopy(node) for _, node in sorted(needed.items()) if id(node) not in inside)
    result.extend(drawn)
    return ElementTree.tostring(result, encoding="unicode")


def _family(style: Style) -> str:
    return style.get("font-family", "sans-serif").split(",")[0].strip("'\" ")


def draw(svg: str, width: float, height: float, styles: list[Style]) -> list[tuple[Box, str]]:
    """Pictures of the parts that an SVG draws: box in canvas pixels and ``data:`` address, clear around.

    Parts that stand close together are one picture. Raises ``InputError`` if it cannot be drawn.
    """
    zoom = min(ZOOM, _MAX_SIDE_PX / max(width, height))
    registry = default_registry()
    faces = [registry.resolve((_family(style),), 400, False) for style in styles]
    plain = registry.resolve(("sans-serif",), 400, False)
    try:
        data = bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                skip_system_fonts=True,
                font_files=sorted({str(face.path) for face in (*faces, plain)}),
                font_family=plain.family,
                sans_serif_family=plain.family,
                serif_family=plain.family,
                monospace_family=plain.family,
                zoom=zoom,
                dpi=96,
            )
        )
    except ValueError as error:
        raise InputError(f"a part of the SVG cannot be drawn: {error}") from error
    pixels = np.asarray(PillowImage.open(io.BytesIO(data)).convert("RGBA"), np.float32)
    zoom_x, zoom_y = pixels.shape[1] / width, pixels.shape[0] / height
    seen = pixels[..., 3] > 2
    if not seen.any():
        return []
    reach = max(2, round(_JOIN_SHARE * max(seen.shape)))
    near = ndimage.maximum_filter(seen, size=2 * reach + 1)
    labels, count = ndimage.label(near)
    if count > _MAX_PARTS:
        labels = seen.astype(int)
    pictures = []
    for label, at in enumerate(ndimage.find_objects(labels), start=1):
        mine = seen[at] & (labels[at] == label)
        rows, columns = np.flatnonzero(mine.any(axis=1)), np.flatnonzero(mine.any(axis=0))
        if not rows.size:
            continue
        top, bottom = at[0].start + rows[0], at[0].start + rows[-1] + 1
        left, right = at[1].start + columns[0], at[1].start + columns[-1] + 1
        part = pixels[top:bottom, left:right].copy()
        part[labels[top:bottom, left:right] != label] = 0.0
        box = (left / zoom_x, top / zoom_y, (right - left) / zoom_x, (bottom - top) / zoom_y)
        pictures.append((box, data_address(part, lossless=True)))
    return pictures
