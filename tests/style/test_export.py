"""Design tokens and CSS of a style: form, determinism, nothing that escapes."""

from __future__ import annotations

import json
import re
from typing import Any

from jaxdesign.style.export import to_css, to_tokens
from jaxdesign.style.profile import Face, StyleProfile

TYPES = {"color", "fontFamily", "fontWeight", "dimension", "number", "typography"}


def walked(node: dict, kind: str | None = None, path: str = "") -> dict[str, tuple[str | None, Any]]:
    """Every token with its type, which groups hand down."""
    kind = node.get("$type", kind)
    if "$value" in node:
        return {path: (kind, node["$value"])}
    found: dict = {}
    for name, child in node.items():
        if not name.startswith("$"):
            assert not set("{}.") & set(name)
            found |= walked(child, kind, f"{path}.{name}" if path else name)
    return found


def test_every_token_has_a_type_and_a_value_of_its_form(profile: StyleProfile) -> None:
    tokens = walked(json.loads(to_tokens(profile)))
    assert {kind for kind, _ in tokens.values()} == TYPES
    for kind, value in tokens.values():
        if kind == "color":
            assert value["colorSpace"] == "srgb"
            assert all(0 <= part <= 1 for part in value["components"])
        elif kind == "dimension":
            assert value["unit"] == "rem"
            assert value["value"] > 0
        elif kind == "fontWeight":
            assert 1 <= value <= 1000
        elif kind == "number":
            assert isinstance(value, float)
        elif kind == "typography":
            for part in value.values():
                if isinstance(part, str):
                    assert part.strip("{}") in tokens


def test_colours_are_named_by_role(profile: StyleProfile) -> None:
    tokens = walked(json.loads(to_tokens(profile)))
    first = next(entry for entry in profile.palette if entry.role == "text")
    assert tokens["color.text"][1]["hex"] == first.color
    assert len([name for name in tokens if name.startswith("color.")]) == len(profile.palette)
    assert f"--color-text: {first.color};" in to_css(profile)


def test_exports_are_the_same_bytes(profile: StyleProfile) -> None:
    again = StyleProfile.model_validate(profile.model_dump())
    assert to_tokens(again) == to_tokens(profile)
    assert to_css(again) == to_css(profile)


def test_css_is_one_rule_of_properties(profile: StyleProfile) -> None:
    lines = to_css(profile).splitlines()
    assert lines[0] == ":root {"
    assert lines[-1] == "}"
    assert all(re.fullmatch(r"  --[a-z0-9-]+: [^;{}]+;", line) for line in lines[1:-1])


def test_names_cannot_escape_their_place(profile: StyleProfile) -> None:
    face = Face(role="display", family='x";} body{color:red}/*', style_class="sans", share=1)
    css = to_css(profile.model_copy(update={"faces": (face,), "name": "*/ }"}))
    assert '--font-family-display: "x bodycolorred", sans-serif;' in css
    assert css.count("}") == 1
