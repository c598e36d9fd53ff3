"""Pages and galleries, remote or local, to captures; also the SVG, PDF and PPTX files that they lead to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urldefrag, urlsplit

from jaxdesign.collectors import pdf_pages, pptx_slides, svg_files
from jaxdesign.collectors.archive import Work
from jaxdesign.collectors.browser import BrowserOptions
from jaxdesign.collectors.browser_pool import BrowserPool
from jaxdesign.collectors.capture import Box, Capture, Provenance
from jaxdesign.collectors.collecting import Found, now
from jaxdesign.collectors.cuts import cut_page, elements_in
from jaxdesign.collectors.fetch import Fetcher
from jaxdesign.collectors.licences import Package, package_folder, package_of, stated_license
from jaxdesign.collectors.local_sites import LocalSites
from jaxdesign.collectors.politeness import check_marks, host_of, robots_mark
from jaxdesign.collectors.reading import Patience, Reading, read_page
from jaxdesign.collectors.refusals import RefusedError
from jaxdesign.collectors.store import source_name
from jaxdesign.errors import InputError

VIEWPORTS = ((1280, 800), (414, 896))
MAX_FILE_BYTES = 40_000_000
_PAGES = (".html", ".htm", ".xhtml")
_FILES = {".svg": "svg", ".pdf": "pdf", ".pptx": "pptx"}
_TYPES = {
    "text/html": "page",
    "application/xhtml+xml": "page",
    "image/svg+xml": "svg",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
_NOT_DESIGNS = re.compile(
    r"(^|/)(node_modules|bower_components|vendors?|\.[^/]*|_?includes?|_?layouts?|partials?)/"
)
_ACTIONS = re.compile(r"(log-?out|sign-?out|delete|remove|unsubscribe|add-to-cart)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class WebOptions:
    """What of a site is collected."""

    viewports: tuple[tuple[int, int], ...] = VIEWPORTS
    depth: int = 1
    """How many links away from the starts."""
    pages_per_site: int = 20
    group: str | None = None
    """web, email, slide, poster or document; told from the page where it is not given."""
    license: str | None = None
    """The licence, where the user knows it."""
    files: bool = True
    """SVG, PDF and PPTX files too."""
    patience: Patience = field(default_factory=Patience)


class WebCollector:
    """Collects from addresses and local paths; a context manager."""

    def __init__(self, starts: list[str], options: WebOptions, browsers: BrowserOptions, fetcher: Fetcher):
        self._starts, self._options, self._fetcher = starts, options, fetcher
        self._stack = ExitStack()
        self._sites = LocalSites()
        self._pool = BrowserPool(browsers)
        self._packages: dict[str, Package] = {}
        digest = hashlib.sha256(repr((sorted(starts), options)).encode()).hexdigest()[:12]
        self.job = f"web:{digest}"
        self.most_per_site: int | None = options.pages_per_site * len(options.viewports)

    def __enter__(self) -> WebCollector:
        self._stack.enter_context(self._sites)
        self._stack.enter_context(self._pool)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def starts(self) -> Iterable[Work]:
        """Every page that the user named; of a folder all pages in it, within bounds."""
        units: list[Work] = []
        for start in self._starts:
            if re.match(r"https?://", start):
                units += self._units(urldefrag(start).url, site=host_of(start), depth=0)
            else:
                units += self._local_starts(Path(start))
        return units

    def _local_starts(self, path: Path) -> list[Work]:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder (an address begins with http:// or https://).")
        folder = path if path.is_dir() else path.parent
        root = package_folder(folder)
        package = package_of(root)
        name = source_name(f"{package.name}-{package.version}" if package.version else package.name)
        self._sites.add(name, root)
        self._packages[name] = package
        found = [path.resolve()] if path.is_file() else self._pages_in(folder.resolve(), root)
        units: list[Work] = []
        for page in found[: self._options.pages_per_site]:
            units += self._units(
                f"local:{name}/{page.relative_to(root).as_posix()}", site=f"local:{name}", depth=0
            )
        return units

    def _pages_in(self, folder: Path, root: Path) -> list[Path]:
        """Pages and documents in a folder, those near its top first; drawings only by links."""
        wanted = {*_PAGES, ".pdf", ".pptx"} if self._options.files else set(_PAGES)
        found = [path for path in folder.rglob("*") if path.suffix.lower() in wanted and path.is_file()]
        found = [path for path in found if not _NOT_DESIGNS.search(path.relative_to(root).as_posix())]
        return sorted(
            found, key=lambda p: (len(p.relative_to(root).parts), p.name != "index.html", p.as_posix())
        )

    def _units(self, address: str, *, site: str, depth: int) -> list[Work]:
        """The units of one address: a page at every viewport, a file once."""
        suffix = Path(urlsplit(address.removeprefix("local:")).path).suffix.lower()
        if suffix in _FILES:
            return [Work(key=address, site=site, data={"address": address, "viewport": None, "depth": depth})]
        return [
            Work(
                key=f"{address} {w}x{h}",
                site=site,
                data={"address": address, "viewport": [w, h], "depth": depth},
            )
            for w, h in self._options.viewports
        ]

    def collect(self, unit: Work) -> Found:
        """Captures of one page at one viewport, or of one file, and the links that it leads to."""
        address = unit.data["address"]
        if address.startswith("local:"):
            path = self._sites.path(address)
            if path is None:
                raise RefusedError(f"{address}: no such file.")
            kind = _FILES.get(path.suffix.lower(), "page")
            body = path.read_bytes() if kind in ("pdf", "pptx") else b""
            opened = self._sites.opened(address)
        else:
            kind, body, opened = self._probe(address)
        if kind == "page":
            return self._page(unit, opened)
        return Found(captures=self._file(unit, kind, body, opened))

    def _probe(self, address: str) -> tuple[str, bytes, str]:
        """Kind, bytes and final address; asks the site's rules on the way."""
        answer = self._fetcher.get(urldefrag(address).url, max_bytes=MAX_FILE_BYTES)
        kind = _TYPES.get(answer.content_type)
        if kind is None:
            raise RefusedError(
                f"{address}: of type {answer.content_type or 'unknown'}, no page or design file."
            )
        if kind == "page" and not self._fetcher.ignore_robots:
            robots, tdm = robots_mark(answer.body[:200_000].decode("utf-8", "replace"))
            check_marks(address, {}, robots_meta=robots, tdm_meta=tdm)
        fragment = urldefrag(address).fragment
        return kind, answer.body, answer.address + (f"#{fragment}" if fragment else "")

    def _provenance(self, unit: Work, data: dict[str, Any], final: str) -> tuple[str, Provenance]:
        """Source and provenance of what a page or file holds."""
        address = unit.data["address"]
        licence, stated = stated_license(data.get("licenses") or [])
        author, more = data.get("author") or "", {}
        if address.startswith("local:"):
            name, _, rest = address.removeprefix("local:").partition("/")
            package = self._packages[name]
            address = final = f"{package.origin}/{rest}"
            more = {"origin": package.origin}
            author = author or package.author
            if package.license != "unstated":
                licence, stated = package.license, package.license_from
            source = name
        else:
            more = {"origin": host_of(address)}
            source = source_name(urlsplit(address).netloc)
        if self._options.license:
            licence, stated = self._options.license, "given by the user"
        origin = Provenance(
            address=address,
            final_address=final,
            retrieved_at=now(),
            collector="web",
            author=author[:200],
            license=licence,
            license_from=stated,
            more=more,
        )
        return source, origin

    def _page(self, unit: Work, opened: str) -> Found:
        width, height = unit.data["viewport"]
        if not unit.data["address"].startswith("local:"):
            self._fetcher.clock.wait(opened)
        reading = self._pool.use(
            lambda browser: read_page(browser, opened, (width, height), self._options.patience)
        )
        if not self._fetcher.ignore_robots and not unit.data["address"].startswith("local:"):
            check_marks(opened, {}, robots_meta=reading.data["robots"], tdm_meta=reading.data["tdm"])
        if reading.data["unstyled"]:
            raise RefusedError(f"{opened}: its style sheet {reading.data['unstyled'][0]} did not load.")
        source, origin = self._provenance(unit, reading.data, reading.final_address)
        if reading.consent:
            origin.more["consent"] = reading.consent
        captures = page_captures(
            reading,
            source=source,
            page=self._page_name(unit),
            viewport=(width, height),
            provenance=origin,
            group=self._options.group or group_of(reading.data),
        )
        return Found(captures=captures, work=self._onward(unit, reading.data))

    def _page_name(self, unit: Work) -> str:
        address = unit.data["address"]
        return (
            address.removeprefix("local:")
            if address.startswith("local:")
            else re.sub(r"^https?://", "", address)
        )

    def _onward(self, unit: Work, data: dict[str, Any]) -> list[Work]:
        """The units that a page's links and slides lead to."""
        address, depth = unit.data["address"], unit.data["depth"]
        found: list[Work] = []
        if "#" not in address:
            for fragment in data.get("slides") or []:
                found += self._units(address + fragment, site=address, depth=depth)[:1]
        if depth >= self._options.depth or "#" in address:
            return found
        for link in data["links"]:
            target = self._within_bounds(unit, urldefrag(link).url)
            if target and target != address:
                found += self._units(target, site=unit.site, depth=depth + 1)
        return found

    def _within_bounds(self, unit: Work, link: str) -> str | None:
        """The archive's address of a link that is to be followed, else None."""
        if unit.site.startswith("local:"):
            canonical = self._sites.canonical(link)
            if canonical is None or not canonical.startswith(f"{unit.site}/"):
                return None
            path = self._sites.path(canonical)
            if path is None or path.suffix.lower() not in (*_PAGES, *_FILES):
                return None
            return canonical
        suffix = Path(urlsplit(link).path).suffix.lower()
        design = suffix in ("", *_PAGES, ".php", ".asp", ".aspx") or (
            self._options.files and suffix in _FILES
        )
        return link if host_of(link) == unit.site and design and not _ACTIONS.search(link) else None

    def _file(self, unit: Work, kind: str, body: bytes, opened: str) -> list[Capture]:
        source, origin = self._provenance(unit, {}, opened)
        page, given = self._page_name(unit), self._options.group
        if kind == "pdf":
            return pdf_pages.captures(body, source=source, page=page, group=given, provenance=origin)
        if kind == "pptx":
            slides = pptx_slides.slides_as_html(body, page)
            return self._pool.use(
                lambda browser: pptx_slides.captures(
                    browser,
                    self._sites,
                    slides,
                    source=source,
                    page=page,
                    group=given or "slide",
                    provenance=origin,
                    patience=self._options.patience,
                )
            )
        return self._pool.use(
            lambda browser: svg_files.captures(
                browser,
                opened,
                source=source,
                page=page,
                group=given or "poster",
                provenance=origin,
                patience=self._options.patience,
            )
        )


