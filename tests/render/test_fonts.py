"""Which font sets which text."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from jaxdesign.errors import InputError
from jaxdesign.render.fonts import FONT_FOLDER, REPLACEMENT, Face, read_face, shipped_registry

REGISTRY = shipped_registry()


@pytest.mark.parametrize(
    ("families", "weight", "italic", "expected"),
    [
        (("Inter", "sans-serif"), 400, False, ("Inter", 400, False)),
        (("inter",), 550, False, ("Inter", 600, False)),
        (("Lato",), 500, False, ("Lato", 400, False)),
        (("Lato",), 600, False, ("Lato", 700, False)),
        (("Lato",), 100, False, ("Lato", 300, False)),
        (("Arial", "Helvetica"), 700, False, ("Arimo", 700, False)),
        (("Muli",), 400, False, ("Mulish", 400, False)),
        (("Georgia", "serif"), 400, True, ("Gelasio", 400, True)),
        (("ABCDEF+Asap-Bold",), 400, False, ("Asap", 700, False)),
        (("RobotoSlab-Bold",), 400, False, ("Roboto Slab", 700, False)),
        (("Lato Light",), 400, False, ("Lato", 300, False)),
        (("Playfair Display Italic",), 400, False, ("Playfair Display", 400, True)),
        (("system-ui",), 400, False, ("Inter", 400, False)),
        (("Unknown Grotesk", "Poppins"), 400, False, ("Poppins", 400, False)),
        (("-apple-system", "Segoe UI", "Roboto"), 400, False, ("Roboto", 400, False)),
        (("Unheard Slab",), 700, False, ("Zilla Slab", 700, False)),
        (("Fo0S0",), 400, False, ("Roboto", 400, False)),
        ((), 900, False, ("Roboto", 900, False)),
    ],
)
def test_resolves(
    families: tuple[str, ...], weight: int, italic: bool, expected: tuple[str, int, bool]
) -> None:
    face = REGISTRY.resolve(families, weight, italic)
    assert (face.family, face.weight, face.italic) == expected


def test_every_class_has_a_family() -> None:
    for style_class in ("sans", "serif", "slab", "mono", "display", "condensed", "hand"):
        assert REGISTRY.of_class(style_class)


def test_every_shipped_face_is_whole() -> None:
    for face in (*REGISTRY.faces, *REGISTRY.fallbacks):
        with TTFont(face.path, lazy=True) as font:
            assert font["name"].getDebugName(1) == face.family
            assert font["OS/2"].usWeightClass == face.weight  # ty: ignore[missing-attribute]
        if face in REGISTRY.faces:
            assert {ord(c) for c in "AZaz09.,:;!?&@-éßÅñçø“”’–— "} <= face.codepoints, face
            assert 0.6 < face.ascent < 2.2
            assert 0.0 < face.descent < 1.2


def test_every_family_has_its_licence() -> None:
    for family in json.loads((FONT_FOLDER / "index.json").read_text())["families"]:
        assert len((FONT_FOLDER / family["license"]).read_text(encoding="utf-8")) > 1000


def test_falls_back_by_coverage_and_reports_what_no_face_has() -> None:
    face = REGISTRY.resolve(("Anton",), 400, False)
    runs = REGISTRY.faces_for("Go Ω \U0001f44b \u4e2d", face)
    assert "".join(run for run, _ in runs) == f"Go Ω \U0001f44b {REPLACEMENT}"
    for run, run_face in runs:
        assert all(run_face.has(c) for c in run)
    assert REGISTRY.missing("Go Ω \u4e2d\u4e2d\u6587", face) == ("\u4e2d", "\u6587")
    assert REGISTRY.missing("plain", face) == ()


def test_any_space_is_a_space() -> None:
    face = REGISTRY.resolve(("Anton",), 400, False)
    assert REGISTRY.faces_for("a\tb\x0bc", face) == [("a b c", face)]
    assert REGISTRY.missing("a\tb", face) == ()


def test_fonts_of_packages_do_not_replace_shipped_ones() -> None:
    anton = REGISTRY.resolve(("Anton",), 400, False)
    other = Face(anton.path, "Entirely Other")
    registry = REGISTRY.and_fonts([Face(FONT_FOLDER / "absent.ttf", "Anton"), other])
    assert registry.resolve(("Anton",), 400, False) is anton
    assert registry.resolve(("Entirely Other",), 400, False) is other


def test_user_fonts_come_first(tmp_path: Path) -> None:
    shutil.copy(FONT_FOLDER / "Anton-400.ttf", tmp_path / "mine.ttf")
    registry = REGISTRY.with_fonts([tmp_path])
    assert registry.resolve(("Anton",), 400, False).path == tmp_path / "mine.ttf"


def test_a_broken_user_font_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.ttf"
    path.write_bytes(b"not a font")
    with pytest.raises(InputError, match=r"bad\.ttf: not a usable font"):
        read_face(path)
    with pytest.raises(InputError, match="not a usable font"):
        read_face(tmp_path / "absent.ttf")
