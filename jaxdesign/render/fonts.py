"""Fonts: which file sets which text. Families, nearest weight, stand-ins, fallback by glyph coverage."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

import uharfbuzz
from fontTools.ttLib import TTFont, TTLibError

from jaxdesign.errors import InputError
from jaxdesign.render.font_names import (
    ALIKE,
    DEFAULT_FAMILY,
    GENERIC,
    SAME_METRICS,
    guessed_family,
    name_key,
    name_readings,
)

FONT_FOLDER = Path(__file__).with_name("font_files")
FONTS_VARIABLE = "JAXDESIGN_FONTS"
"""Environment variable: folders or files of the user's own fonts, separated as in PATH."""

FONT_ENTRY_POINTS = "fonts_ttf"
FONT_SUFFIXES = (".ttf", ".otf")

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Drawn in place of a character that no face has."""

_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f\u200e\u200f")
_USE_TYPO_METRICS = 1 << 7


@dataclass(frozen=True, eq=False)
class Face:
    """One font file."""

    path: Path
    family: str
    weight: int = 400
    italic: bool = False
    style_class: str = "sans"

    @cached_property
    def hb_font(self) -> Any:
        """The ``uharfbuzz.Font`` for shaping, scaled to its units per em."""
        blob = uharfbuzz.Blob.from_file_path(str(self.path))  # ty: ignore[missing-attribute]
        return uharfbuzz.Font(uharfbuzz.Face(blob))  # ty: ignore[missing-attribute]

    @cached_property
    def units_per_em(self) -> int:
        return self.hb_font.face.upem

    @cached_property
    def codepoints(self) -> frozenset[int]:
        """The characters the face has glyphs for."""
        return frozenset(self.hb_font.face.unicodes)

    @cached_property
    def _vertical(self) -> tuple[float, float]:
        """Ascent and descent in em as browsers take them: typographic if the font says so, else hhea."""
        with TTFont(self.path, lazy=True) as font:
            os2: Any = font["OS/2"]
            hhea: Any = font["hhea"]
            scale = 1 / self.units_per_em
            if os2.version >= 4 and os2.fsSelection & _USE_TYPO_METRICS:
                return os2.sTypoAscender * scale, -os2.sTypoDescender * scale
            if hhea.ascent or hhea.descent:
                return hhea.ascent * scale, -hhea.descent * scale
            return os2.usWinAscent * scale, os2.usWinDescent * scale

    @property
    def ascent(self) -> float:
        """Height of a line's box above its baseline, in em."""
        return self._vertical[0]

    @property
    def descent(self) -> float:
        """Depth of a line's box below its baseline, in em; positive."""
        return self._vertical[1]

    @property
    def generic(self) -> str:
        """The CSS generic family of the face."""
        return GENERIC.get(self.style_class, "sans-serif")

    def has(self, character: str) -> bool:
        return ord(character) in self.codepoints


def _weight_distance(have: int, want: int) -> tuple[int, int]:
    """Order of preference of weights (CSS Fonts 4, section 5.2): lower is better."""
    if 400 <= want <= 500:
        if want <= have <= 500:
            return 0, have - want
        return (1, want - have) if have < want else (2, have - want)
    if want < 400:
        return (0, want - have) if have <= want else (1, have - want)
    return (0, have - want) if have >= want else (1, want - have)


def _nearest(faces: list[Face], weight: int, italic: bool) -> Face:
    return min(faces, key=lambda face: (face.italic != italic, _weight_distance(face.weight, weight)))


