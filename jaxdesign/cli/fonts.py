"""``jaxdesign fonts``: what text can be set in."""

from __future__ import annotations


def fonts() -> None:
    """List the fonts and their weights."""
    from jaxdesign.render.fonts import default_registry

    families: dict[str, tuple[str, set[str]]] = {}
    for face in default_registry().faces:
        _, cuts = families.setdefault(face.family, (face.style_class, set()))
        cuts.add(f"{face.weight}{'i' if face.italic else ''}")
    width = max(map(len, families), default=0)
    for family in sorted(families):
        style_class, cuts = families[family]
        print(f"{family:<{width}}  {style_class:<10}  {' '.join(sorted(cuts))}")
