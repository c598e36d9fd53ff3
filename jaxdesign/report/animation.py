"""The moving picture of the snapping: before, the way, after."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float
from PIL import Image

from jaxdesign.design.document import Document
from jaxdesign.innovation.result import InnovationResult
from jaxdesign.render.png import begin_arrays, render_array
from jaxdesign.report.between import eased, journey
from jaxdesign.report.light_pictures import picture_reducer

LONGEST_PX = 480
MOVING_FRAMES = 24
SETTLING_FRAMES = 6
"""Of the moving ones, those from the loop's best design to the finished one."""

CROSSFADE_FRAMES = 12
FRAME_MS = 50
HOLD_BEFORE_MS = 900
HOLD_AFTER_MS = 2200
MAX_STATIONS = 4
"""To the loop's best design: more show the optimiser's detours, fewer show a straight line."""

_SHARES = tuple(eased(i / (MOVING_FRAMES - 1)) for i in range(MOVING_FRAMES))
_ON_THE_WAY = _SHARES[:-SETTLING_FRAMES]

_QUALITIES = (86, 74, 60, 45)
MAX_BYTES = 1_500_000

Picture = Float[np.ndarray, "h w 3"]


def _same_canvas(*documents: Document) -> bool:
    return len({(d.canvas.width, d.canvas.height) for d in documents}) == 1


def _stations(before: Document, frames: Sequence[Document]) -> list[Document]:
    """Before, a few of the frames evenly chosen, the last of them."""
    *way, found = frames
    count = min(len(way), MAX_STATIONS - 2)
    return [before, *(way[round((i + 1) * (len(way) - 1) / (count + 1))] for i in range(count)), found]


def _fitted(picture: Picture, height: int, width: int) -> Picture:
    """The picture amid a grey field of that size."""
    field = np.full((height, width, 3), 0.9, np.float32)
    top, left = (height - picture.shape[0]) // 2, (width - picture.shape[1]) // 2
    field[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return field


def _crossfade(before: Document, after: Document) -> list[Picture]:
    lighten = picture_reducer(LONGEST_PX)
    ends = [render_array(lighten(document), longest_px=LONGEST_PX) for document in (before, after)]
    height, width = (max(end.shape[axis] for end in ends) for axis in (0, 1))
    first, last = (_fitted(end, height, width) for end in ends)
    shares = [eased(i / (CROSSFADE_FRAMES - 1)) for i in range(CROSSFADE_FRAMES)]
    return [first + (last - first) * share for share in shares]


def begin_way(before: Document, frames: Sequence[Document]) -> Callable[[], list[Picture]]:
    """Begin to render the loop's way from a design to the best one, while that is being finished.

    The function waits for the pictures: none where the canvases differ. ``frames`` as of
    ``InnovationResult``.
    """
    if not _same_canvas(before, frames[-1]):
        return list
    shares = [share / _ON_THE_WAY[-1] for share in _ON_THE_WAY]
    return _begin(journey(_stations(before, frames), shares), spare=1)


def _begin(documents: Sequence[Document], *, spare: int = 0) -> Callable[[], list[Picture]]:
    lighten = picture_reducer(LONGEST_PX)
    return begin_arrays([lighten(document) for document in documents], longest_px=LONGEST_PX, spare=spare)


def begin_pictures(
    result: InnovationResult, way: Callable[[], list[Picture]] | None = None
) -> Callable[[], list[Picture]]:
    """Begin to render the frames from before to after beside what else is done; the function waits for them.

    ``way`` is what ``begin_way`` began for this result, if it was asked to. A cross-fade where before and
    after have different canvases.
    """
    if not _same_canvas(result.before, result.after):
        return lambda: _crossfade(result.before, result.after)
    began = way or begin_way(result.before, result.frames)
    passed = _ON_THE_WAY[-1]
    shares = [(share - passed) / (1 - passed) for share in _SHARES[-SETTLING_FRAMES:]]
    settling = _begin(journey([result.frames[-1], result.after], shares))
    return lambda: [*began(), *settling()]


def snapping_webp(pictures: Sequence[Picture]) -> bytes:
    """An endless animated WebP of at most 1.5 MB; the same pictures give the same bytes."""
    frames = [Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)) for picture in pictures]
    durations = [HOLD_BEFORE_MS, *[FRAME_MS] * (len(frames) - 2), HOLD_AFTER_MS]
    data = b""
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        frames[0].save(
            buffer, "WEBP", save_all=True, append_images=frames[1:], duration=durations, loop=0,
            quality=quality, method=4, minimize_size=False, kmax=12,
        )  # fmt: skip
        data = buffer.getvalue()
        if len(data) <= MAX_BYTES:
            break
    return data
