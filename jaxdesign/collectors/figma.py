"""Figma files through its REST API; without a token pages of its community through the browser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jaxdesign.collectors import scripts
from jaxdesign.collectors.archive import Work
from jaxdesign.collectors.browser import Browser
from jaxdesign.collectors.browser_pool import BrowserPool
from jaxdesign.collectors.capture import Capture, Provenance
from jaxdesign.collectors.collecting import Found, now
from jaxdesign.collectors.fetch import Fetcher
from jaxdesign.collectors.figma_api import FigmaApi
from jaxdesign.collectors.figma_nodes import box_of, designs_in, elements_of
from jaxdesign.collectors.refusals import RefusedError, UnavailableError
from jaxdesign.collectors.store import source_name
from jaxdesign.collectors.urls import fetch_picture, picture_capture
from jaxdesign.errors import InputError

FRAMES_PER_CALL = 40
MAX_SIDE_PX = 4096
_FILE = re.compile(r"/(?:file|design|proto|board|slides)/([A-Za-z0-9]{8,})")
_LOAD_MS = 8_000


def file_of(text: str) -> tuple[str, str | None]:
    """Key of a file, and the node if its address names one. Raises ``InputError``."""
    if re.fullmatch(r"[A-Za-z0-9]{8,}", text):
        return text, None
    match = _FILE.search(urlsplit(text).path)
    if not match:
        raise InputError(f"{text}: not the address or key of a Figma file.")
    node = parse_qs(urlsplit(text).query).get("node-id", [None])[0]
    return match.group(1), node.replace("-", ":") if node else None


def is_community(text: str) -> bool:
    """True for the address of a page of Figma's community."""
    return bool(re.match(r"https?://", text)) and "/community" in urlsplit(text).path


