"""SVG files, opened by the browser and read like pages."""

from __future__ import annotations

from jaxdesign.collectors.browser import Browser
from jaxdesign.collectors.capture import Capture, Provenance
from jaxdesign.collectors.cuts import elements_in
from jaxdesign.collectors.reading import Patience, read_page
from jaxdesign.collectors.refusals import RefusedError

LONGEST_PX = 1600
SHORTEST_PX = 320

_SIZE = """(() => { const root = document.documentElement;
  if (root.tagName.toLowerCase() !== 'svg') return null;
  const box = root.viewBox && root.viewBox.baseVal;
  const length = (l) => (l && l.baseVal && l.baseVal.unitType !== 2 ? l.baseVal.value : 0);
  return [length(root.width) || (box && box.width) || 0, length(root.height) || (box && box.height) || 0,
          Boolean(box && box.width)]; })()"""
_FILL = """(() => { const root = document.documentElement;
  root.setAttribute('width', '100%'); root.setAttribute('height', '100%'); return true; })()"""


def captures(
    browser: Browser,
    address: str,
    *,
    source: str,
    page: str,
    group: str,
    provenance: Provenance,
    patience: Patience,
) -> list[Capture]:
    """The drawing as one capture. Raises ``RefusedError`` where it is broken or has no size."""
    browser.open("about:blank")
    browser.set_viewport(1280, 800)
    browser.open(address)
    size = browser.evaluate(_SIZE)
    if not size or min(size[:2]) < 1:
        raise RefusedError(f"{address}: a drawing without a size, or broken.")
    scale = min(LONGEST_PX / max(size[:2]), max(1.0, SHORTEST_PX / min(size[:2])))
    if not size[2]:
        scale = min(scale, 1.0)
    viewport = (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))
    reading = read_page(browser, address, viewport, patience, prepare=_FILL if size[2] else None)
    box = (0, 0, viewport[0], min(viewport[1], reading.picture.height))
    data = reading.data
    return [
        Capture(
            source=source,
            group=group,
            page=page,
            kind="page",
            cut="page",
            viewport=viewport,
            crop=box,
            title=data["title"][:300],
            desc=data["desc"][:500],
            body_bg="",
            html_bg=data["htmlBg"],
            fonts=data["fonts"],
            elements=elements_in(data["elements"], box),
            picture=reading.picture.crop(box),
            provenance=provenance,
        )
    ]
