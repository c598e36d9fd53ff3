"""Measures of other authors under their own names, exact as published, to compare numbers with.

Each is a plain ``jnp`` function of boxes and masks; none is a grammar term. Boxes are ``x, y, w, h`` in
fractions of the canvas unless said otherwise.
"""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from jaxdesign.grammar.boxes import extents, lines
from jaxdesign.types import AnyArray

VAL_LEAST_AREA = 0.001
"""PosterLayout: an element smaller than this share of the canvas is empty (5.13 * 7.50 * 10 of 513 * 750)."""


def layoutgan_alignment(box: Float[AnyArray, "n 4"], mask: Bool[AnyArray, "n"]) -> Float[Array, ""]:
    """Mean of ``-log(1 - min |delta|)`` over six lines and all partners (LayoutGAN++, ``metric.py``); 0 is
    best.

    As published, padded slots are partners too; where a line's least difference is 1 it counts 0. Pass a
    box array without padding for the number without that fault. Source: Kikuchi et al. (2021), after Li et
    al. (2020), 3.6.4.
    """
    n = box.shape[0]
    across, down = lines(box)
    position = jnp.concatenate([across, down], axis=-1)
    delta = jnp.abs(position[:, None, :] - position[None, :, :])
    delta = jnp.where(jnp.eye(n, dtype=bool)[:, :, None], 1.0, delta)
    least = jnp.where(mask, delta.min(axis=(1, 2)), 1.0)
    least = jnp.where(least == 1.0, 0.0, least)
    return -jnp.log(1 - least).sum() / jnp.maximum(mask.sum(), 1)


def layoutgan_overlap(box: Float[AnyArray, "n 4"], mask: Bool[AnyArray, "n"]) -> Float[Array, ""]:
    """Sum over pairs of the common area over the first's area, by element (LayoutGAN++, ``metric.py``); 0
    is best.

    Source: Kikuchi et al. (2021), after Li et al. (2020), 3.6.3.
    """
    box = jnp.where(mask[:, None], box, 0.0)
    common = _common_area(box, box) * ~jnp.eye(box.shape[0], dtype=bool)
    area = box[:, 2:3] * box[:, 3:4]
    share = jnp.where(area > 0, common / jnp.where(area > 0, area, 1.0), 0.0)
    return share.sum() / jnp.maximum(mask.sum(), 1)


def _common_area(first: Float[AnyArray, "n 4"], second: Float[AnyArray, "m 4"]) -> Float[Array, "n m"]:
    across, down = extents(first, second)
    return jnp.maximum(across, 0.0) * jnp.maximum(down, 0.0)


def _clipped_area(box: Float[AnyArray, "n 4"]) -> Float[Array, "n"]:
    """Area on the canvas; as published, the product of two negative sides counts too."""
    x, y, w, h = box.T
    width = jnp.minimum(x + w, 1.0) - jnp.maximum(x, 0.0)
    height = jnp.minimum(y + h, 1.0) - jnp.maximum(y, 0.0)
    return jnp.abs(width * height)


def posterlayout_valid(box: Float[AnyArray, "n 4"], mask: Bool[AnyArray, "n"]) -> Bool[Array, "n"]:
    """The elements that PosterLayout keeps: at least 0.1% of the canvas in area."""
    return mask & (_clipped_area(box) >= VAL_LEAST_AREA)


def posterlayout_val(box: Float[AnyArray, "n 4"], mask: Bool[AnyArray, "n"]) -> Float[Array, ""]:
    """Val: share of elements that are not empty, 0 to 1, higher is better; 1 where there are none.

    Source: Hsu et al., "PosterLayout" (CVPR 2023), ``eval.py``.
    """
    kept = posterlayout_valid(box, mask).sum()
    return jnp.where(mask.any(), kept / jnp.maximum(mask.sum(), 1), 1.0)


def posterlayout_ove(
    box: Float[AnyArray, "n 4"], mask: Bool[AnyArray, "n"], underlay: Bool[AnyArray, "n"]
) -> Float[Array, ""]:
    """Ove: sum of the IoU of all pairs of elements that are no underlays, by their number; lower is better.

    Source: Hsu et al. (2023), ``eval.py``; 0 where there are none.
    """
    kept = mask & ~underlay
    common = _common_area(box, box)
    area = box[:, 2] * box[:, 3]
    union = area[:, None] + area[None, :] - common
    iou = jnp.where(union > 0, common / jnp.where(union > 0, union, 1.0), 0.0)
    n = box.shape[0]
    pairs = kept[:, None] & kept[None, :] & (jnp.arange(n)[:, None] < jnp.arange(n)[None, :])
    return jnp.where(pairs, iou, 0.0).sum() / jnp.maximum(kept.sum(), 1)


