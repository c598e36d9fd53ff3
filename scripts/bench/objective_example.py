"""The design that the speed benchmarks work on."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from jaxdesign.types import Design, Kind, Role, Textures


def example(num: int) -> tuple[Design, Textures]:
    """A design of ``num`` slots, three quarters in use: about half texts, some pictures, the rest shapes."""
    rng = np.random.default_rng(0)
    kinds = np.resize(
        [Kind.RECTANGLE, Kind.IMAGE, Kind.TEXT, Kind.TEXT, Kind.ELLIPSE, Kind.TEXT, Kind.TEXT], num
    )

    def colors(*shape: int) -> np.ndarray:
        return np.concatenate(
            [rng.uniform(0.2, 0.9, (*shape, 1)), rng.uniform(-0.05, 0.05, (*shape, 2)), np.ones((*shape, 1))],
            -1,
        )

    values = {
        "canvas_px": np.array([600, 800]),
        "backdrop": colors(2)[:, :3],
        "backdrop_angle": np.array(0.7),
        "box": np.concatenate([rng.uniform(0, 0.6, (num, 2)), rng.uniform(0.1, 0.4, (num, 2))], 1),
        "opacity": np.ones(num),
        "fill": colors(num, 2),
        "fill_angle": rng.uniform(0, 6, num),
        "stroke": colors(num),
        "stroke_width": rng.choice([0, 0.01], num),
        "radius": rng.choice([0, 0.02], num),
    }
    for name in ("rotation", "font_size", "line_height", "weight", "align"):
        values[name] = np.zeros(num)
    design = Design(
        kind=jnp.asarray(kinds, jnp.int32),
        role=jnp.full(num, Role.NONE, jnp.int32),
        group=jnp.full(num, -1, jnp.int32),
        mask=jnp.arange(num) < num * 3 // 4,
        **{name: jnp.asarray(value, jnp.float32) for name, value in values.items()},
    )
    textures = Textures(
        ink=jnp.asarray(rng.uniform(0, 1, (num, 48, 192)), jnp.float32),
        picture=jnp.asarray(rng.uniform(0, 1, (num, 32, 32, 4)), jnp.float32),
        backdrop=jnp.zeros((64, 64, 4)),
    )
    return design, textures
