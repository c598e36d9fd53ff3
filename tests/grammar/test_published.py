"""Published measures against plain loops, hand figures and their own degenerate rules."""

import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.design.color import contrast_ratio
from jaxdesign.grammar import published
from jaxdesign.grammar.apca import apca

rng = np.random.default_rng(7)
SIZE = rng.uniform(0.08, 0.45, (7, 2))
BOX = np.concatenate([rng.uniform(0, 1 - SIZE), SIZE], axis=1).astype(np.float32)
MASK = np.array([True] * 6 + [False])
UNDERLAY = np.array([True, False, False, True, False, False, False])


def ltrb(box):
    return box[0], box[1], box[0] + box[2], box[1] + box[3]


def common(first, second):
    l1, t1, r1, b1 = ltrb(first)
    l2, t2, r2, b2 = ltrb(second)
    return max(min(r1, r2) - max(l1, l2), 0) * max(min(b1, b2) - max(t1, t2), 0)


def test_layoutgan_alignment():
    """As ``metric.py``: the padded slot is a partner as well."""
    total = 0.0
    for i in range(6):
        least = 1.0
        for j in range(7):
            if i == j:
                continue
            a, b = BOX[i].astype(float), BOX[j].astype(float)
            for part in (0, 0.5, 1):
                least = min(least, abs(a[0] + part * a[2] - b[0] - part * b[2]))
                least = min(least, abs(a[1] + part * a[3] - b[1] - part * b[3]))
        total += -np.log(1 - least)
    assert float(published.layoutgan_alignment(BOX, MASK)) == pytest.approx(total / 6, rel=1e-4)


def test_layoutgan_overlap():
    total = sum(
        common(BOX[i], BOX[j]) / (BOX[i][2] * BOX[i][3]) for i in range(6) for j in range(6) if i != j
    )
    assert float(published.layoutgan_overlap(BOX, MASK)) == pytest.approx(total / 6, rel=1e-4)


def test_layoutgan_by_hand():
    boxes = jnp.array([[0.1, 0.1, 0.2, 0.2], [0.13, 0.5, 0.3, 0.3]])
    everything = jnp.ones(2, bool)
    assert float(published.layoutgan_alignment(boxes, everything)) == pytest.approx(-np.log(0.97), rel=1e-3)
    assert float(published.layoutgan_overlap(boxes, everything)) == 0


def test_posterlayout_val():
    boxes = np.array([[0.1, 0.1, 0.02, 0.02], [0.1, 0.1, 0.5, 0.5], [0.99, 0.99, 0.5, 0.5]], np.float32)
    assert float(published.posterlayout_val(boxes, np.ones(3, bool))) == pytest.approx(1 / 3)


def test_posterlayout_ove():
    kept = [i for i in range(6) if not UNDERLAY[i]]
    total = 0.0
    for a, i in enumerate(kept):
        for j in kept[a + 1 :]:
            shared = common(BOX[i], BOX[j])
            total += shared / (BOX[i][2] * BOX[i][3] + BOX[j][2] * BOX[j][3] - shared)
    assert float(published.posterlayout_ove(BOX, MASK, UNDERLAY)) == pytest.approx(
        total / len(kept), rel=1e-4
    )


def test_posterlayout_und_loose():
    total = 0.0
    for i in (0, 3):
        total += max(common(BOX[i], BOX[j]) / (BOX[j][2] * BOX[j][3]) for j in (1, 2, 4, 5))
    assert float(published.posterlayout_und_loose(BOX, MASK, UNDERLAY)) == pytest.approx(total / 2, rel=1e-4)


def test_posterlayout_und_strict():
    boxes = np.array(
        [[0.1, 0.1, 0.4, 0.4], [0.2, 0.2, 0.1, 0.1], [0.6, 0.1, 0.2, 0.3], [0.65, 0.2, 0.3, 0.1]], np.float32
    )
    underlay, everything = np.array([True, False, True, False]), np.ones(4, bool)
    assert float(published.posterlayout_und_strict(boxes, everything, underlay)) == 0.5
    assert float(published.posterlayout_und_strict(boxes, everything, underlay, as_published=True)) == 1.0


