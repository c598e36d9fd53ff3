"""The cascade of an SVG: presentation attributes, simple CSS rules, ``style``, inheritance."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element as Node

from jaxdesign.importers.svg_tree import local

INHERITED = (
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-opacity",
    "stroke-width",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "letter-spacing",
    "text-anchor",
    "text-align",
    "text-transform",
    "line-height",
    "white-space",
    "visibility",
    "color",
)
_OWN = (
    "opacity",
    "display",
    "clip-path",
    "mask",
    "filter",
    "stop-color",
    "stop-opacity",
    "mix-blend-mode",
    "shape-inside",
    "dominant-baseline",
    "stroke-dasharray",
)
PROPERTIES = (*INHERITED, *_OWN)
_SELECTOR = re.compile(r"^(?P<tag>[A-Za-z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)$")

Style = dict[str, str]
Rule = tuple[int, str, tuple[str, ...], str, Style]
"""Specificity, tag, classes, id, declarations."""


def declarations(css: str) -> Style:
    """``name: value`` pairs of a ``style`` attribute; names in lower case."""
    result = {}
    for part in re.split(r";(?![^(]*\))", css):
        name, colon, value = part.partition(":")
        if colon:
            result[name.strip().lower()] = value.replace("!important", "").strip()
    return result


def read_rules(root: Node) -> list[Rule]:
    """The simple rules (tag, class, id and their combinations) of all ``<style>`` elements, weakest first."""
    rules: list[Rule] = []
    for node in root.iter():
        if local(node) != "style":
            continue
        css = re.sub(r"/\*.*?\*/", "", "".join(node.itertext()), flags=re.DOTALL)
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
            for selector in selectors.split(","):
                match = _SELECTOR.match(selector.strip())
                if match is None:
                    continue
                classes = tuple(re.findall(r"\.([\w-]+)", match["rest"]))
                ids = re.findall(r"#([\w-]+)", match["rest"])
                tag = match["tag"] or "*"
                weight = 100 * len(ids) + 10 * len(classes) + (tag != "*")
                rules.append((weight, tag, classes, ids[0] if ids else "", declarations(body)))
    return sorted(rules, key=lambda rule: rule[0])


def style_of(node: Node, parent: Style, rules: list[Rule]) -> Style:
    """The computed style of an element from its parent's; only what was set or inherited is in it."""
    style = {name: value for name, value in parent.items() if name in INHERITED}
    own: Style = {
        name: node.attrib[name] for name in PROPERTIES if name in node.attrib and name != "transform"
    }
    classes = set(node.get("class", "").split())
    for _, tag, wanted, id_, body in rules:
        if tag in ("*", local(node)) and classes.issuperset(wanted) and id_ in ("", node.get("id")):
            own.update(body)
    own.update(declarations(node.get("style", "")))
    for name, value in own.items():
        if value == "inherit":
            if name in parent:
                style[name] = parent[name]
        elif name in PROPERTIES or name.startswith("-inkscape"):
            style[name] = value
    _relative_size(style, own, parent)
    return style


def _relative_size(style: Style, own: Style, parent: Style) -> None:
    """Resolve ``em`` and ``%`` type sizes against the parent's."""
    match = re.fullmatch(r"\s*([\d.]+)\s*(em|%)\s*", own.get("font-size", ""))
    if match:
        from jaxdesign.importers.svg_geometry import length

        factor = float(match[1]) / (100 if match[2] == "%" else 1)
        style["font-size"] = str(factor * (length(parent.get("font-size")) or 16.0))
