"""Fonts: which file sets which text. Families, nearest weight, stand-ins, fallback by glyph coverage."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import uharfbuzz
from fontTools.ttLib import TTFont, TTLibError

from jaxdesign.errors import InputError
from jaxdesign.render.font_names import ALIASES, DEFAULT_FAMILY, GENERIC, name_key, name_readings

FONT_FOLDER = Path(__file__).with_name("font_files")
FONTS_VARIABLE = "JAXDESIGN_FONTS"
"""Environment variable: folders or files of the user's own fonts, separated as in PATH."""

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
    def hb_font(self) -> uharfbuzz.Font:
        """The font for shaping, scaled to its units per em."""
        return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.path))))

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
            os2, hhea, scale = font["OS/2"], font["hhea"], 1 / font["head"].unitsPerEm
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


@dataclass(frozen=True, eq=False)
class FontRegistry:
    """Faces by family, and the faces asked in turn for characters that a text's own face lacks."""

    faces: tuple[Face, ...]
    fallbacks: tuple[Face, ...] = ()
    aliases: dict[str, str] = field(default_factory=lambda: ALIASES)

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
        """The face for the first of ``families`` that is here or has a stand-in, nearest in weight.

        A weight or slant that the name itself says (``Asap-Bold``) counts. Never fails: the last resort
        is the default family.
        """
        key = (families, weight, italic)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(families, weight, italic)
        return self._resolved[key]

    def _resolve(self, families: tuple[str, ...], weight: int, italic: bool) -> Face:
        for name in (*families, DEFAULT_FAMILY):
            for key, name_weight, name_italic in name_readings(name):
                found = self._by_key.get(key) or self._by_key.get(name_key(self.aliases.get(key, "")))
                if found:
                    wanted = name_weight or weight
                    return min(
                        found,
                        key=lambda f: (f.italic != (italic or name_italic), _weight_distance(f.weight, wanted)),
                    )
        return self.faces[0]

    def fallback(self, character: str, face: Face) -> Face | None:
        """The face that has ``character`` if ``face`` lacks it, nearest in weight; None if none has it."""
        key = (face, character)
        if key not in self._fallback_of:
            having = [f for f in self.fallbacks if f.has(character)] or [
                f for f in self.faces if not f.italic and f.has(character)
            ]
            family = having[0].family if having else ""
            same = [f for f in having if f.family == family]
            self._fallback_of[key] = min(
                same, key=lambda f: _weight_distance(f.weight, face.weight), default=None
            )
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
                if chosen is None:
                    character = REPLACEMENT
                    chosen = face if face.has(character) else self.fallback(character, face)
            if chosen is None:
                raise InputError(f"No font has a glyph for U+{ord(character):04X} nor for its replacement.")
            if runs and runs[-1][1] == chosen:
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
                if c not in _INVISIBLE and c != "\n" and not face.has(c) and self.fallback(c, face) is None
            )
        )

    def with_fonts(self, paths: Iterable[Path]) -> FontRegistry:
        """This registry with the user's font files, or all fonts of the user's folders, before its own."""
        own = tuple(read_face(path) for path in _font_paths(paths))
        return FontRegistry(own + self.faces, self.fallbacks, self.aliases)


def _font_paths(paths: Iterable[Path]) -> list[Path]:
    found = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.suffix.lower() in (".ttf", ".otf"))
        else:
            found.append(path)
    return found


def read_face(path: Path) -> Face:
    """The face of a user's TTF or OTF file. Raises ``InputError``."""
    try:
        with TTFont(path, lazy=True) as font:
            names, os2 = font["name"], font["OS/2"]
            family = names.getDebugName(16) or names.getDebugName(1)
            mono = bool(font["post"].isFixedPitch)
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


@cache
def default_registry() -> FontRegistry:
    """The shipped fonts, and before them the user's own of ``JAXDESIGN_FONTS``."""
    paths = [Path(part) for part in os.environ.get(FONTS_VARIABLE, "").split(os.pathsep) if part]
    registry = shipped_registry()
    return registry.with_fonts(paths) if paths else registry
