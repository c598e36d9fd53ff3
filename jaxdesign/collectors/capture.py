"""What collectors produce: one design with its picture, its elements and where it came from."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from jaxdesign import __version__

LONGEST_PX = 768
"""Longest side of a stored picture that stands beside an element tree."""
LONGEST_ALONE_PX = 1536
"""Longest side of a stored picture without a tree, whose words are still to be read."""
_WEBP_QUALITY = 90

GROUPS = ("web", "email", "slide", "poster", "document")

Box = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a design was found and what is said about its use."""

    address: str
    final_address: str = ""
    retrieved_at: str = ""
    """Moment in ISO 8601, UTC."""
    collector: str = ""
    author: str = ""
    license: str = "unstated"
    license_from: str = ""
    """Address or file that states the licence."""
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One design in the capture form, version 1: boxes are CSS pixels relative to the crop."""

    source: str
    group: str
    page: str
    kind: str
    """``hero``, ``section`` or ``page``."""
    cut: str
    """How it was cut from the page: ``hero``, ``section``, ``card``, ``page`` or ``picture``."""
    viewport: tuple[int, int]
    crop: Box
    title: str
    desc: str
    body_bg: str
    html_bg: str
    fonts: list[str]
    elements: list[dict[str, Any]]
    picture: Image.Image
    """The crop at one pixel per CSS pixel or more, RGB."""
    provenance: Provenance
    flaw: str = ""
    """Why it is not to be kept, where that was seen while it was read."""

    @property
    def id(self) -> str:
        """16 hexadecimal digits, the same whenever the same place is collected."""
        place = [self.source, self.page, *self.viewport, self.cut, *self.crop]
        return hashlib.sha256(json.dumps(place).encode()).hexdigest()[:16]


def picture_bytes(capture: Capture) -> bytes:
    """The picture as WebP, made smaller where its longest side is beyond what is stored."""
    longest = LONGEST_PX if capture.elements else LONGEST_ALONE_PX
    picture = capture.picture
    scale = longest / max(picture.size)
    if scale < 1:
        size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "WEBP", quality=_WEBP_QUALITY, method=4)
    return stream.getvalue()


def tree_bytes(capture: Capture) -> bytes:
    """The capture form as gzipped JSON; equal captures give equal bytes."""
    form = {
        "id": capture.id,
        "source": capture.source,
        "license": capture.provenance.license,
        "group": capture.group,
        "page": capture.page,
        "viewport": list(capture.viewport),
        "crop": list(capture.crop),
        "kind": capture.kind,
        "title": capture.title,
        "desc": capture.desc,
        "bodyBg": capture.body_bg,
        "htmlBg": capture.html_bg,
        "fonts": capture.fonts,
        "elements": capture.elements,
    }
    text = json.dumps(form, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def provenance_bytes(capture: Capture, *, sha256: str, phash: str) -> bytes:
    """The sidecar: address, time, author, licence, hashes and the collector's version."""
    origin = capture.provenance
    data = {
        "id": capture.id,
        "address": origin.address,
        "final_address": origin.final_address or origin.address,
        "retrieved_at": origin.retrieved_at,
        "collector": origin.collector,
        "version": __version__,
        "author": origin.author,
        "license": origin.license,
        "license_from": origin.license_from,
        "cut": capture.cut,
        "sha256": sha256,
        "phash": phash,
        **origin.more,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
