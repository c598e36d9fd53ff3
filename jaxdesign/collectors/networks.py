"""Style sheets and fonts that pages take from content networks, read from the npm packages of the same.

A template often names Bootstrap, an icon font or a Google font by an address. Where pages are opened
without a network the same files stand in packages: of the same name and version for jsDelivr, unpkg, cdnjs
and the like, and of Fontsource for the fonts.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
import shutil
import urllib.parse
from collections.abc import Callable
from pathlib import Path

PACKAGES = "_packages"
"""Folder of a site that holds the packages its pages name."""
FONTS_VERSION = "5.0"
"""Version of the packages of Fontsource."""
Fetched = Callable[[str, str], Path | None]
"""Folder of a package by name and version, None where it cannot be had."""

_NAME, _VERSION = r"((?:@[A-Za-z0-9][\w.-]*/)?[A-Za-z0-9][\w.-]*)", r"v?(\d+\.\d+\.\d+[\w.-]*)"
_PATH = r"((?:[\w-][\w.-]*/)*[\w-][\w.-]*\.css)"
"""Parts of addresses; none begins with a dot or a dash, which would lead elsewhere."""
_FAMILY = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_SHEET = re.compile(
    r"https?://(?:cdn\.jsdelivr\.net/npm|unpkg\.com|cdnjs\.cloudflare\.com/ajax/libs|use"
    rf"|(?:stackpath|maxcdn|netdna)\.bootstrapcdn\.com)[/.]{_NAME}(?:@|/|\.com/releases/){_VERSION}/{_PATH}"
)
_FONTS = re.compile(r"""(?:https?:)?//fonts\.googleapis\.com/css2?\?[^"')\s]+""")
_CALLED = {"fontawesome": "@fortawesome/fontawesome-free", "Chart.js": "chart.js"}
"""Packages that the registry knows by another name than a network."""
_SEALS = re.compile(r"""\s(?:integrity|crossorigin)(?:=(?:"[^"]*"|'[^']*'))?""")
"""Attributes that would refuse a file that is the same but for its compression."""
_TAG = re.compile(r"<(?:link|script)\b[^>]*>", re.IGNORECASE)
_WEIGHT = re.compile(r"(?<!\d)([1-9])00(?:\.\.([1-9])00)?(?!\d)")


def folder_of(name: str, version: str) -> str:
    """Name of the folder that a package of the registry is kept in."""
    return f"{name.lstrip('@').replace('/', '+')}-{version}"


def bring_home(site: Path, fetched: Fetched) -> int:
    """Copy what a site's pages and style sheets take from networks beside them; they name the copies then.

    Args:
        site: folder of the site; its files are changed in place.

    Returns:
        How many addresses were replaced; those whose package or file is not found stay as they are.
    """
    return sum(
        _bring_home(file, site / PACKAGES, fetched)
        for file in sorted(site.rglob("*"))
        if file.suffix.lower() in (".html", ".htm", ".css")
        and PACKAGES not in file.relative_to(site).parts
        and file.is_file()
    )


def _bring_home(file: Path, home: Path, fetched: Fetched) -> int:
    """The same for one file."""
    text = file.read_text(encoding="utf-8", errors="surrogateescape")
    copies: dict[str, Path] = {}
    for match in _SHEET.finditer(text):
        copy = _sheet(*match.groups(), home, fetched)
        if copy is not None:
            copies[match.group()] = copy
    for match in _FONTS.finditer(text):
        copy = _fonts(html.unescape(match.group()), home, fetched)
        if copy is not None:
            copies[match.group()] = copy
    if not copies:
        return 0
    for address in sorted(copies, key=len, reverse=True):
        text = text.replace(address, os.path.relpath(copies[address], file.parent))
    if file.suffix.lower() != ".css":
        text = _TAG.sub(lambda tag: _SEALS.sub("", tag[0]), text)
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
    part.replace(file)
    return len(copies)


def _sheet(name: str, version: str, path: str, home: Path, fetched: Fetched) -> Path | None:
    """A style sheet in the copy of its package; cdnjs leaves out ``dist/`` and adds the compressed form."""
    package = _package(_CALLED.get(name, name), version, home, fetched)
    places = (path, path.replace(".min.css", ".css"), f"dist/{path}") if package else ()
    return next((package / place for place in places if package and (package / place).is_file()), None)


def _fonts(address: str, home: Path, fetched: Fetched) -> Path | None:
    """A style sheet that imports the families, weights and italics that an address of Google Fonts names."""
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query).get("family", [])
    imports: list[str] = []
    for family in (part for families in asked for part in families.split("|")):
        name, _, wanted = family.partition(":")
        package = _FAMILY.fullmatch(name.strip()) and _package(
            f"@fontsource/{name.strip().lower().replace(' ', '-')}", FONTS_VERSION, home, fetched
        )
        if not package:
            continue
        ranges = [(int(low), int(high or low)) for low, high in _WEIGHT.findall(wanted)] or [(4, 4)]
        weights = sorted({f"{weight}00" for low, high in ranges for weight in range(low, high + 1)})
        slants = ("", "-italic") if "ital" in wanted or re.search(r"\d00i", wanted) else ("",)
        files = (f"{weight}{slant}.css" for weight in weights for slant in slants)
        imports += [f"{package.name}/{file}" for file in files if (package / file).is_file()]
    if not imports:
        return None
    text = "".join(f'@import url("{path}");\n' for path in imports)
    sheet = home / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:12]}.css"
    sheet.write_text(text, encoding="utf-8")
    return sheet


def _package(name: str, version: str, home: Path, fetched: Fetched) -> Path | None:
    """A package beside the site, linked file by file; whole, as style sheets name what is beside them."""
    copy = home / folder_of(name, version)
    if not copy.is_dir():
        package = fetched(name, version)
        if package is None or package.samefile(home.parent):
            return package
        part = copy.with_name(f".{copy.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(package, part, copy_function=os.link, ignore=shutil.ignore_patterns(PACKAGES))
        part.rename(copy)
    return copy
