"""Text set into lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jaxdesign.design.document import Canvas, Document, Element, Text
from jaxdesign.render.fonts import shipped_registry
from jaxdesign.render.setting import break_text, fit_size, set_text, text_metrics
from jaxdesign.render.shaping import advance, cased

REGISTRY = shipped_registry()
LOREM = "Good design makes a product useful and understandable, and it is honest down to the last detail."


def text(string: str, **fields: object) -> Text:
    return Text.model_validate({"string": string, "size": 20, "family": ("Inter",), **fields})


def test_width_is_the_sum_of_advances_where_nothing_is_kerned() -> None:
    face = REGISTRY.resolve(("Cousine",), 400, False)
    assert advance("abc", face, REGISTRY) == pytest.approx(3 * 1229 / 2048)
    assert advance("abc", face, REGISTRY, 0.1) == pytest.approx(3 * 1229 / 2048 + 0.3)


def test_kerning_counts() -> None:
    face = REGISTRY.resolve(("Inter",), 400, False)
    apart = advance("A", face, REGISTRY) + advance("V", face, REGISTRY)
    assert advance("AV", face, REGISTRY) < apart - 0.02


def test_height_follows_the_lines() -> None:
    one, three = text("a"), text("a\nb\nc", line_height=1.5)
    face = REGISTRY.resolve(("Inter",), 400, False)
    assert set_text(one, None, REGISTRY).height == pytest.approx((face.ascent + face.descent) * 20)
    assert set_text(three, None, REGISTRY).height == pytest.approx(
        (2 * 1.5 + face.ascent + face.descent) * 20
    )


def test_lines_are_balanced_without_taking_more() -> None:
    full = break_text(text(LOREM), 330, REGISTRY, balance=False)
    even = break_text(text(LOREM), 330, REGISTRY)
    assert len(even) == len(full) > 1
    widths = [set_text(text(line.strip()), None, REGISTRY).width for line in even]
    assert max(widths) <= 330
    assert max(widths) - min(widths) < 60


def test_the_last_line_has_company() -> None:
    string = "An evening of chamber music extraordinary"
    for width in range(120, 420, 10):
        lines = break_text(text(string), width, REGISTRY)
        if 1 < len(lines) <= 3:
            two = set_text(text("music extraordinary"), None, REGISTRY).width <= width
            assert len(lines[-1].split()) > 1 or not two


@pytest.mark.parametrize(("align", "expected"), [("start", 0.0), ("center", 0.5), ("end", 1.0)])
def test_alignment(align: str, expected: float) -> None:
    line = set_text(text("short", align=align), 300, REGISTRY).lines[0]
    assert line.x == pytest.approx(expected * (300 - line.width))


def test_words_stay_whole_unless_asked() -> None:
    long = text("Donaudampfschifffahrt")
    assert len(set_text(long, 60, REGISTRY).lines) == 1
    broken = set_text(long, 60, REGISTRY, break_words=True)
    assert broken.width <= 60.5
    assert "".join(line.string for line in broken.lines) == "Donaudampfschifffahrt"


def test_given_lines_are_kept() -> None:
    set_ = set_text(text("one two three", lines=("one", "two three"), case="upper"), 10, REGISTRY)
    assert [line.string for line in set_.lines] == ["ONE", "TWO THREE"]


def test_case() -> None:
    assert cased("the quick-brown fox's", "title") == "The Quick-brown Fox's"
    assert cased("Ab", "upper") + cased("Ab", "lower") + cased("Ab", "none") == "ABabAb"


strings = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")) | st.just("\n"),
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(strings, st.floats(0, 900), st.sampled_from(["none", "upper"]), st.booleans(), st.floats(-0.05, 0.3))
def test_no_character_is_lost(
    string: str, width: float, case: str, break_words: bool, tracking: float
) -> None:
    source = text(string, case=case, tracking=tracking)
    set_ = set_text(source, width, REGISTRY, break_words=break_words)

    def letters(value: str) -> str:
        return "".join(c for c in value if not c.isspace() and c != "\u200b")

    assert letters("".join(line.string for line in set_.lines)) == letters(cased(string, case))
    assert np.isfinite([set_.width, set_.height, *(line.x for line in set_.lines)]).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=30), st.floats(150, 700))
@example(words=["aaaaaaa", "a", "aaaaa", "aaaaaaa"], width=150.0)
def test_lines_fit_wherever_words_do(words: list[str], width: float) -> None:
    set_ = set_text(text(" ".join(words)), width, REGISTRY)
    assert set_.width <= width * 1.003
    fullest = break_text(text(" ".join(words)), width, REGISTRY, balance=False)
    assert len(set_.lines) == len(fullest)


def test_fit_size_is_the_largest_that_fits() -> None:
    size = fit_size(text(LOREM), 300, 120, REGISTRY)
    below = set_text(text(LOREM, size=size * 0.999), 300, REGISTRY)
    above = set_text(text(LOREM, size=size * 1.02), 300, REGISTRY)
    assert below.height <= 120 * 1.003
    assert below.width <= 300 * 1.003
    assert above.height > 120 or above.width > 300
    assert fit_size(text("word"), 1, 1, REGISTRY, min_size=8) == 8


def _document(*texts: Text) -> Document:
    elements = tuple(
        Element(id=f"t{i}", kind="text", box=(0, 0, 100, 20), text=value) for i, value in enumerate(texts)
    )
    return Document(canvas=Canvas(width=400, height=300), elements=elements)


def test_metrics_agree_with_setting() -> None:
    metrics = text_metrics(_document(text(LOREM), text("one"), text("SUMMER\nSALE")), 8, REGISTRY)
    widths = np.asarray(metrics.break_width)
    assert widths.shape == (8, 12)
    assert (np.diff(widths, axis=1) <= 1e-6).all()
    for k in range(12):
        assert len(set_text(text(LOREM), float(widths[0, k]) * 20, REGISTRY).lines) <= k + 1
        if k and widths[0, k] < widths[0, k - 1] - 1e-4:
            narrower = float(widths[0, k]) * 20 * 0.99
            set_ = set_text(text(LOREM), narrower, REGISTRY)
            assert len(set_.lines) > k + 1 or set_.width > narrower * 1.003
    assert np.ptp(widths[1]) == 0
    assert widths[2, 0] > 2 * widths[2, 1]
    assert (widths[3:] == 0).all()
    assert np.asarray(metrics.num_chars)[:3].tolist() == [len(LOREM), 3, 11]


def test_captured_widths_agree(captures_dir: object) -> None:
    """Single lines of captures in shipped families, without tracking: the renderer's width and ours."""
    import gzip
    import json
    from pathlib import Path

    errors = []
    for path in sorted(Path(str(captures_dir)).glob("*/*.json.gz"))[::25]:
        for item in json.loads(gzip.decompress(path.read_bytes()))["elements"]:
            if item["t"] != "text" or item.get("n") != 1 or item["ls"] or item["tt"] not in (None, "none"):
                continue
            family = item["ff"].split(",")[0].strip().strip("\"'")
            if family in ("Roboto", "Inter", "Open Sans", "Poppins", "Lato", "Source Sans Pro", "Montserrat"):
                weight = int(item["fw"]) if str(item["fw"]).isdigit() else 400
                value = text(item["s"], size=float(item["fs"]), family=(family,), weight=weight)
                if REGISTRY.resolve((family,), weight, False).weight == weight and item["it"] == "normal":
                    errors.append(abs(set_text(value, None, REGISTRY).width / item["b"][2] - 1))
    assert len(errors) > 50
    assert np.median(errors) < 0.002
    assert np.percentile(errors, 80) < 0.02


