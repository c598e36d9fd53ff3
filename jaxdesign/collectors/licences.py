"""What a package or a page says about its licence."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CREATIVE = re.compile(r"creativecommons\.org/(licenses|publicdomain)/([a-z+-]+)/?([\d.]+)?", re.IGNORECASE)
_TEXTS = (
    ("Apache-2.0", re.compile(r"Apache License\s+Version 2\.0", re.IGNORECASE)),
    ("CC0-1.0", re.compile(r"CC0 1\.0 Universal", re.IGNORECASE)),
    ("CC-BY-4.0", re.compile(r"Creative Commons Attribution 4\.0", re.IGNORECASE)),
    ("CC-BY-3.0", re.compile(r"Creative Commons Attribution 3\.0", re.IGNORECASE)),
    (
        "BSD-3-Clause",
        re.compile(r"Neither the name of .{0,200} may be used to endorse", re.IGNORECASE | re.DOTALL),
    ),
    (
        "ISC",
        re.compile(r"Permission to use, copy, modify, and(?:/or)? distribute this software", re.IGNORECASE),
    ),
    ("MIT", re.compile(r"Permission is hereby granted, free of charge, to any person", re.IGNORECASE)),
)


@dataclass(frozen=True, kw_only=True)
class Package:
    """What a folder says about itself."""

    name: str
    version: str = ""
    license: str = "unstated"
    license_from: str = ""
    author: str = ""
    registry: str = ""

    @property
    def origin(self) -> str:
        """``npm:name@version`` where a registry has it, else the name."""
        return f"{self.registry}:{self.name}@{self.version}" if self.registry and self.version else self.name


def creative_commons(address: str) -> str | None:
    """Short name of the licence that a Creative Commons address is about."""
    match = _CREATIVE.search(address)
    if not match:
        return None
    section, code, version = match.groups()
    if section.lower() == "publicdomain":
        return "CC0-1.0" if code.lower() == "zero" else "public domain"
    return f"CC-{code.upper()}" + (f"-{version}" if version else "")


def stated_license(addresses: list[str]) -> tuple[str, str]:
    """Licence and the address that states it, of a page's licence links."""
    for address in addresses:
        name = creative_commons(address)
        if name:
            return name, address
    return (f"see {addresses[0]}"[:200], addresses[0]) if addresses else ("unstated", "")


def license_of_text(text: str) -> str | None:
    """Short name of the licence whose text this is."""
    return next((name for name, pattern in _TEXTS if pattern.search(text)), None)


def _text(value: Any, key: str) -> str:
    if isinstance(value, dict):
        value = value.get(key)
    return value.strip()[:200] if isinstance(value, str) else ""


def package_folder(folder: Path) -> Path:
    """The folder of the package that a folder belongs to; itself where there is none within three levels."""
    here = folder.resolve()
    for candidate in (here, *list(here.parents)[:3]):
        if (candidate / "package.json").is_file():
            return candidate
    return here


def package_of(folder: Path) -> Package:
    """What ``package.json`` and the licence file of a folder say."""
    manifest = folder / "package.json"
    data: Any = {}
    if manifest.is_file():
        try:
            data = json.loads(manifest.read_text(encoding="utf-8", errors="replace"))
        except ValueError:
            data = {}
    data = data if isinstance(data, dict) else {}
    licence = _text(data.get("license"), "type")
    listed = data.get("licenses")
    if not licence and isinstance(listed, list) and listed:
        licence = _text(listed[0], "type")
    origin = "package.json" if licence else ""
    if not licence or licence.upper().startswith("SEE LICENSE"):
        for path in sorted(folder.glob("*")):
            if re.match(r"(?i)(licen[cs]e|copying)", path.name) and path.is_file():
                named = license_of_text(path.read_text(encoding="utf-8", errors="replace")[:100_000])
                if named:
                    licence, origin = named, path.name
                    break
    name = _text(data.get("name"), "name")
    return Package(
        name=name or folder.resolve().name,
        version=_text(data.get("version"), "version"),
        license=licence or "unstated",
        license_from=origin,
        author=_text(data.get("author"), "name"),
        registry="npm" if name else "",
    )
