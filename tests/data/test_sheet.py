"""Contact sheets: even gutters, whole pictures, captions on one line."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from jaxdesign.data.sheet import PAPER, Entry, contact_sheet
from jaxdesign.errors import InputError


def _plain(width: int, height: int, color: str = "#cc3344") -> Image.Image:
    return Image.new("RGB", (width, height), color)


def _columns(sheet: Image.Image, color: tuple[int, int, int], row: int) -> list[tuple[int, int]]:
    """Runs (start, length) of pixels of a colour along a row."""
    line = (np.asarray(sheet)[row] == color).all(-1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]]).astype(int)))
    return [(int(start), int(end - start)) for start, end in edges.reshape(-1, 2)]


def test_pictures_stand_in_even_columns_at_full_width() -> None:
    sheet = contact_sheet([Entry(_plain(400, 200)) for _ in range(5)], columns=3, cell_px=100)
    runs = _columns(sheet, (204, 51, 68), row=30)
    starts = [start for start, _ in runs]
    assert [length for _, length in runs] == [100, 100, 100]
    assert starts[1] - starts[0] == starts[2] - starts[1] > 100
    assert starts[0] == sheet.width - starts[2] - 100
    assert len(_columns(sheet, (204, 51, 68), row=sheet.height - 30)) == 2


def test_a_tall_picture_is_narrower_and_keeps_its_proportions() -> None:
    sheet = contact_sheet([Entry(_plain(100, 400))], cell_px=100)
    pixels = (np.asarray(sheet) == (204, 51, 68)).all(-1)
    height, width = pixels.any(1).sum(), pixels.any(0).sum()
    assert height == 140
    assert abs(height / width - 4) < 0.1


def test_a_caption_wider_than_its_column_is_cut_within_it() -> None:
    long = "A very long title that cannot possibly stand in so narrow a column"
    sheet = contact_sheet([Entry(_plain(100, 50), long), Entry(_plain(100, 50), "b")], columns=2, cell_px=100)
    ink = (np.abs(np.asarray(sheet).astype(int) - PAPER).sum(-1) > 60)[-30:-15]
    gutter = slice(14 + 100 + 1, 14 + 109 - 1)
    assert ink[:, :114].any()
    assert not ink[:, gutter].any()


def test_captions_in_other_scripts_and_on_transparent_pictures() -> None:
    clear = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    sheet = contact_sheet([Entry(clear, "Ünïcode Ж → ✓", "note")], cell_px=100, heading="1 kept")
    assert sheet.mode == "RGB"
    assert (255, 255, 255) in {color for _, color in sheet.getcolors(1 << 20) or []}


def test_the_same_sheet_twice() -> None:
    items = [Entry(_plain(90, 60), "one", "two")] * 4
    assert contact_sheet(items).tobytes() == contact_sheet(items).tobytes()


def test_what_cannot_be_laid_out_is_refused() -> None:
    with pytest.raises(InputError, match="at least one picture"):
        contact_sheet([])
    with pytest.raises(InputError, match="column"):
        contact_sheet([Entry(_plain(10, 10))], columns=0)
