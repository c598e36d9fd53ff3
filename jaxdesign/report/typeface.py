"""The report's own type, as small as its words allow."""

from __future__ import annotations

import base64

from jaxdesign.render.font_embedding import subset_woff2
from jaxdesign.render.fonts import default_registry

FAMILY = "Inter"
WEIGHTS = (400, 600)


def font_faces(name: str, characters: str) -> str:
    """CSS ``@font-face`` rules that define ``name`` for ``characters`` in the report's weights."""
    rules = []
    for weight in WEIGHTS:
        face = default_registry().resolve((FAMILY,), weight, False)
        data = base64.b64encode(subset_woff2(face, set(characters))).decode()
        rules.append(
            f'@font-face{{font-family:"{name}";font-weight:{weight};'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
        )
    return "".join(rules)
