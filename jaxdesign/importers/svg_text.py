"""Text of an SVG as texts of the document, measured with the fonts that will set them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element as Node

from jaxdesign.design.document import Align, Case, Text
from jaxdesign.importers.svg_geometry import Affine, length, numbers
from jaxdesign.importers.svg_paint import Unsupported
from jaxdesign.importers.svg_style import Rule, Style, style_of
from jaxdesign.importers.svg_tree import local
from jaxdesign.render.setting import set_text

_WEIGHTS = {"normal": 400, "bold": 700, "lighter": 300, "bolder": 700}
_ANCHORS: dict[str, Align] = {"start": "start", "middle": "center", "end": "end"}
_CASES: dict[str, Case] = {"uppercase": "upper", "lowercase": "lower", "capitalize": "title"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ROLE = "{http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd}role"
_ALONG: dict[Align, float] = {"start": 0.0, "center": 0.5, "end": 1.0}


@dataclass
class _Line:
    """One line as the file places it: anchor and baseline in the text's own units."""

    x: float
    y: float
    style: Style
    runs: list[tuple[str, Style]] = field(default_factory=list)

    @property
    def string(self) -> str:
        return "".join(run for run, _ in self.runs)


@dataclass(frozen=True, kw_only=True)
class PlacedText:
    """A text with its box in its own units, and the style that its colour is read from."""

    text: Text
    box: tuple[float, float, float, float]
    style: Style
    mixed: bool
    """True where parts of it had another style than the first, which are lost."""


def font_size(style: Style) -> float:
    """The type size in user units."""
    size = length(style.get("font-size", "16"))
    if size is None or not 0 < size < 1e5:
        raise Unsupported(f"the type size '{style.get('font-size', '')[:20]}'")
    return size


def _relative(value: str | None, size: float) -> float | None:
    """A coordinate that may be in em; the first of a list."""
    if value is None:
        return None
    first = value.replace(",", " ").split()[:1]
    match = re.fullmatch(r"([-+\d.eE]+)em", first[0]) if first else None
    if match:
        return float(match[1]) * size
    return length(first[0]) if first else None


def _collect(node: Node, style: Style, rules: list[Rule], lines: list[_Line], keep: bool) -> None:
    """Runs of a text and its tspans into lines; a new place or ``role='line'`` begins a line."""
    for part, owner, part_style in _parts(node, style, rules):
        if owner is not None:
            _begin(owner, part_style, lines)
            own = owner.get(_SPACE) == "preserve" or part_style.get("white-space", "").startswith("pre")
            _collect(owner, part_style, rules, lines, keep or own)
        elif part:
            text = re.sub(r"[\r\n\t]", " ", part) if keep else re.sub(r"\s+", " ", part)
            lines[-1].runs.append((text, part_style))


def _parts(node: Node, style: Style, rules: list[Rule]) -> list[tuple[str, Node | None, Style]]:
    parts: list[tuple[str, Node | None, Style]] = [(node.text or "", None, style)]
    for child in node:
        tag = local(child)
        if tag in ("textPath", "tref", "altGlyph"):
            raise Unsupported(f"text set with <{tag}>")
        if tag in ("tspan", "a"):
            child_style = style_of(child, style, rules)
            if child_style.get("display") != "none":
                parts.append(("", child, child_style))
        parts.append((child.tail or "", None, style))
    return parts


def _begin(node: Node, style: Style, lines: list[_Line]) -> None:
    """Begin a line where a tspan stands somewhere else than its run would."""
    size, last = font_size(style), lines[-1]
    x, y = _relative(node.get("x"), size), _relative(node.get("y"), size)
    dy = _relative(node.get("dy"), size) or 0.0
    moved = (y is not None and abs(y - last.y) > 0.5 * size) or abs(dy) > 0.5 * size
    if x is not None and (y is not None or moved):
        moved = moved or bool(last.string.strip())
    if not last.string.strip():
        last.x = last.x if x is None else x
        last.y = (last.y if y is None else y) + dy
        last.style = style
    elif moved or node.get(_ROLE) == "line":
        lines.append(_Line(last.x if x is None else x, (last.y if y is None else y) + dy, style))


def _same_type(first: Style, second: Style) -> bool:
    names = ("font-size", "font-family", "font-weight", "font-style", "fill", "letter-spacing")
    return all(first.get(name) == second.get(name) for name in names)


def _blocks(lines: list[_Line]) -> list[list[_Line]]:
    """Neighbouring lines of one type and even leading together."""
    blocks: list[list[_Line]] = []
    for line in lines:
        block = blocks[-1] if blocks else []
        if block and _same_type(block[0].style, line.style):
            size, step = font_size(line.style), line.y - block[-1].y
            even = len(block) < 2 or abs(step - (block[1].y - block[0].y)) < 0.06 * size
            if 0.5 * size < step < 3.5 * size and even:
                block.append(line)
                continue
        blocks.append([line])
    return blocks


def _weight(value: str) -> int:
    return (
        int(min(max(float(value), 1), 1000))
        if re.fullmatch(r"\d+(\.\d+)?", value)
        else _WEIGHTS.get(value, 400)
    )