def posterlayout_und_loose(
    box: Float[AnyArray, "n 4"], mask: Bool[AnyArray, "n"], underlay: Bool[AnyArray, "n"]
) -> Float[Array, ""]:
    """Und, loose: mean over underlays of the greatest share of another element inside it; higher is better.

    Source: Hsu et al. (2023), ``eval.py``; 0 where there is no underlay.
    """
    common = _common_area(box, box)
    area = (box[:, 2] * box[:, 3])[None, :]
    share = jnp.where(area > 0, common / jnp.where(area > 0, area, 1.0), 0.0)
    other = (mask & ~underlay)[None, :]
    best = jnp.where(other, share, 0.0).max(axis=1)
    decks = mask & underlay
    return jnp.where(decks, best, 0.0).sum() / jnp.maximum(decks.sum(), 1)


def posterlayout_und_strict(
    box: Float[AnyArray, "n 4"],
    mask: Bool[AnyArray, "n"],
    underlay: Bool[AnyArray, "n"],
    *,
    as_published: bool = False,
) -> Float[Array, ""]:
    """Und, strict: share of underlays that hold another element wholly; higher is better.

    ``as_published`` leaves out the right edge, as ``eval.py`` does (it compares ``xr_2`` with itself).
    Source: Hsu et al. (2023); 0 where there is no underlay.
    """
    x, y, w, h = box.T
    left, top, bottom = (
        x[:, None] <= x[None, :],
        y[:, None] <= y[None, :],
        (y + h)[:, None] >= (y + h)[None, :],
    )
    right = jnp.ones_like(left) if as_published else (x + w)[:, None] >= (x + w)[None, :]
    holds = (left & top & bottom & right & (mask & ~underlay)[None, :]).any(axis=1)
    decks = mask & underlay
    return (holds & decks).sum() / jnp.maximum(decks.sum(), 1)


def _sobel(grey: Float[AnyArray, "h w"]) -> tuple[Float[Array, "h w"], Float[Array, "h w"]]:
    """3 x 3 Sobel derivatives, edges mirrored about the outermost pixel (OpenCV's default)."""
    p = jnp.pad(grey, 1, mode="reflect")
    smooth_down = p[:-2] + 2 * p[1:-1] + p[2:]
    smooth_across = p[:, :-2] + 2 * p[:, 1:-1] + p[:, 2:]
    return smooth_down[:, 2:] - smooth_down[:, :-2], smooth_across[2:] - smooth_across[:-2]


def posterlayout_rea(
    picture: Float[AnyArray, "h w 3"],
    box: Float[AnyArray, "n 4"],
    text: Bool[AnyArray, "n"],
    underlay: Bool[AnyArray, "n"],
    *,
    as_published: bool = False,
) -> Float[Array, ""]:
    """Rea: mean gradient of the picture under texts that lie on no underlay, 0 to 1; lower is better.

    ``picture`` is the canvas without texts, encoded sRGB in 0..1. The gradient is ``sqrt((gx^2 + gy^2) /
    2)`` of the Sobel derivatives of luma in 0..255, divided by its greatest value. ``as_published`` keeps
    the 8-bit saturation of the derivatives and the overflow of their squares in ``eval.py``. Box edges are
    cut to whole pixels. Source: Hsu et al. (2023), ``eval.py``; 0 where no text is left.
    """
    grey = jnp.round(picture @ jnp.array([0.299, 0.587, 0.114], jnp.float32) * 255)
    gx, gy = _sobel(grey)
    if as_published:
        squares = [(jnp.clip(g, 0, 255).astype(jnp.uint8)) ** 2 for g in (gx, gy)]
        strength = jnp.sqrt((squares[0] + squares[1]).astype(jnp.float32) / 2)
    else:
        strength = jnp.sqrt((gx**2 + gy**2) / 2)
    greatest = strength.max()
    strength = jnp.where(greatest > 0, strength / jnp.where(greatest > 0, greatest, 1.0), 0.0)
    height, width = grey.shape
    scale = jnp.array([width, height])
    low = jnp.floor(box[:, :2] * scale)
    high = jnp.floor((box[:, :2] + box[:, 2:]) * scale)
    columns = (jnp.arange(width) >= low[:, :1]) & (jnp.arange(width) < high[:, :1])
    rows = (jnp.arange(height) >= low[:, 1:]) & (jnp.arange(height) < high[:, 1:])
    cells = rows[:, :, None] & columns[:, None, :]
    covered = (cells & text[:, None, None]).any(axis=0) & ~(cells & underlay[:, None, None]).any(axis=0)
    return jnp.where(covered, strength, 0.0).sum() / jnp.maximum(covered.sum(), 1)
