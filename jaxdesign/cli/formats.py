"""``jaxdesign formats``: the sizes that designs can be made in."""

from __future__ import annotations


def formats() -> None:
    """List the formats and their sizes."""
    from jaxdesign.design.formats import ALIASES, FORMATS

    other_names: dict[str, list[str]] = {}
    for alias, name in ALIASES.items():
        other_names.setdefault(name, []).append(alias)
    width = max(map(len, FORMATS))
    for name, format_ in FORMATS.items():
        size = f"{format_.width} x {format_.height}"
        also = ", ".join(other_names.get(name, []))
        print(f"{name:<{width}}  {size:>11}  type from {format_.min_type_px:>4g} px  {also}".rstrip())
    print("-landscape or -portrait may follow a name, as in a4-landscape; a free size is WxH[px|mm|cm|in].")
