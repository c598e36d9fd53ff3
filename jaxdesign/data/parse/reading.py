"""Reading the words of a picture: lines of text, each with the place of every letter."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image as PillowImage

from jaxdesign.errors import MissingExtraError

_LEAST_SCORE = 0.55
_LEAST_SIDE_PX = 32
_SMALL_SIDE_PX = 560
"""A picture whose longest side is shorter is enlarged to be read."""
_UPRIGHT_SLOPE = 0.025
_ALIKE_HEIGHT = 1.3
_SHARED_HEIGHT = 0.7
_OVERLAP = 0.6
_WORD_SPACE = 0.15
"""Of the line's height: what is left between two readings, which reach beyond their ink, at a space."""
_TALL = 1.5
"""Height by width from which the reader takes a line to run downwards."""


class Letter(NamedTuple):
    """One character that is no space, and its centre in pixels from the start of its line."""

    character: str
    center: float


class ReadLine(NamedTuple):
    """One line as the reader found it."""

    string: str
    letters: tuple[Letter, ...]
    """The characters of ``string`` that are no spaces, in order."""
    score: float
    """How sure the reader is, 0 to 1."""
    corners: Float[np.ndarray, "4 2"]
    """Pixels; from the start of the line's upper edge clockwise. A little larger than the ink."""

    @property
    def width(self) -> float:
        return float(np.linalg.norm(self.corners[1] - self.corners[0]))

    @property
    def height(self) -> float:
        return float(np.linalg.norm(self.corners[3] - self.corners[0]))

    @property
    def angle(self) -> float:
        """Degrees clockwise from the horizontal; 0 for a line that is as good as horizontal."""
        along = self.corners[1] - self.corners[0]
        if abs(along[1]) <= _UPRIGHT_SLOPE * abs(along[0]) + 2.0 and along[0] > 0:
            return 0.0
        return float(np.degrees(np.arctan2(along[1], along[0])))


@cache
def _engine(num_threads: int) -> Any:
    """The reader with its models, which are in the package. Raises ``MissingExtraError``."""
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise MissingExtraError("Reading pictures needs rapidocr: pip install 'jaxdesign[ocr]'.") from error
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.text_score": _LEAST_SCORE,
            "Global.max_side_len": 4096,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Det.limit_side_len": _LEAST_SIDE_PX,
            "EngineConfig.onnxruntime.intra_op_num_threads": num_threads,
        }
    )


def _corners(quad: np.ndarray, scale: float) -> Float[np.ndarray, "4 2"]:
    """Corners of a line; of one that runs downwards, from where its first letter stands."""
    corners = np.asarray(quad, np.float64) / scale
    across = np.linalg.norm(corners[1] - corners[0])
    down = np.linalg.norm(corners[3] - corners[0])
    return np.roll(corners, -1, axis=0) if down >= _TALL * across else corners


def _line(quad: Any, string: str, score: float, characters: Any, scale: float) -> ReadLine:
    corners = _corners(quad, scale)
    along = corners[1] - corners[0]
    along = along / max(float(np.linalg.norm(along)), 1e-6)
    letters = []
    for character, _, box in characters:
        center = np.asarray(box, np.float64).mean(axis=0) / scale
        letters.append(Letter(character, float((center - corners[0]) @ along)))
    return ReadLine(string, tuple(letters), float(score), corners)


def _goes_on(one: ReadLine, other: ReadLine) -> bool:
    """True where ``other`` stands a word's space right of ``one``, in the same line."""
    if one.angle != 0.0 or other.angle != 0.0:
        return False
    (_, top, right, bottom), (left, other_top, _, other_bottom) = _bounds(one), _bounds(other)
    heights = bottom - top, other_bottom - other_top
    shared = min(bottom, other_bottom) - max(top, other_top)
    alike = max(heights) < _ALIKE_HEIGHT * min(heights) and shared > _SHARED_HEIGHT * max(heights)
    return alike and -_OVERLAP * max(heights) < left - right < _WORD_SPACE * min(heights)


def _bounds(line: ReadLine) -> tuple[float, float, float, float]:
    left, top = line.corners.min(axis=0)
    right, bottom = line.corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def joined(lines: list[ReadLine]) -> list[ReadLine]:
    """The lines with those made one that the reader took apart between two words."""
    result: list[ReadLine] = []
    for line in sorted(lines, key=lambda line: (_bounds(line)[0], _bounds(line)[1])):
        place = next((i for i, one in enumerate(result) if _goes_on(one, line)), None)
        if place is None:
            result.append(line)
            continue
        before = result[place]
        offset = _bounds(line)[0] - _bounds(before)[0]
        letters = (*before.letters, *(Letter(c, center + offset) for c, center in line.letters))
        edges = np.array([_bounds(before), _bounds(line)])
        (left, top), (right, bottom) = edges[:, :2].min(axis=0), edges[:, 2:].max(axis=0)
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        score = min(before.score, line.score)
        result[place] = ReadLine(f"{before.string} {line.string}", letters, score, corners)
    return sorted(result, key=lambda line: (_bounds(line)[1], _bounds(line)[0]))


def read_lines(pixels: UInt8[np.ndarray, "h w 3"], *, num_threads: int = -1) -> tuple[ReadLine, ...]:
    """The lines of text in a picture, from the top down; empty where there are none.

    ``num_threads`` -1 is one for each core. Raises ``MissingExtraError`` without the extra ``ocr``.
    """
    engine = _engine(num_threads)
    height, width = pixels.shape[:2]
    scale = max(1.0, _SMALL_SIDE_PX / max(height, width))
    if scale > 1.0:
        size = (max(round(width * scale), 1), max(round(height * scale), 1))
        pixels = np.asarray(PillowImage.fromarray(pixels).resize(size, PillowImage.Resampling.BICUBIC))
    least = max(_LEAST_SIDE_PX - pixels.shape[0], 0), max(_LEAST_SIDE_PX - pixels.shape[1], 0)
    padded = np.pad(pixels, ((0, least[0]), (0, least[1]), (0, 0)), mode="edge")
    found = engine(np.ascontiguousarray(padded[:, :, ::-1]))
    if found.boxes is None:
        return ()
    lines = [
        _line(quad, string, score, characters, scale)
        for quad, string, score, characters in zip(
            found.boxes, found.txts, found.scores, found.word_results, strict=True
        )
    ]
    return tuple(joined(lines))