@pytest.mark.parametrize(
    ("string", "lines"),
    [
        ("Verbena de San Juan", ("Verbena", "de San Juan")),
        ("Hasta un 60 % en abrigos", ("Hasta un 60 %", "en abrigos")),
        ("Od 12 € w sobotę", ("Od 12 €", "w sobotę")),
        ("open.example · 27 Quay Street", ("open.example ·", "27 Quay Street")),
    ],
)
def test_short_words_stay_with_the_next_and_numbers_with_their_units(string, lines):
    whole = set_text(Text(string=string, size=20.0), None).width
    broken = break_text(Text(string=string, size=20.0), 0.62 * whole)
    assert tuple(line.strip() for line in broken) == lines


def test_a_tie_too_wide_for_its_place_is_broken():
    text = Text(string="de Wiedereröffnung", size=20.0)
    assert len(break_text(text, set_text(Text(string="Wiedereröffnung", size=20.0), None).width + 1)) == 2


def test_hyphened_words_break_only_between_long_parts() -> None:
    assert "-" not in {line[-1:] for line in break_text(text("perdeu-se o cachorro"), 130, REGISTRY)}
    assert break_text(text("Mittelrhein-Westerwald"), 130, REGISTRY) == ("Mittelrhein-", "Westerwald")


def test_no_short_word_stands_alone_between_two_lines() -> None:
    title = Text(string="How to price your design work", size=100, family=("Alfa Slab One",), weight=400)
    for width in range(560, 1500, 20):
        lines = break_text(title, width)
        assert not any(line.strip() == "your" for line in lines[:-1]), (width, lines)
