"""A stranger's SVG as an element tree, with everything refused that could harm who reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from jaxdesign.errors import InputError, UnsafeInputError
from jaxdesign.importers.notice import ImportNotice

MAX_DEPTH = 200
MAX_NODES = 100_000
SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_DROPPED = ("script", "foreignObject", "iframe", "audio", "video", "handler", "listener", "set", "animate")
_URL = re.compile(r"url\(\s*['\"]?\s*([^)'\"]*)", re.IGNORECASE)
_IMPORT = re.compile(r"@import|@font-face|expression\(|javascript:", re.IGNORECASE)


class _LimitedBuilder(TreeBuilder):
    """A tree builder that stops at a depth and a number of nodes."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.nodes = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Node:
        self.depth += 1
        self.nodes += 1
        if self.depth > MAX_DEPTH:
            raise UnsafeInputError(f"elements are nested more than {MAX_DEPTH} deep; refused.")
        if self.nodes > MAX_NODES:
            raise UnsafeInputError(f"more than {MAX_NODES} elements; refused.")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Node:
        self.depth -= 1
        return super().end(tag)


def local(node: Node) -> str:
    """The element's name without its namespace; empty for comments and other namespaces."""
    if not isinstance(node.tag, str):
        return ""
    if node.tag.startswith(SVG):
        return node.tag[len(SVG) :]
    return "" if node.tag.startswith("{") else node.tag


def href(node: Node) -> str:
    """What the element refers to; empty if nothing."""
    return (node.get("href") or node.get(_XLINK_HREF) or "").strip()


def drawable_children(node: Node) -> Iterator[Node]:
    """The children that belong to SVG."""
    return (child for child in node if local(child))


def parse_svg(data: bytes, name: str) -> tuple[Node, list[ImportNotice]]:
    """The root of an SVG, cleaned, and what was left out of it.

    Raises ``InputError`` for what is no SVG, ``UnsafeInputError`` for entities, references to other
    files or places, and depths or numbers that could exhaust the reader.
    """
    parser = DefusedXMLParser(
        target=_LimitedBuilder(), forbid_dtd=False, forbid_entities=True, forbid_external=True
    )
    try:
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException as error:
        raise UnsafeInputError(f"{name}: declares entities or external references; refused.") from error
    except UnsafeInputError as error:
        raise UnsafeInputError(f"{name}: {error}") from error
    except (ParseError, ValueError, LookupError) as error:
        raise InputError(f"{name}: not well-formed XML: {error}.") from error
    if local(root) != "svg":
        raise InputError(f"{name}: not an SVG: its root element is <{local(root) or root.tag}>.")
    dropped: dict[str, int] = {}
    _clean(root, name, dropped)
    notices = [
        ImportNotice(element="", message=f"{count} {what} left out.")
        for what, count in sorted(dropped.items())
    ]
    return root, notices


def _clean(root: Node, name: str, dropped: dict[str, int]) -> None:
    """Take out scripts and handlers; refuse what refers to other files."""
    stack = [root]
    while stack:
        node = stack.pop()
        for key in [key for key in node.attrib if key.lower().startswith("on")]:
            del node.attrib[key]
            dropped["event handlers"] = dropped.get("event handlers", 0) + 1
        _check_references(node, name)
        for child in list(node):
            tag = local(child)
            if tag in _DROPPED or tag.startswith("animate"):
                node.remove(child)
                dropped[f"<{tag}> elements"] = dropped.get(f"<{tag}> elements", 0) + 1
            else:
                stack.append(child)


def _check_references(node: Node, name: str) -> None:
    tag, target = local(node), href(node)
    if target and tag and tag != "a" and not target.startswith("#"):
        inside = tag in ("image", "feImage") and target.lower().startswith("data:image/")
        if not inside:
            raise UnsafeInputError(
                f"{name}: <{tag} id='{node.get('id', '')}'> refers to '{target[:60]}'; "
                "only pictures inside the file (data: addresses) are read. Embed it and save again."
            )
    styles = [node.get("style", "")] + [value for value in node.attrib.values() if "url(" in value.lower()]
    if tag == "style":
        styles.append("".join(node.itertext()))
        if re.search(r"@import", styles[-1], re.IGNORECASE):
            raise UnsafeInputError(f"{name}: <style> imports another style sheet; refused.")
    for style in styles:
        for target in _URL.findall(style):
            if target.strip() and not target.strip().startswith(
                ("#", "data:font", "data:application/font", "data:image/")
            ):
                raise UnsafeInputError(f"{name}: <{tag}> refers to '{target.strip()[:60]}'; refused.")
