"""Copies and near-copies of pictures, found by perceptual hashes."""

from __future__ import annotations

import imagehash
import numpy as np
from PIL import Image

SAME_BITS = 6
"""Of 128. A re-encoded copy differs by 0 to 2 bits, a small crop by about 6, another poster by about 60."""

_SIDE = 8
_HEX_DIGITS = 2 * _SIDE * _SIDE // 4


def perceptual_hash(picture: Image.Image) -> str:
    """128 bits as hexadecimal: pHash of the structure, then dHash of the gradients."""
    small = picture.convert("L")
    return f"{imagehash.phash(small, hash_size=_SIDE)}{imagehash.dhash(small, hash_size=_SIDE)}"


def _bits(hash_: str) -> np.ndarray:
    """``[16]`` uint8."""
    return np.frombuffer(bytes.fromhex(hash_.zfill(_HEX_DIGITS)), dtype=np.uint8)


class NearDuplicates:
    """All pictures seen, by hash and proportions; finds the one that a new one copies."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._hashes = np.zeros((256, _HEX_DIGITS // 2), dtype=np.uint8)
        self._aspects = np.zeros(256, dtype=np.float32)

    def add(self, id_: str, hash_: str, aspect: float) -> None:
        """Remember a picture; ``aspect`` is width by height."""
        count = len(self._ids)
        if count == len(self._hashes):
            self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
            self._aspects = np.concatenate([self._aspects, np.zeros_like(self._aspects)])
        self._hashes[count], self._aspects[count] = _bits(hash_), aspect
        self._ids.append(id_)

    def find(self, hash_: str, aspect: float) -> str | None:
        """Id of a remembered picture that this one copies; None where there is none."""
        count = len(self._ids)
        if not count:
            return None
        differing = np.unpackbits(self._hashes[:count] ^ _bits(hash_), axis=1).sum(axis=1)
        alike = np.abs(np.log(self._aspects[:count] / aspect)) < 0.1
        distance = np.where(alike, differing, _HEX_DIGITS * 4)
        nearest = int(distance.argmin())
        return self._ids[nearest] if distance[nearest] <= SAME_BITS else None
