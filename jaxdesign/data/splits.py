"""Which sources teach and which are held out; no source, and no one designer's family, is on two sides."""

from __future__ import annotations

import hashlib
import re

HELD_OUT_SHARE = 0.2

SPLITS = ("train", "validation", "test")

_ONE_DESIGNER = ("html5up-", "GanYihuan+HTML5Up", "Abdullahshq", "FatimaZahraMH", "SBWiam", "Segui10")
"""Sources that copy the templates of one designer, always in training."""

_ALSO_KNOWN_AS = {
    "webslides": "jlantunez+webslides",
    "material-kit": "creativetimofficial+material-kit",
    "notus-js": "creativetimofficial+notus-js",
}
"""Packages of a registry whose pages are those of a repository: one source under two names."""

_VERSION = re.compile(r"-\d+(\.\d+)+([-.][a-z0-9.]+)?$")


def canonical(source: str) -> str:
    """The name by which a source is split: a package of a registry by its repository's name."""
    return _ALSO_KNOWN_AS.get(_VERSION.sub("", source), source)


def is_held_out(source: str) -> bool:
    """True for about a fifth of the sources, the same ones everywhere and always."""
    if source.startswith(_ONE_DESIGNER):
        return False
    digest = hashlib.sha256(canonical(source).encode()).digest()
    return digest[0] / 256 < HELD_OUT_SHARE


def maker(source: str) -> str:
    """Who made a source: the owner of a repository, the first word of a package, the source itself."""
    name = canonical(source)
    if "+" in name:
        return name.split("+")[0]
    return name.split("-")[0] if _VERSION.search(name) else name


def split_of(source: str) -> str:
    """``train``, ``validation`` or ``test``; what is held out is halved by its makers."""
    if not is_held_out(source):
        return "train"
    return SPLITS[1 + hashlib.sha256(maker(source).encode()).digest()[8] % 2]
