"""The colours of a design by what they are for, and what colours of several designs come to together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal, NamedTuple, Protocol, TypeVar, get_args

import numpy as np
from jaxtyping import Float

from jaxdesign.data.palettes import PLAIN_SHARE, Palette, is_blend
from jaxdesign.design.color import oklab_from_srgb, srgb_from_hex
from jaxdesign.design.document import Document, Fill, Gradient

Role = Literal["backdrop", "text", "surface", "accent", "picture"]
"""What a colour is for: the ground, ink of texts, quiet and strong shapes, what photographs show."""
ROLES: tuple[Role, ...] = get_args(Role)

_SAME = 0.06
"""OKLab distance within which a colour of the picture is that of an element."""
_JOIN = 0.07
"""OKLab distance within which colours of several designs count as one."""
_VIVID = 0.08
"""OKLab chroma from which a colour is an accent."""
_LEAST_SHARE = 0.005
_LEAST_STRAY = 0.02
"""Share of the picture below which a colour that no element has is a soft edge."""


class _WithRole(Protocol):
    @property
    def role(self) -> Role: ...

    @property
    def share(self) -> float: ...


ColorT = TypeVar("ColorT", bound=_WithRole)


class RoleColor(NamedTuple):
    """A colour of one design."""

    oklab: tuple[float, float, float]
    role: Role
    share: float
    """Of the picture, 0 to 1."""


class JoinedColor(NamedTuple):
    """A colour of several designs."""

    oklab: Float[np.ndarray, "3"]
    role: Role
    share: float
    """Mean share over all designs."""
    presence: float
    """Share of the designs that have it."""


def _lab(color: str) -> Float[np.ndarray, "3"]:
    return oklab_from_srgb(np.array(srgb_from_hex(color)[:3], np.float32))


def _solid(fill: Fill | None) -> list[str]:
    """The colours of a fill that are seen."""
    colors = [color for _, color in fill.stops] if isinstance(fill, Gradient) else [fill] if fill else []
    return [color[:7] for color in colors if srgb_from_hex(color)[3] > 0.5]


def _inks(document: Document) -> dict[str, float]:
    """Ink of every text colour, by the area of the texts' boxes."""
    inks: dict[str, float] = {}
    for element in document.elements:
        if element.text is not None:
            for color in _solid(element.paint.fill)[:1]:
                inks[color] = inks.get(color, 0.0) + element.box[2] * element.box[3] * element.opacity
    return inks


def _worn(document: Document) -> list[tuple[Float[np.ndarray, "3"], Role]]:
    """The colours that elements have, each with its role."""
    inks = _inks(document)
    main = max(inks, key=lambda color: (inks[color], color), default="")
    worn: list[tuple[np.ndarray, Role]] = [
        (_lab(color), "backdrop") for color in _solid(document.backdrop.fill)
    ]
    for color in inks:
        lab = _lab(color)
        worn.append((lab, "accent" if color != main and np.hypot(lab[1], lab[2]) >= _VIVID else "text"))
    for element in document.elements:
        if element.shape is not None:
            for color in (*_solid(element.paint.fill), *_solid(element.paint.stroke)):
                lab = _lab(color)
                worn.append((lab, "accent" if np.hypot(lab[1], lab[2]) >= _VIVID else "surface"))
    return worn


def role_colors(document: Document, palette: Palette) -> tuple[RoleColor, ...]:
    """The colours of a design's picture with their roles, the backdrop's first, then by area.

    The largest colour is the backdrop's. Another is for what the element of the nearest colour is, and
    without one it is the pictures'. The ink of most texts is there however thin it is.
    """
    worn = _worn(document)
    labs = np.array([lab for lab, _ in worn], np.float32).reshape(-1, 3)
    has_picture = document.backdrop.image is not None or any(e.image for e in document.elements)
    found: list[RoleColor] = []
    for i, (lab, share) in enumerate(zip(palette.oklab, palette.shares, strict=True)):
        away = np.linalg.norm(labs - lab, axis=1)
        near = int(away.argmin()) if len(away) else -1
        role: Role = "backdrop"
        if i > 0:
            if near >= 0 and away[near] < _SAME and share >= _LEAST_SHARE:
                role = worn[near][1]
            elif share >= _LEAST_STRAY and has_picture:
                role = "picture"
            elif share >= _LEAST_STRAY and not (share < PLAIN_SHARE and _is_edge(lab, labs)):
                role = "surface"
            else:
                continue
        found.append(RoleColor(_floats(lab), role, float(share)))
    inks = _inks(document)
    if inks:
        ink = _lab(max(inks, key=lambda color: (inks[color], color)))
        if not any(c.role == "text" and np.linalg.norm(c.oklab - ink) < _SAME for c in found):
            found.append(RoleColor(_floats(ink), "text", _LEAST_SHARE))
    return tuple(found)


def _is_edge(lab: Float[np.ndarray, "3"], worn: Float[np.ndarray, "n 3"]) -> bool:
    """Whether a colour is between two that elements have, as soft edges of letters are."""
    return any(is_blend(lab, one, other) for one, other in combinations(worn, 2))


def _floats(lab: Float[np.ndarray, "3"]) -> tuple[float, float, float]:
    lightness, a, b = (float(value) for value in lab)
    return lightness, a, b


def joined(designs: Sequence[Sequence[RoleColor]], *, limit: int) -> tuple[JoinedColor, ...]:
    """The colours that designs have together: like ones of one role are one, with its mean share.

    Role by role in the order of ``ROLES``, the most used first; of each role at least one, at most ``limit``
    in all.
    """
    pool = [(color, i) for i, design in enumerate(designs) for color in design]
    made: list[JoinedColor] = []
    for role in ROLES:
        left = [(color, i) for color, i in pool if color.role == role]
        while left:
            labs = np.array([color.oklab for color, _ in left])
            shares = np.array([color.share for color, _ in left])
            mass = ((np.linalg.norm(labs[:, None] - labs[None], axis=-1) < _JOIN) * shares).sum(1)
            near = np.linalg.norm(labs - labs[int(mass.argmax())], axis=1) < _JOIN
            weight = shares[near]
            members = {i for (_, i), taken in zip(left, near, strict=True) if taken}
            made.append(
                JoinedColor(
                    oklab=(labs[near] * weight[:, None]).sum(0) / weight.sum(),
                    role=role,
                    share=float(weight.sum() / len(designs)),
                    presence=len(members) / len(designs),
                )
            )
            left = [entry for entry, taken in zip(left, near, strict=True) if not taken]
    return fullest(made, limit)


def fullest(colors: Sequence[ColorT], limit: int) -> tuple[ColorT, ...]:
    """At most ``limit`` colours: the largest of each role, then the largest; role by role, largest first."""
    ranked = sorted(colors, key=lambda color: (-color.share, ROLES.index(color.role)))
    firsts = [next((color for color in ranked if color.role == role), None) for role in ROLES]
    kept = [color for color in firsts if color is not None]
    kept += [color for color in ranked if not any(color is other for other in kept)]
    return tuple(sorted(kept[:limit], key=lambda color: (ROLES.index(color.role), -color.share)))
