"""Curves as inline SVG."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

MAX_POINTS = 200


def _points(curve: Float[np.ndarray, "steps"], width: float, height: float) -> list[tuple[float, float]]:
    """The curve from 0 to 100 in a box of that size, thinned to at most ``MAX_POINTS`` points."""
    picked = np.unique(np.linspace(0, len(curve) - 1, min(len(curve), MAX_POINTS)).round().astype(int))
    last = max(len(curve) - 1, 1)
    shares = np.clip(np.nan_to_num(curve[picked]), 0, 100) / 100
    return [(i / last * width, (1 - share) * height) for i, share in zip(picked, shares, strict=True)]


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def total_chart(curve: Float[np.ndarray, "steps"]) -> str:
    """The total over the steps, with its scale, its start and its end marked."""
    width, height = 340.0, 150.0
    points = _points(curve, width, height)
    (first_x, first_y), (last_x, last_y) = points[0], points[-1]
    lines = "".join(
        f'<line class="grid" x1="0" x2="{width}" y1="{y}" y2="{y}"/>'
        f'<text x="{width + 8}" y="{y + 4}">{level}</text>'
        for level, y in ((100, 0.0), (50, height / 2), (0, height))
    )
    return (
        f'<svg viewBox="0 -8 {width + 34:g} {height + 34:g}" role="img" '
        f'aria-label="Total from {curve[0]:.0f} to {curve[-1]:.0f} in {len(curve)} steps">{lines}'
        f'<path class="way" d="{_path(points)}"/>'
        f'<circle class="start" cx="{first_x:.1f}" cy="{first_y:.1f}" r="4.5"/>'
        f'<circle class="end" cx="{last_x:.1f}" cy="{last_y:.1f}" r="5"/>'
        f'<text x="0" y="{height + 20}">step 1</text>'
        f'<text x="{width}" y="{height + 20}" text-anchor="end">{len(curve)}</text></svg>'
    )


def small_chart(name: str, curve: Float[np.ndarray, "steps"]) -> str:
    """One term's percentile over the steps, as one of many small ones on the same scale."""
    width, height = 170.0, 56.0
    points = _points(curve, width, height)
    last_x, last_y = points[-1]
    return (
        f'<svg viewBox="-2 -4 {width + 6:g} {height + 8:g}" role="img" '
        f'aria-label="{name} from {curve[0]:.0f} to {curve[-1]:.0f}">'
        f'<line class="grid" x1="0" x2="{width}" y1="0" y2="0"/>'
        f'<line class="grid" x1="0" x2="{width}" y1="{height}" y2="{height}"/>'
        f'<path class="way" d="{_path(points)}"/>'
        f'<circle class="end" cx="{last_x:.1f}" cy="{last_y:.1f}" r="3"/></svg>'
    )
