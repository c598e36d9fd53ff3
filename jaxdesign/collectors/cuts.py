"""Where a page is cut into designs: first screen, sections, cards, the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from jaxdesign.collectors.capture import Box

MIN_SECTION_PX = 240
MAX_CARDS = 4
"""Cards taken of one row or grid: they are of one make."""
_MIN_CARD_PX = (220, 240)
_FULL_WIDTH = 0.85
_PAGE_ASPECT = 3.0


@dataclass(frozen=True, kw_only=True)
class Cut:
    """One design of a page. ``kind`` is the capture form's word, ``name`` says how it was cut."""

    kind: str
    name: str
    box: Box


def _area(box: list[float]) -> float:
    return box[2] * box[3]


class _Blocks:
    """The page's block boxes as a tree."""

    def __init__(self, blocks: list[dict[str, Any]]):
        self.blocks = blocks
        self.children: list[list[int]] = [[] for _ in blocks]
        for i, block in enumerate(blocks):
            if block["p"] >= 0:
                self.children[block["p"]].append(i)

    def roots(self) -> list[int]:
        return [i for i, block in enumerate(self.blocks) if block["p"] < 0]


def _sections(tree: _Blocks, width: float, longest: float, shortest: float) -> list[int]:
    """Blocks that span the page and are no longer than ``longest``; longer ones are looked into."""
    found: list[int] = []
    waiting = tree.roots()[::-1]
    while waiting:
        i = waiting.pop()
        block = tree.blocks[i]
        _, _, w, h = block["b"]
        if block["pos"] == "fixed" or h < shortest:
            continue
        parts = [c for c in tree.children[i] if tree.blocks[c]["b"][3] >= shortest]
        whole = w >= _FULL_WIDTH * width and h <= longest
        stacked = [c for c in parts if tree.blocks[c]["b"][2] >= _FULL_WIDTH * w]
        if whole and (len(stacked) < 2 or h <= 0.6 * longest):
            found.append(i)
        else:
            waiting += parts[::-1]
    return found


def _cards(tree: _Blocks, painted: list[dict[str, Any]], width: float) -> list[int]:
    """Of every group of like siblings that are painted as cards, a few of the most different heights."""
    fills = [e["b"] for e in painted if e["t"] != "text"]
    found: list[int] = []
    for siblings in tree.children:
        like: dict[int, list[int]] = {}
        for i in siblings:
            box = tree.blocks[i]["b"]
            fits = (
                _MIN_CARD_PX[0] <= box[2] <= min(0.6 * width, 640)
                and _MIN_CARD_PX[1] <= box[3] <= 2.2 * box[2]
            )
            if fits and tree.blocks[i]["pos"] != "fixed":
                like.setdefault(round(box[2] / 8), []).append(i)
        for group in like.values():
            if len(group) < 2:
                continue
            carded = [i for i in group if _is_painted(tree.blocks[i]["b"], fills)]
            found += carded[:MAX_CARDS]
    return found


def _is_painted(box: list[float], fills: list[list[float]]) -> bool:
    """True where a fill or a picture makes up the box or most of its width."""
    x, y, w, h = box
    for fx, fy, fw, fh in fills:
        across = min(x + w, fx + fw) - max(x, fx)
        down = min(y + h, fy + fh) - max(y, fy)
        inside = fx >= x - 24 and fy >= y - 24 and fx + fw <= x + w + 24 and fy + fh <= y + h + 24
        if inside and across > 0.8 * w and down > 0.35 * h:
            return True
    return False


def _whole_pixels(box: list[float], width: int, height: int) -> Box:
    left, top = max(round(box[0]), 0), max(round(box[1]), 0)
    right, bottom = min(round(box[0] + box[2]), width), min(round(box[1] + box[3]), height)
    return left, top, max(right - left, 0), max(bottom - top, 0)


def cut_page(reading: dict[str, Any], viewport: tuple[int, int], height: int) -> list[Cut]:
    """The designs of a page of which ``height`` pixels were photographed, the first screen first."""
    width, screen = viewport
    first = Cut(kind="hero", name="hero", box=(0, 0, width, min(screen, height)))
    cuts = [first]
    if 1.15 * screen < height <= _PAGE_ASPECT * width:
        cuts.append(Cut(kind="page", name="page", box=(0, 0, width, height)))
    tree = _Blocks(reading["blocks"])
    longest = 1.5 * screen if width >= 600 else 1.3 * screen
    for i in _sections(tree, width, longest, MIN_SECTION_PX):
        cuts.append(
            Cut(kind="section", name="section", box=_whole_pixels(tree.blocks[i]["b"], width, height))
        )
    if width >= 600:
        for i in _cards(tree, reading["elements"], width):
            cuts.append(
                Cut(kind="section", name="card", box=_whole_pixels(tree.blocks[i]["b"], width, height))
            )
    taken: Counter[Box] = Counter()
    distinct = []
    for cut in cuts:
        taken[cut.box] += 1
        if taken[cut.box] == 1 and cut.box[2] > 0 and cut.box[3] > 0:
            distinct.append(cut)
    return distinct


def elements_in(elements: list[dict[str, Any]], box: Box) -> list[dict[str, Any]]:
    """What is painted in a cut, with places relative to it and the order counted anew."""
    x, y, w, h = box
    found: list[dict[str, Any]] = []
    for element in elements:
        ex, ey, ew, eh = element["b"]
        across, down = min(ex + ew, x + w) - max(ex, x), min(ey + eh, y + h) - max(ey, y)
        if across <= min(1.0, 0.5 * ew) or down <= min(1.0, 0.5 * eh):
            continue
        moved = [round(ex - x, 1), round(ey - y, 1), ew, eh]
        found.append({**element, "b": moved, "o": len(found)})
    return found