@dataclass(frozen=True, eq=False)
class FontRegistry:
    """Faces by family, and the faces asked in turn for characters that a text's own face lacks."""

    faces: tuple[Face, ...]
    fallbacks: tuple[Face, ...] = ()

    @cached_property
    def _by_key(self) -> dict[str, list[Face]]:
        table: dict[str, list[Face]] = {}
        for face in (*self.faces, *self.fallbacks):
            table.setdefault(name_key(face.family), []).append(face)
        return table

    @cached_property
    def _resolved(self) -> dict[tuple[tuple[str, ...], int, bool], Face]:
        return {}

    @cached_property
    def _fallback_of(self) -> dict[tuple[Face, str], Face | None]:
        return {}

    @property
    def families(self) -> tuple[str, ...]:
        """Names of all families, sorted."""
        return tuple(sorted({face.family for face in self.faces}))

    def of_class(self, style_class: str) -> tuple[str, ...]:
        """Names of the families of a class (sans, serif, slab, mono, display, condensed, hand)."""
        return tuple(sorted({face.family for face in self.faces if face.style_class == style_class}))

    def knows(self, family: str) -> bool:
        """True if the family itself is here, under its own or a PDF's name; stand-ins do not count."""
        return any(key in self._by_key for key, _, _ in name_readings(family))

    def resolve(self, families: tuple[str, ...], weight: int = 400, italic: bool = False) -> Face:
        """The face for ``families``, nearest in weight.

        As in a browser the first that is here counts, under its name or that of a family with the same
        widths; only if none is here, a family that looks like one of them; at last the default family.
        A weight or slant that the name itself says (``Asap-Bold``) counts.
        """
        key = (families, weight, italic)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(families, weight, italic)
        return self._resolved[key]

    def _resolve(self, families: tuple[str, ...], weight: int, italic: bool) -> Face:
        for stand_in in (SAME_METRICS.get, ALIKE.get, guessed_family):
            for name in families:
                for key, name_weight, name_italic in name_readings(name):
                    found = self._by_key.get(key) or self._by_key.get(name_key(stand_in(key) or ""))
                    if found:
                        return _nearest(found, name_weight or weight, italic or name_italic)
        return _nearest(self._by_key.get(name_key(DEFAULT_FAMILY)) or list(self.faces), weight, italic)

    def fallback(self, character: str, face: Face) -> Face | None:
        """The face that has ``character`` if ``face`` lacks it, nearest in weight; None if none has it."""
        key = (face, character)
        if key not in self._fallback_of:
            having = [f for f in self.fallbacks if f.has(character)] or [
                f for f in self.faces if not f.italic and f.has(character)
            ]
            same = [f for f in having if f.family == having[0].family]
            self._fallback_of[key] = _nearest(same, face.weight, False) if same else None
        return self._fallback_of[key]

    def faces_for(self, text: str, face: Face) -> list[tuple[str, Face]]:
        """``text`` in runs, each with a face that has all its characters.

        A character that no face has becomes U+FFFD in the run; see ``missing``. Joined, the runs are as
        long as ``text``.
        """
        runs: list[tuple[str, Face]] = []
        for character in text:
            chosen: Face | None = face
            if character in _INVISIBLE:
                chosen = runs[-1][1] if runs else face
            elif not face.has(character):
                chosen = self.fallback(character, face)
                if chosen is None and character.isspace():
                    character, chosen = " ", face
                elif chosen is None:
                    character = REPLACEMENT
                    chosen = face if face.has(character) else self.fallback(character, face)
            if chosen is None:
                raise InputError(f"No font has a glyph for U+{ord(character):04X} nor for its replacement.")
            if runs and runs[-1][1] is chosen:
                runs[-1] = (runs[-1][0] + character, chosen)
            else:
                runs.append((character, chosen))
        return runs

    def missing(self, text: str, face: Face) -> tuple[str, ...]:
        """The characters of ``text`` that no face has, each once, in order."""
        return tuple(
            dict.fromkeys(
                c
                for c in text
                if c not in _INVISIBLE
                and not c.isspace()
                and not face.has(c)
                and self.fallback(c, face) is None
            )
        )

    def and_fonts(self, faces: Iterable[Face]) -> FontRegistry:
        """This registry with those of ``faces`` whose family it does not have."""
        new = tuple(face for face in faces if name_key(face.family) not in self._by_key)
        return FontRegistry(self.faces + new, self.fallbacks)

    def with_fonts(self, paths: Iterable[Path]) -> FontRegistry:
        """This registry with the user's font files, or all fonts of the user's folders, before its own."""
        own = tuple(read_face(path) for path in _font_paths(paths))
        return FontRegistry(own + self.faces, self.fallbacks)


def _font_paths(paths: Iterable[Path]) -> list[Path]:
    found = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.suffix.lower() in FONT_SUFFIXES)
        else:
            found.append(path)
    return found


def read_face(path: Path) -> Face:
    """The face of a user's TTF or OTF file. Raises ``InputError``."""
    try:
        with TTFont(io.BytesIO(path.read_bytes()), lazy=True) as font:
            names: Any = font["name"]
            os2: Any = font["OS/2"]
            post: Any = font["post"]
            family = names.getDebugName(16) or names.getDebugName(1)
            mono = bool(post.isFixedPitch)
            condensed = os2.usWidthClass <= 3
            serif = os2.panose.bFamilyType == 2 and 2 <= os2.panose.bSerifStyle <= 10
            hand = os2.panose.bFamilyType == 3
            weight, italic = os2.usWeightClass, bool(os2.fsSelection & 1)
    except (OSError, TTLibError, KeyError, AttributeError) as error:
        raise InputError(f"{path}: not a usable font file: {error}.") from error
    if not family:
        raise InputError(f"{path}: the font has no family name.")
    flags = ((mono, "mono"), (hand, "hand"), (condensed, "condensed"), (serif, "serif"))
    style_class = next((name for flag, name in flags if flag), "sans")
    return Face(path, str(family), int(weight), italic, style_class)


def shipped_registry() -> FontRegistry:
    """The fonts inside the package, alone."""
    index = json.loads((FONT_FOLDER / "index.json").read_text(encoding="utf-8"))
    faces: list[Face] = []
    fallbacks: list[Face] = []
    for family in index["families"]:
        for face in family["faces"]:
            target = fallbacks if family.get("fallback") else faces
            path = FONT_FOLDER / face["file"]
            target.append(Face(path, family["family"], face["weight"], face["italic"], family["class"]))
    return FontRegistry(tuple(faces), tuple(fallbacks))


def installed_faces() -> tuple[Face, ...]:
    """Faces of installed font packages: those that name their files in the entry points ``fonts_ttf``."""
    paths = []
    for point in sorted(metadata.entry_points(group=FONT_ENTRY_POINTS), key=lambda p: p.name):
        path = Path(str(point.load()))
        if path.suffix.lower() in FONT_SUFFIXES and path.is_file():
            paths.append(path)
    return tuple(read_face(path) for path in paths)


@cache
def default_registry() -> FontRegistry:
    """The shipped fonts, before them the user's own of ``JAXDESIGN_FONTS``, after them installed packages."""
    paths = [Path(part) for part in os.environ.get(FONTS_VARIABLE, "").split(os.pathsep) if part]
    registry = shipped_registry().and_fonts(installed_faces())
    return registry.with_fonts(paths) if paths else registry
