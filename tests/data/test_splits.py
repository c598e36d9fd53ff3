"""No source and no designer on two sides, and what was held out stays held out."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from jaxdesign.data.splits import SPLITS, is_held_out, maker, split_of

HELD_OUT = (
    "PaulleDemon+awesome-landing-pages", "codeisscience+manifesto", "codewithsadee+grilli",
    "jlantunez+webslides", "sebilasse+indieweb-origami", "startbootstrap-blog-home-5.0.9",
    "startbootstrap-creative-7.0.7", "startbootstrap-grayscale-7.0.6", "tailwindtoolbox+App-Landing-Page",
    "technext+humanity", "themefisher+brandi-bootstrap", "themefisher+novena-bootstrap", "themesberg+landwind",
    "themewagon+mapple-HTML",
)  # fmt: skip
"""Sources that calibration and the shipped denoiser have never seen."""


def test_what_was_held_out_stays_held_out() -> None:
    assert all(split_of(source) in ("validation", "test") for source in HELD_OUT)


def test_one_designer_is_always_in_training() -> None:
    for source in ("html5up-aerial", "GanYihuan+HTML5Up", "SBWiam+html5up-paradigm-shift", "Segui10+x"):
        assert split_of(source) == "train"


def test_a_package_goes_with_the_repository_it_is_made_from() -> None:
    assert split_of("webslides-1.5.0") == split_of("jlantunez+webslides") != "train"
    assert split_of("material-kit-2.0.4") == split_of("creativetimofficial+material-kit") == "train"


def test_what_one_maker_has_held_out_is_on_one_side() -> None:
    sides: dict[str, set[str]] = {}
    for source in HELD_OUT:
        sides.setdefault(maker(source), set()).add(split_of(source))
    assert all(len(found) == 1 for found in sides.values())
    assert {"validation", "test"} == set.union(*sides.values())


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20))
def test_a_new_source_is_held_out_by_the_first_byte_of_its_hash(name: str) -> None:
    source = f"owner+{name}"
    expected = hashlib.sha256(source.encode()).digest()[0] < 0.2 * 256
    assert is_held_out(source) == expected
    assert split_of(source) in SPLITS
