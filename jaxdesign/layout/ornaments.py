"""Shapes that overlap on purpose stay as they were put together; what is nearly round becomes round."""

from __future__ import annotations

import numpy as np

from jaxdesign.design.document import Document

_LEAST_SHARED, _MOST_SHARED = 0.1, 0.75
"""Share of the smaller one that an overlap on purpose hides: less is a touch, more is containment."""
_NEARLY_ROUND = 0.12


def _shared(first: np.ndarray, second: np.ndarray) -> float:
    """Common area of two boxes as a share of the smaller one."""
    sides = np.minimum(first[:2] + first[2:], second[:2] + second[2:]) - np.maximum(first[:2], second[:2])
    smaller = min(first[2] * first[3], second[2] * second[3])
    return float(np.prod(np.maximum(sides, 0)) / max(smaller, 1e-9))


def clusters(document: Document) -> list[list[int]]:
    """Indices of elements that make one ornament: ellipses and the shapes that they partly overlap."""
    boxes = [np.array(element.box) for element in document.elements]
    round_ = [element.shape == "ellipse" for element in document.elements]
    shapes = [i for i, element in enumerate(document.elements) if element.kind == "shape"]
    found: list[list[int]] = []
    for i in shapes:
        touching = [
            cluster
            for cluster in found
            if any(
                (round_[i] or round_[j]) and _LEAST_SHARED < _shared(boxes[i], boxes[j]) < _MOST_SHARED
                for j in cluster
            )
        ]
        merged = sorted([i, *(j for cluster in touching for j in cluster)])
        found = [cluster for cluster in found if cluster not in touching] + [merged]
    return [cluster for cluster in found if len(cluster) > 1]


def rounded(document: Document, box: np.ndarray) -> np.ndarray:
    """``[n, 4]`` boxes in canvas fractions; nearly round ellipses made circles about their centres."""
    box = box.copy()
    canvas = np.array([document.canvas.width, document.canvas.height])
    for i, element in enumerate(document.elements):
        drawn = np.array(element.box[2:])
        if element.shape != "ellipse" or drawn.min() <= 0 or abs(np.log(drawn[0] / drawn[1])) > _NEARLY_ROUND:
            continue
        size = np.sqrt(np.prod(box[i, 2:] * canvas)) / canvas
        box[i, :2] += (box[i, 2:] - size) / 2
        box[i, 2:] = size
    return box


def kept_together(document: Document, box: np.ndarray) -> np.ndarray:
    """``[n, 4]`` boxes in which every ornament has moved as one with its largest element, at its size."""
    box = box.copy()
    drawn = np.array([element.box for element in document.elements]).reshape(-1, 4)
    drawn = drawn / np.array([document.canvas.width, document.canvas.height] * 2)
    for cluster in clusters(document):
        largest = max(cluster, key=lambda i: drawn[i, 2] * drawn[i, 3])
        shift = box[largest, :2] + box[largest, 2:] / 2 - drawn[largest, :2] - drawn[largest, 2:] / 2
        box[cluster] = drawn[cluster] + np.concatenate([shift, np.zeros(2)])
    return box