def text_of(
    string: str, style: Style, *, align: Align, line_height: float, lines: tuple[str, ...] | None
) -> Text:
    """The document's text in an SVG style."""
    size = font_size(style)
    spacing = style.get("letter-spacing", "normal")
    tracking = _relative(spacing, size) if spacing != "normal" else 0.0
    families = (
        name.strip().strip("'\"").strip() for name in style.get("font-family", "sans-serif").split(",")
    )
    return Text(
        string=string,
        size=size,
        family=tuple(name for name in families if name) or ("sans-serif",),
        weight=_weight(style.get("font-weight", "400")),
        italic=style.get("font-style", "normal").startswith(("italic", "oblique")),
        line_height=min(max(line_height, 0.5), 10.0),
        tracking=(tracking or 0.0) / size,
        align=align,
        case=_CASES.get(style.get("text-transform", ""), "none"),
        lines=lines,
    )


def _line_height(style: Style, size: float) -> float:
    value = style.get("line-height", "")
    if re.fullmatch(r"[\d.]+", value):
        return float(value)
    if value.endswith("%"):
        return float((numbers(value) or [120])[0]) / 100
    found = _relative(value, size)
    return found / size if found else 1.2


def _place(block: list[_Line]) -> PlacedText:
    """One text from its lines; the alignment that the lines' places show."""
    style = block[0].style
    size = font_size(style)
    strings = tuple(line.string.strip() for line in block)
    leading = (block[1].y - block[0].y) / size if len(block) > 1 else _line_height(style, size)
    lines = strings if len(block) > 1 else None
    anchor = _ANCHORS.get(style.get("text-anchor", "start"), "start")
    text = text_of(" ".join(strings), style, align=anchor, line_height=leading, lines=lines)
    set_ = set_text(text, None)
    widths = [line.width for line in set_.lines]
    starts = [line.x - _ALONG[anchor] * width for line, width in zip(block, widths, strict=True)]
    if len(block) > 1:
        spreads = {
            align: max(at) - min(at)
            for align, along in _ALONG.items()
            for at in [[start + along * width for start, width in zip(starts, widths, strict=True)]]
        }
        align = min(spreads, key=lambda name: (round(spreads[name] / size, 1), name != anchor))
        text = text.model_copy(update={"align": align})
        set_ = set_text(text, None)
    left = min(starts)
    top = block[0].y - set_.lines[0].baseline + _baseline_shift(style, size)
    mixed = any(not _same_type(style, run) for line in block for string, run in line.runs if string.strip())
    return PlacedText(text=text, box=(left, top, set_.width, set_.height), style=style, mixed=mixed)


def _baseline_shift(style: Style, size: float) -> float:
    """How far below the given point the baseline lies."""
    shifts = {
        "middle": 0.25,
        "central": 0.35,
        "hanging": 0.75,
        "text-before-edge": 0.9,
        "text-after-edge": -0.2,
    }
    return shifts.get(style.get("dominant-baseline", ""), 0.0) * size


def read_text(node: Node, style: Style, rules: list[Rule]) -> list[PlacedText]:
    """The texts of a ``<text>``. Raises ``Unsupported`` for text on a path and per-letter rotation."""
    if node.get("rotate") or style.get("writing-mode", "").startswith(("tb", "vertical")):
        raise Unsupported("turned letters or vertical text")
    size = font_size(style)
    x, y = _relative(node.get("x"), size) or 0.0, _relative(node.get("y"), size) or 0.0
    x += _relative(node.get("dx"), size) or 0.0
    y += _relative(node.get("dy"), size) or 0.0
    lines = [_Line(x, y, style)]
    keep = node.get(_SPACE) == "preserve" or style.get("white-space", "").startswith("pre")
    _collect(node, style, rules, lines, keep)
    return [_place(block) for block in _blocks([line for line in lines if line.string.strip()])]


def read_flow(node: Node, style: Style, rules: list[Rule]) -> list[PlacedText]:
    """The text of a ``<flowRoot>``: its paragraphs set into the region's first rectangle."""
    region = next((child for child in node.iter() if local(child) == "rect"), None)
    paragraphs = [child for child in node.iter() if local(child) in ("flowPara", "flowDiv")]
    strings = [" ".join("".join(paragraph.itertext()).split()) for paragraph in paragraphs]
    strings = [string for string in strings if string]
    if region is None or not strings:
        raise Unsupported("flowed text without a rectangle")
    x, y, w = (length(region.get(name, "0")) or 0.0 for name in ("x", "y", "width"))
    leaf = style_of(paragraphs[0], style, rules)
    align = _ANCHORS.get(leaf.get("text-anchor", "start"), "start")
    text = text_of(
        "\n".join(strings), leaf, align=align, line_height=_line_height(leaf, font_size(leaf)), lines=None
    )
    return [PlacedText(text=text, box=(x, y, w, set_text(text, w).height), style=leaf, mixed=False)]


def check_upright(affine: Affine) -> None:
    """Raises ``Unsupported`` where a map would deform letters."""
    sx, sy = affine.scales
    if not affine.keeps_right_angles or affine.mirrors or not 0.97 < sx / max(sy, 1e-12) < 1.03:
        raise Unsupported("skewed, mirrored or stretched text")
