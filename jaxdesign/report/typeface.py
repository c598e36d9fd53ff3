"""The report's own type: Inter, subset to what European languages need, as files beside this one.

``python -m jaxdesign.report.typeface`` makes the files anew from the shipped fonts.
"""

from __future__ import annotations

import base64
from importlib.resources import files
from pathlib import Path

FAMILY = "Inter"
WEIGHTS = (400, 600)
_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x2010, 0x2026),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2713, 0x2717),
)


def _file_name(weight: int) -> str:
    return f"{FAMILY.lower()}-{weight}.woff2"


def font_faces(name: str) -> str:
    """CSS ``@font-face`` rules that define ``name`` in the report's weights."""
    rules = []
    for weight in WEIGHTS:
        data = base64.b64encode(files("jaxdesign.report").joinpath(_file_name(weight)).read_bytes()).decode()
        rules.append(
            f'@font-face{{font-family:"{name}";font-weight:{weight};'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
        )
    return "".join(rules)


def make_files(folder: Path) -> None:
    """Subset the shipped fonts into ``folder``."""
    from jaxdesign.render.font_embedding import subset_woff2
    from jaxdesign.render.fonts import shipped_registry

    characters = {chr(code) for first, last in _RANGES for code in range(first, last + 1)}
    for weight in WEIGHTS:
        face = shipped_registry().resolve((FAMILY,), weight, False)
        (folder / _file_name(weight)).write_bytes(subset_woff2(face, characters))


if __name__ == "__main__":
    make_files(Path(__file__).parent)
