"""Boxes whose sizes are those that their content asks for."""

from __future__ import annotations

import numpy as np

from jaxdesign.layout.evidence import Drawn, Noise


def sized(drawn: Drawn, noise: Noise) -> np.ndarray:
    """``[n, 4]`` the boxes with sizes that their content speaks for, position kept."""
    width, height = drawn.canvas_px
    box, texts = drawn.box.copy(), drawn.texts
    is_text = texts.lines > 0
    room = np.maximum(0.98 * texts.high, texts.low)
    box[is_text, 2] = np.clip(drawn.box[:, 2] * width, texts.low, room)[is_text] / width
    box[is_text, 3] = texts.height[is_text] / height
    known = drawn.aspect > 0
    ratio = drawn.aspect[known]
    off_x, off_y = (noise.w + 1e-4) * width, (noise.h + 1e-4) * height
    seen_w, seen_h = box[known, 2] * width, box[known, 3] * height
    tall = (seen_w * ratio / off_x**2 + seen_h / off_y**2) / (ratio**2 / off_x**2 + 1 / off_y**2)
    box[known, 2], box[known, 3] = np.maximum(tall, 1) * ratio / width, np.maximum(tall, 1) / height
    return box