def group_of(data: dict[str, Any]) -> str:
    """What a page is, told from its make: a deck of slides, an e-mail of nested tables, or a web page."""
    if data.get("slides"):
        return "slide"
    tags = [block["tag"] for block in data["blocks"]]
    tables = tags.count("table")
    structured = sum(tags.count(tag) for tag in ("section", "nav", "main", "header", "footer", "article"))
    return "email" if tables >= 3 and structured == 0 else "web"


def page_captures(
    reading: Reading, *, source: str, page: str, viewport: tuple[int, int], group: str, provenance: Provenance
) -> list[Capture]:
    """The designs of a page that was read."""
    data, picture = reading.data, reading.picture
    found = []
    for cut in cut_page(data, viewport, picture.height):
        x, y, w, h = cut.box
        found.append(
            Capture(
                source=source,
                group=group,
                page=page,
                kind=cut.kind,
                cut=cut.name,
                viewport=viewport,
                crop=cut.box,
                title=data["title"][:300],
                desc=data["desc"][:500],
                body_bg=data["bodyBg"],
                html_bg=data["htmlBg"],
                fonts=data["fonts"],
                elements=elements_in(data["elements"], cut.box),
                picture=picture.crop((x, y, x + w, y + h)),
                provenance=provenance,
                flaw="picture missing" if _touches(data["broken"], cut.box) else "",
            )
        )
    return found


def _touches(boxes: list[list[float]], cut: Box) -> bool:
    """True where one of the boxes lies in the cut, wholly or in part."""
    x, y, w, h = cut
    return any(bx < x + w and bx + bw > x and by < y + h and by + bh > y for bx, by, bw, bh in boxes)
