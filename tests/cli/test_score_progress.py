"""The progress bar."""

from __future__ import annotations

import io

from jaxdesign.cli.score_progress import ScoreProgress, line
from jaxdesign.progress import Progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_tells_phase_steps_and_scores() -> None:
    text = line(Progress("improving", 150, 300, (61.24, 70.0)))
    assert text.startswith("improving")
    assert text.endswith("150/300  total 61.2  70.0")
    assert text.count("━") == text.count("─")


def test_many_scores_are_cut() -> None:
    assert line(Progress("improving", 1, 2, (1.0,) * 9)).endswith("and 5 more")


def test_a_phase_without_steps_is_full() -> None:
    assert "─" not in line(Progress("reading", 0, 0))


def test_it_says_nothing_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with ScoreProgress(stream) as progress:
        progress(Progress("improving", 1, 2, (50.0,)))
    assert stream.getvalue() == ""


def test_it_draws_new_phases_and_ends_and_cleans_up() -> None:
    stream = _Terminal()
    with ScoreProgress(stream) as progress:
        for done in range(1000):
            progress(Progress("improving", done, 1000))
        progress(Progress("improving", 1000, 1000))
    drawn = stream.getvalue()
    assert "0/1000" in drawn
    assert "1000/1000" in drawn
    assert drawn.count("improving") < 500
    assert drawn.endswith("\r\x1b[K")
