"""References to a style: files, folders of captures and addresses, read as designs with their pictures."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from PIL import Image

from jaxdesign.data.reading import find
from jaxdesign.data.records import flattened
from jaxdesign.data.sources import list_items
from jaxdesign.design.document import Document
from jaxdesign.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from jaxdesign.collectors.fetch import Answer, Fetcher

MAX_REFERENCES = 30
MAX_BYTES = 25_000_000
"""Of what is fetched from an address."""
_ENDINGS = {
    "application/pdf": ".pdf",
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "application/json": ".json",
}
_NEEDED = ("protego", "urllib3")
_ODD = re.compile(r"[^\w.+-]")
"""What a name taken from an address must not hold."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One design that shows a style."""

    name: str
    """The file's name or the end of the address; nothing of where it lies."""
    document: Document
    picture: Image.Image
    """The finished picture, RGB."""


def read_references(
    places: Sequence[str | Path],
    *,
    fetcher: Fetcher | None = None,
    on_unread: Callable[[str], None] | None = None,
) -> list[Reference]:
    """The designs at the places, in their order; what lies in a folder is sorted by its path.

    Args:
        places: pictures (PNG, JPEG, WebP, GIF), our JSON, SVG, captures, PDF (a reference for each page),
            folders of these but PDF, and http(s) addresses of one of them.
        fetcher: what asks for addresses; by default one that respects robots.txt.
        on_unread: told one sentence on each file in a folder that cannot be read, which is then left out;
            without it such a file is refused, as one that is named itself always is.

    Raises ``InputError`` for no or more than ``MAX_REFERENCES`` references and for what cannot be used,
    ``MissingExtraError`` where pictures, PDF or addresses need a package that is not installed.
    """
    found: list[Reference] = []
    for place in places:
        if str(place).startswith(("http://", "https://")):
            found += _fetched(str(place), fetcher)
        else:
            found += _of_path(Path(place), on_unread)
        if len(found) > MAX_REFERENCES:
            raise InputError(
                f"more than {MAX_REFERENCES} references; a style is read of 1 to {MAX_REFERENCES} designs."
            )
    if not found:
        raise InputError("no references; name pictures, designs, captures, PDF, folders or addresses.")
    return found


def _of_path(path: Path, on_unread: Callable[[str], None] | None = None) -> list[Reference]:
    if path.suffix.lower() == ".pdf":
        return _of_pdf(path)
    items = list_items([path])
    if not items.items:
        raise InputError(f"{path}: {items.problems[0][1]}.")
    if len(items.items) > MAX_REFERENCES:
        raise InputError(
            f"{path}: {len(items.items)} designs in it; a style is read of 1 to {MAX_REFERENCES}."
        )
    if on_unread is not None and path.is_dir():
        for place, reason in items.problems:
            on_unread(f"{place}: {reason}; it is left out.")
    references, last = [], None
    for item in items.items:
        try:
            read = find(item)
            references.append(_reference(item.path.name, read.document, read.picture))
        except InputError as error:
            if on_unread is None or not path.is_dir():
                raise
            on_unread(f"{str(error).rstrip('.')}; it is left out.")
            last = error
    if not references:
        raise InputError(f"{path}: nothing in it can be read.") from last
    return references


def _reference(name: str, document: Document, picture: Image.Image) -> Reference:
    if not document.elements:
        raise InputError(f"{name}: no element was found in it.")
    return Reference(name=name, document=document, picture=flattened(picture))


def _of_pdf(path: Path) -> list[Reference]:
    """Each page of a PDF, at most as many as references may be."""
    from jaxdesign.collectors.capture import Provenance, picture_bytes, tree_bytes
    from jaxdesign.collectors.pdf_pages import captures

    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB.")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}.") from error
    origin = Provenance(address=path.name)
    pages = captures(data, source="reference", page=path.name, group=None, provenance=origin)
    references = []
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages, start=1):
            if not page.elements:
                continue
            tree = Path(folder, f"{number}.json.gz")
            tree.write_bytes(tree_bytes(page))
            tree.with_name(f"{number}.webp").write_bytes(picture_bytes(page))
            (read,) = (find(item) for item in list_items([tree]).items)
            if read.document.elements:
                references.append(_reference(f"{path.name}#{number}", read.document, read.picture))
    if not references:
        raise InputError(f"{path}: no page with elements in it.")
    return references


def _fetched(address: str, fetcher: Fetcher | None) -> list[Reference]:
    """What lies at an address, fetched into a folder that is removed again."""
    answer = _answer(address, fetcher)
    ending = _ENDINGS.get(answer.content_type, "")
    parts = urlsplit(answer.address)
    name = _ODD.sub("_", Path(unquote(parts.path)).name or parts.netloc)
    if not ending:
        ending = next((end for end in _ENDINGS.values() if name.lower().endswith(end)), "")
    if not ending:
        raise InputError(
            f"{address}: of type {answer.content_type or 'unknown'}, no picture, design or PDF; "
            "a page is collected first, with `jaxdesign collect web`."
        )
    if not name.lower().endswith(ending):
        name += ending
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name[-100:])
        path.write_bytes(answer.body)
        try:
            return _of_path(path)
        except InputError as error:
            raise InputError(str(error).replace(str(path), address)) from error


def _answer(address: str, fetcher: Fetcher | None) -> Answer:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtraError(f"addresses need {', '.join(missing)}: pip install 'jaxdesign[collect]'.")
    from jaxdesign.collectors.fetch import Fetcher
    from jaxdesign.collectors.refusals import UnavailableError

    try:
        return (fetcher or Fetcher()).get(address, max_bytes=MAX_BYTES)
    except UnavailableError as error:
        raise InputError(str(error)) from error
