"""What the whole picture stands on."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from jaxdesign.data.parse.grounds import Ground, fitted_ground, solid

_LEAST_SHARE = 0.22
_EDGE_SHARE = 0.55
_GRADIENT_SHARE = 0.7
_CLEAN_STEP = 2.0
_CLEAN = 0.8
_SAME = 9.0
_TINY_PX = 24


def root_ground(pixels: Float[np.ndarray, "h w 3"]) -> Ground | None:
    """The colour or gradient under everything; None where the whole picture is one photograph.

    It must be clean as well as common: neighbouring pixels of a photograph's sky are not equal.
    """
    height, width = pixels.shape[:2]
    if min(height, width) < _TINY_PX:
        return solid(np.median(pixels.reshape(-1, 3), axis=0))
    edge = np.zeros((height, width), bool)
    edge[:2], edge[-2:], edge[:, :2], edge[:, -2:] = True, True, True, True
    candidates = []
    for where, least in ((edge, _EDGE_SHARE), (np.ones_like(edge), _LEAST_SHARE)):
        ground = fitted_ground(pixels, where)
        if ground is None:
            continue
        if ground.slopes.any():
            least = max(least, _GRADIENT_SHARE)
        if ground.share >= least and _is_clean(pixels, ground):
            candidates.append(ground)
    return candidates[0] if candidates else None


def _is_clean(pixels: np.ndarray, ground: Ground) -> bool:
    height, width = pixels.shape[:2]
    own = np.abs(pixels - ground.levels(0, 0, width, height)).max(axis=-1) <= _SAME
    beside = own[:, 1:] & own[:, :-1]
    if not beside.any():
        return False
    step = np.abs(pixels[:, 1:] - pixels[:, :-1]).max(axis=-1)[beside]
    return float((step <= _CLEAN_STEP).mean()) >= _CLEAN