def _sobel_loop(grey):
    height, width = grey.shape
    padded = np.pad(grey, 1, mode="reflect")
    gx, gy = np.zeros_like(grey), np.zeros_like(grey)
    for i in range(height):
        for j in range(width):
            p = padded[i : i + 3, j : j + 3]
            gx[i, j] = p[0, 2] + 2 * p[1, 2] + p[2, 2] - p[0, 0] - 2 * p[1, 0] - p[2, 0]
            gy[i, j] = p[2, 0] + 2 * p[2, 1] + p[2, 2] - p[0, 0] - 2 * p[0, 1] - p[0, 2]
    return gx, gy


@pytest.mark.parametrize("as_published", [False, True])
def test_posterlayout_rea(as_published):
    picture = rng.uniform(0, 1, (20, 30, 3)).astype(np.float32)
    boxes = np.array([[0.1, 0.1, 0.5, 0.5], [0.3, 0.2, 0.2, 0.2]], np.float32)
    text, underlay = np.array([True, False]), np.array([False, True])
    gx, gy = _sobel_loop(np.round(picture @ np.array([0.299, 0.587, 0.114]) * 255))
    if as_published:
        gx, gy = (np.clip(g, 0, 255).astype(int) ** 2 % 256 for g in (gx, gy))
        strength = np.sqrt((gx + gy) % 256 / 2)
    else:
        strength = np.sqrt((gx**2 + gy**2) / 2)
    covered = np.zeros((20, 30), bool)
    covered[2:12, 3:18] = True
    covered[4:8, 9:15] = False
    expected = (strength / strength.max())[covered].mean()
    found = published.posterlayout_rea(picture, boxes, text, underlay, as_published=as_published)
    assert float(found) == pytest.approx(expected, rel=2e-3)


def test_nothing_to_measure():
    none = np.zeros(7, bool)
    assert float(published.layoutgan_alignment(BOX, none)) == 0
    assert float(published.posterlayout_ove(BOX, none, none)) == 0
    assert float(published.posterlayout_und_loose(BOX, none, none)) == 0
    assert float(published.posterlayout_val(BOX, none)) == 1
    assert float(published.posterlayout_rea(np.zeros((8, 8, 3)), BOX, none, none)) == 0


def test_apca_reference_values():
    """Of the APCA repository: #888 on #fff, reversed; #000 on #aaa, reversed; the least pair is 0."""

    def lc(text, under):
        return float(apca(jnp.array(text) / 255, jnp.array(under) / 255))

    assert lc([0x88] * 3, [0xFF] * 3) == pytest.approx(63.056, abs=0.01)
    assert lc([0xFF] * 3, [0x88] * 3) == pytest.approx(-68.541, abs=0.01)
    assert lc([0x00] * 3, [0xAA] * 3) == pytest.approx(58.146, abs=0.01)
    assert lc([0xAA] * 3, [0x00] * 3) == pytest.approx(-56.241, abs=0.01)
    assert lc([0x11, 0x22, 0x33], [0xDD, 0xEE, 0xFF]) == pytest.approx(91.668, abs=0.01)
    assert lc([0x80] * 3, [0x80] * 3) == 0


def test_wcag_reference_values():
    def ratio(first, second):
        return float(contrast_ratio(jnp.array(first) / 255, jnp.array(second) / 255))

    assert ratio([0] * 3, [255] * 3) == pytest.approx(21, rel=1e-4)
    assert ratio([0x76] * 3, [255] * 3) == pytest.approx(4.54, abs=0.01)
    assert ratio([255, 0, 0], [255] * 3) == pytest.approx(3.998, abs=0.01)
