"""Runs of text that a capture keeps apart though they are one text: links within a paragraph."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from jaxdesign.design.document import Text
from jaxdesign.importers.boxes import area, share_inside
from jaxdesign.importers.capture_file import Item
from jaxdesign.render.fonts import default_registry
from jaxdesign.render.shaping import advance, face_of

_CLOSING = ".,;:!?)]}»”’"


def _leading(item: Item) -> float:
    return item.line_height_px or 1.2 * item.size


def _type(item: Item) -> Text:
    return Text(string="x", size=item.size, family=item.family, weight=item.weight, italic=item.italic)


def _belongs(run: Item, text: Item) -> bool:
    """True for a run that stands in a line of a wider text of its size."""
    grown = (text.box[0] - 2, text.box[1] - 2, text.box[2] + 4, text.box[3] + 4)
    return (
        run.kind == text.kind == "text"
        and run.index > text.index
        and run.depth > text.depth
        and abs(run.size - text.size) < 0.15 * text.size
        and share_inside(run.box, grown) > 0.95
        and (area(run.box) < 0.8 * area(text.box) or run.num_lines < text.num_lines)
    )


def _start_of(words: list[str], place: int, advances: dict[str, float], width: float) -> tuple[int, float]:
    """Line and x, in em, at which word ``place`` begins when the words are set greedily."""
    line, x = 0, 0.0
    for i, word in enumerate(words):
        if x > 0 and x + advances[word] > width:
            line, x = line + 1, 0.0
        if i == place:
            break
        x += advances[word] + advances[" "]
    return line, x


def _with_run(text: Item, run: Item) -> Item:
    """The text with a run's words put in where the run stands."""
    words, added = text.string.split(), run.string.split()
    face = face_of(_type(text), default_registry())
    advances = {
        word: advance(word, face, default_registry(), text.tracking_px / text.size)
        for word in {*words, *added, " "}
    }
    line = (
        round((run.box[1] + run.box[3] / 2 - text.box[1]) / _leading(text) - 0.5) if text.num_lines > 1 else 0
    )
    x = (run.box[0] - text.box[0]) / text.size
    width = 1.02 * text.box[2] / text.size

    def cost(place: int) -> float:
        at_line, at_x = _start_of([*words[:place], *added, *words[place:]], place, advances, width)
        before_stop = place < len(words) and words[place][0] in _CLOSING
        return abs((at_line - line) * width + at_x - x) - (2.0 if before_stop else 0.0)

    place = min(range(len(words) + 1), key=cost)
    before, after = " ".join([*words[:place], *added]), " ".join(words[place:])
    glue = "" if not after or after[0] in _CLOSING else " "
    return replace(text, string=before + glue + after)


def merge_inline(items: list[Item], counts: Counter[str]) -> list[Item]:
    """The items with runs that stand within a text's lines joined to it."""
    inline: dict[int, list[Item]] = {}
    for run in items:
        holders = [text for text in items if _belongs(run, text)]
        if holders:
            holder = min(holders, key=lambda text: area(text.box))
            inline.setdefault(holder.index, []).append(run)
    gone = {run.index for runs in inline.values() for run in runs}
    result = []
    for item in items:
        if item.index in gone:
            counts["runs joined"] += 1
            continue
        runs = sorted(inline.get(item.index, ()), key=lambda r: (round(r.box[1] / _leading(item)), r.box[0]))
        for run in runs:
            item = _with_run(item, run)
        result.append(item)
    return result
