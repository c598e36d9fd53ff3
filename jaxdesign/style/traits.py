"""The traits of a style: their names, units and how they are said."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from jaxdesign.innovation import style_match

Group = Literal["colour", "type", "layout", "decoration"]


@dataclass(frozen=True, kw_only=True)
class TraitForm:
    """What a trait is."""

    group: Group
    unit: str
    meaning: str
    """In a few words."""
    is_log: bool = False
    """Whether the value is the logarithm of what is said."""

    def said(self, value: float) -> str:
        """The value as people read it, with its unit."""
        shown = math.exp(value) if self.is_log else value
        return f"{100 * shown:.0f}%" if self.unit == "share" else f"{shown:.2f} {self.unit}".rstrip()


def _form(group: Group, unit: str, meaning: str, *, is_log: bool = False) -> TraitForm:
    return TraitForm(group=group, unit=unit, meaning=meaning, is_log=is_log)


TRAITS: Mapping[str, TraitForm] = MappingProxyType(
    {
        "contrast": _form("colour", ": 1", "contrast of texts to their ground", is_log=True),
        "density": _form("layout", "share", "canvas under content"),
        "asymmetry": _form("layout", "share", "content without a mirror image"),
        "margin_across": _form("layout", "share", "free border left and right"),
        "margin_down": _form("layout", "share", "free border above and below"),
        "scale": _form("type", "times", "largest type to running type", is_log=True),
        "type_size": _form("type", "share", "running type by the root of the canvas' area", is_log=True),
        "weight": _form("type", "hundreds", "weight of running type"),
        "line_height": _form("type", "em", "distance of baselines"),
        "centred": _form("layout", "share", "texts set centred"),
        "misalignment": _form("layout", "", "edges off common lines, 0 to 1"),
        "radius": _form("decoration", "share", "corner radius by half the shorter side"),
        "lightness": _form("colour", "L", "lightness of what is painted"),
        "chroma": _form("colour", "C", "chroma of what is painted"),
        "key": _form("colour", "L", "lightness of the largest colour"),
        "saturation": _form("colour", "C", "chroma of the whole picture"),
        "vivid": _form("colour", "share", "picture in strong colours"),
        "hues": _form("colour", "hues", "distinct hues among strong colours"),
        "display_size": _form("type", "share", "largest type by the canvas' shorter side", is_log=True),
        "display_weight": _form("type", "hundreds", "weight of the largest type"),
        "uppercase": _form("type", "share", "capitals in larger texts"),
        "italic": _form("type", "share", "letters set italic"),
        "tracking": _form("type", "em", "space added between letters"),
        "serif": _form("type", "share", "letters set in serif or slab faces"),
        "mono": _form("type", "share", "letters set in monospaced faces"),
        "hand": _form("type", "share", "letters set in written faces"),
        "photo": _form("decoration", "share", "canvas under photographs"),
        "empty": _form("layout", "share", "canvas without any detail"),
        "round": _form("decoration", "share", "canvas under circles"),
        "ornament": _form("decoration", "share", "elements that are shapes and hold no text"),
        "outlined": _form("decoration", "share", "boxes and pictures with a border"),
        "shadowed": _form("decoration", "share", "elements with a shadow"),
        "gradients": _form("decoration", "share", "fills that are gradients"),
        "turned": _form("decoration", "share", "elements set at an angle"),
        "texture": _form("decoration", "L/px", "unrest where no element lies"),
    }
)
"""Every trait, those of ``style_match.TRAITS`` first and in their order."""

ARRAY_TRAITS = style_match.TRAITS
"""Traits that are measured of arrays and so can be a target of innovation."""
