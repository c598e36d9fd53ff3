"""Near-copies are found as a search through all pictures finds them."""

from __future__ import annotations

import numpy as np

from jaxdesign.data.near_duplicates import SeenPictures


def _hex(bits: np.ndarray) -> str:
    return np.packbits(bits).tobytes().hex()


def test_as_a_search_through_all() -> None:
    rng = np.random.default_rng(0)
    base = rng.integers(0, 2, (60, 128))
    seen = SeenPictures()
    for i, bits in enumerate(base):
        seen.add(str(i), _hex(bits), 1.5)
    found = 0
    for trial in range(300):
        bits = base[trial % 60].copy()
        flips = rng.choice(128, trial % 12, replace=False)
        bits[flips] ^= 1
        distances = (base != bits).sum(1)
        expected = str(int(distances.argmin())) if distances.min() <= 6 else None
        assert seen.find(_hex(bits), 1.5) == expected
        found += expected is not None
    assert 100 < found < 300


def test_other_proportions_are_another_picture() -> None:
    seen = SeenPictures()
    seen.add("wide", "0" * 32, 2.0)
    assert seen.find("0" * 32, 2.1) == "wide"
    assert seen.find("0" * 32, 1.0) is None
