"""Small scenes built by hand."""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.types import Design, Kind, Role, Scene, TextMetrics

MakeScene = Callable[..., Scene]


def build_scene(
    boxes: list[tuple[float, float, float, float]],
    kinds: list[Kind] | None = None,
    *,
    slots: int = 6,
    canvas: tuple[float, float] = (1000.0, 1000.0),
    sizes: list[float] | None = None,
    inks: list[tuple[float, float, float]] | None = None,
    chars: list[float] | None = None,
    picture: np.ndarray | None = None,
) -> Scene:
    """Elements with these boxes (texts by default) on white, padded to ``slots``; colours are OKLab."""
    n = len(boxes)
    kinds = kinds or [Kind.TEXT] * n
    box = np.zeros((slots, 4), np.float32)
    box[:n] = np.array(boxes, np.float32).reshape(-1, 4)
    kind = np.full(slots, Kind.RECTANGLE, np.int32)
    kind[:n] = kinds
    font_size = np.zeros(slots, np.float32)
    font_size[:n] = sizes or [0.03 if k == Kind.TEXT else 0.0 for k in kinds]
    fill = np.zeros((slots, 2, 4), np.float32)
    fill[:n, :, 3] = 1.0
    if inks:
        fill[:n, :, :3] = np.array(inks, np.float32)[:, None, :]
    num_chars = np.zeros(slots, np.float32)
    num_chars[:n] = chars or [20.0] * n
    pixels = np.ones((8, 8, 3), np.float32) if picture is None else picture.astype(np.float32)
    zeros = jnp.zeros(slots)
    design = Design(
        canvas_px=jnp.array(canvas, jnp.float32),
        backdrop=jnp.array([[1.0, 0.0, 0.0]] * 2),
        backdrop_angle=jnp.float32(0),
        box=jnp.asarray(box),
        rotation=zeros,
        opacity=jnp.ones(slots),
        fill=jnp.asarray(fill),
        fill_angle=zeros,
        stroke=jnp.zeros((slots, 4)),
        stroke_width=zeros,
        radius=zeros,
        font_size=jnp.asarray(font_size),
        line_height=jnp.full(slots, 1.2),
        weight=jnp.full(slots, 400.0),
        align=zeros,
        kind=jnp.asarray(kind),
        role=jnp.full(slots, int(Role.BODY)),
        group=jnp.full(slots, -1),
        mask=jnp.arange(slots) < n,
    )
    widths = 10.0 / (1 + np.arange(12, dtype=np.float32))
    metrics = TextMetrics(
        break_width=jnp.asarray(np.tile(widths, (slots, 1))),
        ascent=jnp.full(slots, 0.95),
        descent=jnp.full(slots, 0.25),
        num_chars=jnp.asarray(num_chars),
    )
    return Scene(design=design, metrics=metrics, picture=jnp.asarray(pixels), under=jnp.asarray(pixels))


@pytest.fixture
def make_scene() -> MakeScene:
    return build_scene
