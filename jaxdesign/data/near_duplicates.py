"""Copies and near-copies among any number of pictures, by their perceptual hashes."""

from __future__ import annotations

import math
from collections import defaultdict

from jaxdesign.collectors.duplicates import SAME_BITS

_BITS = 128
_BANDS = 8
"""Hashes that differ in fewer than this many bits agree in at least one of so many equal parts."""
_SAME_ASPECT = 0.1
"""Logarithm of the ratio of two proportions below which they may be one picture."""

assert SAME_BITS < _BANDS


class SeenPictures:
    """Pictures by hash and proportions; finds the one that a new one copies in time that hardly grows."""

    def __init__(self) -> None:
        self._known: list[tuple[str, int, float]] = []
        self._bands: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(_BANDS)]

    @staticmethod
    def _parts(bits: int) -> list[int]:
        width = _BITS // _BANDS
        return [(bits >> (width * band)) & ((1 << width) - 1) for band in range(_BANDS)]

    def add(self, id_: str, hash_: str, aspect: float) -> None:
        """Remember a picture; ``hash_`` is 32 hexadecimal digits, ``aspect`` width by height."""
        bits = int(hash_, 16)
        for band, part in zip(self._bands, self._parts(bits), strict=True):
            band[part].append(len(self._known))
        self._known.append((id_, bits, aspect))

    def find(self, hash_: str, aspect: float) -> str | None:
        """Id of the nearest remembered picture that this one copies; None where there is none."""
        bits = int(hash_, 16)
        candidates: set[int] = set()
        for band, part in zip(self._bands, self._parts(bits), strict=True):
            candidates.update(band.get(part, ()))
        best: tuple[int, int] | None = None
        for index in candidates:
            _, other, proportions = self._known[index]
            distance = (bits ^ other).bit_count()
            alike = abs(math.log(proportions / aspect)) < _SAME_ASPECT
            if alike and distance <= SAME_BITS and (best is None or (distance, index) < best):
                best = distance, index
        return self._known[best[1]][0] if best else None