class FigmaCollector:
    """Collects the top frames of files, and community pages; a context manager.

    ``api`` may be None; then only community pages can be collected.
    """

    most_per_site: int | None = None

    def __init__(self, starts: list[str], api: FigmaApi | None, pool: BrowserPool, fetcher: Fetcher):
        self._starts, self._api, self._pool, self._fetcher = starts, api, pool, fetcher
        digest = hashlib.sha256("\n".join(sorted(starts)).encode()).hexdigest()[:12]
        self.job = f"figma:{digest}"

    def __enter__(self) -> FigmaCollector:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.__exit__(kind, error, trace)

    def starts(self) -> Iterable[Work]:
        """One unit for each file or community page. Raises ``InputError`` where a token is missing."""
        units = []
        for start in self._starts:
            if is_community(start):
                units.append(Work(key=start, data={"kind": "community", "address": start, "depth": 0}))
                continue
            key, node = file_of(start)
            if self._api is None:
                raise InputError(
                    f"{start}: a Figma file needs a token: set FIGMA_TOKEN, or name a community page."
                )
            units.append(
                Work(key=f"file {key} {node or ''}", data={"kind": "file", "file": key, "node": node})
            )
        return units

    def collect(self, unit: Work) -> Found:
        """A file's frames as units, a frame's capture, or a community page's pictures."""
        kind = unit.data["kind"]
        if kind == "file":
            return self._file(unit.data["file"], unit.data["node"])
        if kind == "frames":
            return self._frames(unit.data)
        if kind == "frame":
            return Found(captures=[self._frame(unit.data)])
        if kind == "community":
            return self._community(unit.data["address"], unit.data["depth"])
        return Found(captures=[self._preview(unit.data)])

    def _document(self, file: str, node: str | None) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Frames of a file, and what the file says of itself."""
        assert self._api is not None
        try:
            if node is None:
                data = self._api.get(f"/v1/files/{file}")
                return designs_in(data["document"]), data
            data = self._api.get(f"/v1/files/{file}/nodes", ids=node)
            found = (data.get("nodes") or {}).get(node)
            frame = (found or {}).get("document")
        except (KeyError, TypeError, AttributeError) as error:
            raise RefusedError(f"figma file {file}: the answer has not the form of a file.") from error
        if not frame or not box_of(frame):
            raise RefusedError(f"figma file {file}: no frame {node} in it.")
        return ([frame] if frame.get("type") != "CANVAS" else designs_in({"children": [frame]})), data

    def _file(self, file: str, node: str | None) -> Found:
        frames, _ = self._document(file, node)
        ids = [frame["id"] for frame in frames]
        batches = [ids[i : i + FRAMES_PER_CALL] for i in range(0, len(ids), FRAMES_PER_CALL)]
        work = [
            Work(
                key=f"frames {file} {batch[0]} to {batch[-1]}",
                data={"kind": "frames", "file": file, "node": node, "ids": batch},
            )
            for batch in batches
        ]
        return Found(work=work, note="" if frames else "no frames in the file")

    def _pictures(self, file: str, ids: list[str]) -> dict[str, str | None]:
        assert self._api is not None
        data = self._api.get(f"/v1/images/{file}", ids=",".join(ids), format="png", scale="1")
        if data.get("err") or not isinstance(data.get("images"), dict):
            raise RefusedError(f"figma file {file}: its pictures cannot be rendered: {data.get('err')}.")
        return data["images"]

    def _frames(self, data: dict[str, Any]) -> Found:
        pictures = self._pictures(data["file"], data["ids"])
        return Found(
            work=[
                Work(
                    key=f"frame {data['file']} {id_}",
                    data={**data, "kind": "frame", "id": id_, "picture": pictures.get(id_)},
                )
                for id_ in data["ids"]
            ]
        )

    def _frame(self, data: dict[str, Any]) -> Capture:
        file, id_ = data["file"], data["id"]
        frames, about = self._document(file, data["node"])
        frame = next((f for f in frames if f["id"] == id_), None)
        if frame is None or not data["picture"]:
            raise RefusedError(f"figma file {file}: frame {id_} has no picture.")
        box = box_of(frame)
        assert box is not None
        width, height = round(box[2]), round(box[3])
        if not (1 <= width <= MAX_SIDE_PX and 1 <= height <= MAX_SIDE_PX):
            raise RefusedError(f"figma file {file}: frame {id_} is {width} x {height} px.")
        picture = self._rendered(data).resize((width, height))
        origin = Provenance(
            address=f"https://www.figma.com/design/{file}?node-id={id_.replace(':', '-')}",
            retrieved_at=now(),
            collector="figma",
            more={
                "origin": f"figma:{file}",
                "file": about.get("name", ""),
                "last_modified": about.get("lastModified", ""),
            },
        )
        return Capture(
            source=source_name(f"figma-{file}"),
            group="web" if width >= 1000 and height < 2 * width else "poster",
            page=f"{file}/{id_}",
            kind="page",
            cut="page",
            viewport=(width, height),
            crop=(0, 0, width, height),
            title=str(frame.get("name", ""))[:300],
            desc=str(about.get("name", ""))[:500],
            body_bg="",
            html_bg="",
            fonts=[],
            elements=elements_of(frame),
            picture=picture,
            provenance=origin,
        )

    def _rendered(self, data: dict[str, Any]) -> Any:
        """A frame's picture; its address is asked for anew once where it has expired."""
        try:
            return fetch_picture(self._fetcher, data["picture"])
        except RefusedError as error:
            if not re.search(r"answered 40[34]", str(error)):
                raise
        assert self._api is not None
        self._api.forget(f"/v1/images/{data['file']}", ids=",".join(data["ids"]), format="png", scale="1")
        address = self._pictures(data["file"], data["ids"]).get(data["id"])
        if not address:
            raise UnavailableError(f"figma file {data['file']}: frame {data['id']} was not rendered.")
        return fetch_picture(self._fetcher, address)

    def _community(self, address: str, depth: int) -> Found:
        self._fetcher.check_allowed(address)

        def look(browser: Browser) -> dict[str, Any]:
            browser.set_viewport(1280, 900)
            browser.open(address)
            browser.evaluate(scripts.consent())
            browser.evaluate(scripts.call("settle.js", "scroll", 6_000, _LOAD_MS))
            browser.evaluate(scripts.call("settle.js", "loaded", _LOAD_MS))
            return browser.evaluate(f"{scripts.source('figma_community.js')}()")

        page = self._pool.use(look)
        about = {key: page[key] for key in ("title", "author", "licence")}
        on_file = "/community/file/" in urlsplit(address).path
        work = []
        if on_file:
            work = [
                Work(
                    key=f"preview {picture}",
                    data={"kind": "preview", "address": address, "picture": picture, **about},
                )
                for picture in page["pictures"]
            ]
        elif depth == 0:
            files = dict.fromkeys(page["files"])
            work = [Work(key=f, data={"kind": "community", "address": f, "depth": 1}) for f in files]
        return Found(work=work, note="" if work else "nothing to collect on the page")

    def _preview(self, data: dict[str, Any]) -> Capture:
        origin = Provenance(
            address=data["address"],
            final_address=data["picture"],
            retrieved_at=now(),
            collector="figma",
            author=data["author"][:200],
            license=data["licence"] or "unstated",
            license_from=data["address"] if data["licence"] else "",
            more={"origin": "figma community"},
        )
        return picture_capture(
            fetch_picture(self._fetcher, data["picture"]),
            source="figma-community",
            page=urlsplit(data["address"]).path
            + "#"
            + hashlib.sha256(data["picture"].encode()).hexdigest()[:8],
            group="poster",
            title=data["title"],
            desc="",
            provenance=origin,
        )
