"""A plain list of picture addresses to captures without an element tree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from PIL import Image

from jaxdesign.collectors.archive import Work
from jaxdesign.collectors.capture import Capture, Provenance
from jaxdesign.collectors.collecting import Found, now
from jaxdesign.collectors.fetch import Fetcher
from jaxdesign.collectors.pictures import MAX_BYTES, open_picture
from jaxdesign.collectors.refusals import RefusedError
from jaxdesign.collectors.store import source_name
from jaxdesign.errors import InputError

_UNTYPED = ("application/octet-stream", "binary/octet-stream", "")


def read_list(path: Path) -> list[str]:
    """The addresses in a file, one a line; empty lines and lines beginning with ``#`` are passed over.

    Raises ``InputError`` that names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as a list of addresses.") from error
    found = []
    for number, line in enumerate(lines, start=1):
        address = line.strip()
        if address and not address.startswith("#"):
            if urlsplit(address).scheme not in ("http", "https"):
                raise InputError(f"{path}, line {number}: not an http address: {address[:80]}")
            found.append(address)
    return found


def fetch_picture(fetcher: Fetcher, address: str) -> Image.Image:
    """The picture at an address. Raises ``RefusedError`` for anything but a picture."""
    answer = fetcher.get(address, max_bytes=MAX_BYTES)
    if not answer.content_type.startswith("image/") and answer.content_type not in _UNTYPED:
        raise RefusedError(f"{address}: of type {answer.content_type}, no picture.")
    return open_picture(answer.body, address)


def picture_capture(
    picture: Image.Image, *, source: str, page: str, group: str, title: str, desc: str, provenance: Provenance
) -> Capture:
    """A picture as a capture whose element tree is still to be found."""
    return Capture(
        source=source,
        group=group,
        page=page,
        kind="page",
        cut="picture",
        viewport=picture.size,
        crop=(0, 0, *picture.size),
        title=title[:300],
        desc=desc[:500],
        body_bg="",
        html_bg="",
        fonts=[],
        elements=[],
        picture=picture,
        provenance=provenance,
    )


class UrlsCollector:
    """Collects the pictures of a list; a context manager."""

    most_per_site: int | None = None

    def __init__(
        self, addresses: list[str], fetcher: Fetcher, *, group: str = "poster", license: str | None = None
    ):
        self._addresses, self._fetcher = addresses, fetcher
        self._group, self._license = group, license or "unstated"
        digest = hashlib.sha256("\n".join(sorted(addresses)).encode()).hexdigest()[:12]
        self.job = f"urls:{digest}"

    def __enter__(self) -> UrlsCollector:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def starts(self) -> Iterable[Work]:
        """One unit for each address."""
        return [Work(key=address, data={"address": address}) for address in self._addresses]

    def collect(self, unit: Work) -> Found:
        """The picture at an address."""
        address = unit.data["address"]
        host = urlsplit(address).netloc
        origin = Provenance(
            address=address,
            retrieved_at=now(),
            collector="urls",
            license=self._license,
            license_from="given by the user" if self._license != "unstated" else "",
            more={"origin": host},
        )
        capture = picture_capture(
            fetch_picture(self._fetcher, address),
            source=source_name(host),
            page=address.partition("://")[2],
            group=self._group,
            title="",
            desc="",
            provenance=origin,
        )
        return Found(captures=[capture])
