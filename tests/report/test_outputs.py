"""Everything that a result folder holds."""

from __future__ import annotations

import dataclasses
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.WebPImagePlugin import WebPImageFile

from jaxdesign.design.codec import loads
from jaxdesign.innovation.result import Certificate, Check, InnovationResult
from jaxdesign.render.png import render_array, to_png
from jaxdesign.report.animation import HOLD_AFTER_MS, LONGEST_PX, MAX_BYTES, begin_pictures, snapping_webp
from jaxdesign.report.destination import FILES
from jaxdesign.report.html import report_html
from jaxdesign.report.outputs import PICTURE_PX, Begun, drawn, write_outputs
from jaxdesign.report.summary import summary


def test_every_file_is_there_and_readable(result: InnovationResult, tmp_path: Path) -> None:
    write_outputs(result, tmp_path / "out", name="poster")
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    assert loads((out / "design.json").read_bytes()) == result.after
    assert Image.open(io.BytesIO((out / "design.png").read_bytes())).size == (200, 280)
    assert "Hello" in (out / "design.svg").read_text(encoding="utf-8")
    pair = Image.open(io.BytesIO((out / "before-after.png").read_bytes()))
    assert pair.width > pair.height


def test_the_same_result_gives_the_same_bytes(result: InnovationResult, tmp_path: Path) -> None:
    begun = Begun(result.before)
    begun.follow(result.frames)
    for name, drawings in (("first", None), ("second", begun)):
        write_outputs(result, tmp_path / name, name="poster", begun=drawings)
    for name in FILES:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


@pytest.mark.parametrize("scale", [0.5, 1.0, 8.0])
def test_before_and_after_are_shown_equally_large(result: InnovationResult, scale: float) -> None:
    before, after = drawn(result, to_png(result.after, scale=scale))
    assert before.shape == after.shape
    assert max(after.shape) == PICTURE_PX


def test_the_moving_picture_goes_from_before_to_after(result: InnovationResult) -> None:
    data = snapping_webp(begin_pictures(result)())
    assert len(data) <= MAX_BYTES
    movie = Image.open(io.BytesIO(data))
    assert isinstance(movie, WebPImageFile)
    assert max(movie.size) == LONGEST_PX
    assert movie.info["loop"] == 0
    ends = []
    for frame in (0, movie.n_frames - 1):
        movie.seek(frame)
        ends.append(np.asarray(movie.convert("RGB"), np.float32) / 255)
    assert movie.info["duration"] >= HOLD_AFTER_MS
    for end, document in zip(ends, (result.before, result.after), strict=True):
        assert np.abs(end - render_array(document, longest_px=LONGEST_PX)).mean() < 0.01


def test_the_moving_picture_of_another_format_is_a_cross_fade(result: InnovationResult) -> None:
    wide = result.after.canvas.model_copy(update={"width": 400.0, "height": 200.0})
    after = result.after.model_copy(update={"canvas": wide})
    movie = Image.open(io.BytesIO(snapping_webp(begin_pictures(dataclasses.replace(result, after=after))())))
    assert movie.size == (LONGEST_PX, LONGEST_PX)


class _Links(HTMLParser):
    """Collects every address in the report and every open element."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]


def test_the_report_needs_nothing_else_and_escapes_what_is_not_ours(result: InnovationResult) -> None:
    html = report_html(result, drawn(result), name="poster")
    links = _Links()
    links.feed(html)
    assert links.addresses
    assert all(address.startswith("data:") for address in links.addresses)
    assert all(target.startswith("data:") for target in re.findall(r"url\(([^)]*)\)", html))
    assert "@import" not in html
    assert not {"b", "link", "iframe"} & set(links.tags) - {"b"}
    assert "<b>& all" not in html
    assert "Hello &lt;b&gt;&amp; all&lt;/b&gt;" in html
    assert "nothing &lt;much&gt;" in html
    assert "A &lt;small&gt; poster" in html


def test_the_report_tells_totals_changes_terms_and_provenance(result: InnovationResult) -> None:
    html = report_html(result, drawn(result), name="poster")
    text = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    words = " ".join(text.split())
    for part in (
        "48 → 81",
        "Certified",
        "13 px left",
        "alignment +8",
        "white space −1",
        "Seed 3",
        "White space",
    ):
        assert part in words, part


def test_a_broken_check_is_told_with_its_reason(result: InnovationResult, tmp_path: Path) -> None:
    checks = (*result.certificate.checks, Check(name="margins", holds=False, reason="The lock forbids it."))
    broken = dataclasses.replace(result, certificate=Certificate(checks=checks))
    html = report_html(broken, drawn(broken), name="poster")
    assert "The lock forbids it." in html
    assert "2 of 3 checks hold" in html
    assert "2 of 3 checks hold" in summary(broken, path=Path("a.json"), folder=tmp_path)


def test_the_report_on_another_format_shows_both_side_by_side(result: InnovationResult) -> None:
    wide = result.after.canvas.model_copy(update={"width": 400.0})
    after = result.after.model_copy(update={"canvas": wide})
    other = dataclasses.replace(result, after=after)
    html = report_html(other, drawn(other), name="poster")
    assert 'type="range"' not in html
    assert "200 × 280" in html
    assert "400 × 280" in html


def test_the_summary_names_what_mattered_most_first(result: InnovationResult, tmp_path: Path) -> None:
    lines = summary(result, path=Path("a.json"), folder=tmp_path).splitlines()
    assert lines[0] == "a.json: 48.0 -> 81.0 of 100, 2 of 2 checks hold"
    assert lines[1] == "  headline 13 px left: alignment +8"


@pytest.mark.parametrize("length", [0, 1, 2])
def test_curves_of_hardly_any_steps(result: InnovationResult, length: int) -> None:
    short = dataclasses.replace(
        result,
        total_curve=result.total_curve[:length],
        term_curves={name: curve[:length] for name, curve in result.term_curves.items()},
    )
    assert "nan" not in re.sub(r"base64,[^)\"]*", "", report_html(short, drawn(short), name="poster"))
