"""The rasterizer against areas computed by supersampling, and its gradients against differences."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.design.color import oklab_from_srgb, srgb_from_oklab
from jaxdesign.raster import rasterize
from jaxdesign.types import Design, Kind, Role, Textures

CANVAS = (60.0, 48.0)
HEIGHT, WIDTH = 24, 20
SLOTS = 4
FLOATS = ("box", "rotation", "opacity", "fill", "fill_angle", "stroke", "stroke_width", "radius", "backdrop")


def lab(*srgb: float) -> np.ndarray:
    return np.asarray(oklab_from_srgb(jnp.array(srgb, jnp.float32)))


def make_design(*elements: dict, backdrop=((1.0, 1.0, 1.0),) * 2, backdrop_angle: float = 0.0) -> Design:
    """A design of opaque black rectangles, changed as each element says."""
    floats = {
        name: np.zeros(SLOTS, np.float32)
        for name in (
            "rotation", "fill_angle", "stroke_width", "radius", "font_size", "line_height", "weight", "align",
        )
    }  # fmt: skip
    black = np.array([*lab(0.0, 0.0, 0.0), 1.0], np.float32)
    values = floats | {
        "box": np.zeros((SLOTS, 4), np.float32),
        "opacity": np.ones(SLOTS, np.float32),
        "fill": np.tile(black, (SLOTS, 2, 1)),
        "stroke": np.zeros((SLOTS, 4), np.float32),
        "kind": np.full(SLOTS, Kind.RECTANGLE, np.int32),
        "role": np.full(SLOTS, Role.NONE, np.int32),
        "group": np.full(SLOTS, -1, np.int32),
    }
    for i, element in enumerate(elements):
        for name, value in element.items():
            values[name][i] = value
    return Design(
        canvas_px=jnp.array(CANVAS, jnp.float32),
        backdrop=jnp.stack([lab(*color) for color in backdrop]),
        backdrop_angle=jnp.float32(backdrop_angle),
        mask=jnp.arange(SLOTS) < len(elements),
        **{name: jnp.asarray(value) for name, value in values.items()},
    )


def make_textures(seed: int = 0) -> Textures:
    rng = np.random.default_rng(seed)
    return Textures(
        ink=jnp.asarray(rng.uniform(0, 1, (SLOTS, 8, 12)), jnp.float32),
        picture=jnp.asarray(rng.uniform(0, 1, (SLOTS, 6, 6, 4)), jnp.float32),
        backdrop=jnp.zeros((4, 4, 4)),
    )


@functools.cache
def painter(*, rotated: bool = False, softness: float = 1.0):
    return jax.jit(
        lambda design, textures: rasterize(
            design, textures, height=HEIGHT, width=WIDTH, rotated=rotated, softness=softness
        )
    )


def darkness(design: Design, **options) -> np.ndarray:
    return 1 - np.asarray(painter(**options)(design, make_textures()).picture)[..., 0]


def supersampled(inside, factor: int = 32) -> np.ndarray:
    """Share of each pixel where ``inside(x, y)`` holds, in canvas pixels."""
    x = (np.arange(WIDTH * factor) + 0.5) / (WIDTH * factor) * CANVAS[0]
    y = (np.arange(HEIGHT * factor) + 0.5) / (HEIGHT * factor) * CANVAS[1]
    cells = inside(x[None, :], y[:, None]).astype(float)
    return cells.reshape(HEIGHT, factor, WIDTH, factor).mean((1, 3))


def fractions(x: float, y: float, w: float, h: float) -> tuple[float, ...]:
    return x / CANVAS[0], y / CANVAS[1], w / CANVAS[0], h / CANVAS[1]


def rounded(x, y, center, half, radius, angle=0.0):
    """Whether points are in a box with corners of ``radius``, rotated clockwise."""
    dx, dy = x - center[0], y - center[1]
    u, v = np.cos(angle) * dx + np.sin(angle) * dy, np.cos(angle) * dy - np.sin(angle) * dx
    qx, qy = np.abs(u) - half[0] + radius, np.abs(v) - half[1] + radius
    return np.hypot(np.maximum(qx, 0), np.maximum(qy, 0)) + np.minimum(np.maximum(qx, qy), 0) <= radius


def test_box_coverage_is_the_area_of_each_pixel_in_the_box():
    x, y, w, h = 7.3, 5.1, 21.7, 1.3
    dark = darkness(make_design({"box": fractions(x, y, w, h)}))
    pitch = CANVAS[0] / WIDTH, CANVAS[1] / HEIGHT
    columns, rows = np.arange(WIDTH) * pitch[0], np.arange(HEIGHT) * pitch[1]
    across = np.clip(np.minimum(columns + pitch[0], x + w) - np.maximum(columns, x), 0, None) / pitch[0]
    down = np.clip(np.minimum(rows + pitch[1], y + h) - np.maximum(rows, y), 0, None) / pitch[1]
    np.testing.assert_allclose(dark, down[:, None] * across, atol=2e-3)


@pytest.mark.parametrize("angle", [0.0, 0.4, np.pi / 2, 2.5])
@pytest.mark.parametrize(("half", "radius"), [((20, 13), 6.0), ((14, 9), 0.0), ((15, 0.7), 0.0)])
def test_rounded_and_rotated_boxes_cover_as_supersampled(angle, half, radius):
    center = (30.2, 23.7)
    box = fractions(center[0] - half[0], center[1] - half[1], 2 * half[0], 2 * half[1])
    design = make_design({"box": box, "radius": radius / CANVAS[1], "rotation": angle})
    expected = supersampled(lambda x, y: rounded(x, y, center, half, radius, angle))
    error = np.abs(darkness(design, rotated=True) - expected)
    assert error.mean() < 3e-3
    assert error.max() < 0.2
    if angle == 0:
        assert np.abs(darkness(design) - expected).max() < 0.03


@pytest.mark.parametrize("angle", [0.0, 0.7])
def test_ellipse_covers_as_supersampled(angle):
    center, half = (29.0, 22.0), (22.0, 12.5)
    box = fractions(center[0] - half[0], center[1] - half[1], 2 * half[0], 2 * half[1])
    design = make_design({"box": box, "kind": Kind.ELLIPSE, "rotation": angle})
    cosine, sine = np.cos(angle), np.sin(angle)

    def inside(x, y):
        dx, dy = x - center[0], y - center[1]
        return ((cosine * dx + sine * dy) / half[0]) ** 2 + ((cosine * dy - sine * dx) / half[1]) ** 2 <= 1

    error = np.abs(darkness(design, rotated=True) - supersampled(inside))
    assert error.max() < 0.06


def test_border_lies_inside_of_the_edge():
    design = make_design(
        {
            "box": fractions(9, 10, 36, 28),
            "radius": 5 / CANVAS[1],
            "stroke": [*lab(1.0, 0.0, 0.0), 1.0],
            "stroke_width": 4 / CANVAS[1],
        }
    )
    picture = np.asarray(painter()(design, make_textures()).picture)
    center, half = (27.0, 24.0), (18.0, 14.0)
    outer = supersampled(lambda x, y: rounded(x, y, center, half, 5.0))
    inner = supersampled(lambda x, y: rounded(x, y, center, (14.0, 10.0), 1.0))
    np.testing.assert_allclose(picture[..., 0], 1 - inner, atol=0.03)
    np.testing.assert_allclose(picture[..., 1], 1 - outer, atol=0.03)


def test_line_is_as_thick_as_its_stroke():
    design = make_design(
        {
            "box": fractions(6, 10, 40, 20),
            "kind": Kind.LINE,
            "stroke": [*lab(0.0, 0.0, 0.0), 1.0],
            "stroke_width": 3 / CANVAS[1],
        }
    )
    expected = supersampled(lambda x, y: (np.abs(x - 26) < 20) & (np.abs(y - 20) < 1.5))
    np.testing.assert_allclose(darkness(design), expected, atol=0.02)


def test_gradient_runs_corner_to_corner():
    angle = 0.6
    design = make_design(
        {"box": (0, 0, 1, 1), "fill": [[*lab(0, 0, 0), 1], [*lab(1, 1, 1), 1]], "fill_angle": angle}
    )
    x = (np.arange(WIDTH) + 0.5) / WIDTH * CANVAS[0] - CANVAS[0] / 2
    y = (np.arange(HEIGHT) + 0.5)[:, None] / HEIGHT * CANVAS[1] - CANVAS[1] / 2
    length = CANVAS[0] * np.cos(angle) + CANVAS[1] * np.sin(angle)
    expected = 0.5 + (x * np.cos(angle) + y * np.sin(angle)) / length
    np.testing.assert_allclose(1 - darkness(design), expected, atol=2e-3)
    backdrop = make_design(backdrop=((0, 0, 0), (1, 1, 1)), backdrop_angle=angle)
    np.testing.assert_allclose(1 - darkness(backdrop), expected, atol=2e-3)


def test_picture_is_averaged_where_small():
    textures = make_textures()
    design = make_design({"box": (0.25, 0.25, 3 / WIDTH, 3 / HEIGHT), "kind": Kind.IMAGE})
    picture = np.asarray(painter()(design, textures).picture)
    rgba = np.asarray(textures.picture[0])
    shown = rgba[..., :3] * rgba[..., 3:] + 1 - rgba[..., 3:]
    mean = picture[6:9, 5:8].mean((0, 1))
    np.testing.assert_allclose(mean, shown.mean((0, 1)), atol=5e-3)
    np.testing.assert_allclose(picture[0:5], 1, atol=1e-4)


def test_picture_is_interpolated_where_large():
    ramp = np.ones((6, 6, 4), np.float32)
    ramp[..., :3] = ((np.arange(6) + 0.5) / 6)[None, :, None]
    textures = make_textures()
    textures = textures._replace(picture=textures.picture.at[0].set(ramp))
    design = make_design({"box": (0, 0, 1, 1), "kind": Kind.IMAGE})
    row = np.asarray(painter()(design, textures).picture)[HEIGHT // 2, :, 0]
    expected = np.clip((np.arange(WIDTH) + 0.5) / WIDTH, 0.5 / 6, 1 - 0.5 / 6)
    np.testing.assert_allclose(row, expected, atol=5e-3)


@pytest.mark.parametrize("rotated", [False, True])
def test_text_is_its_ink_in_its_colour_and_not_in_under(rotated):
    textures = make_textures()
    textures = textures._replace(ink=textures.ink.at[0].set(0.5))
    red = [*lab(1, 0, 0), 1]
    design = make_design(
        {"box": (0.25, 0.25, 0.5, 0.5), "kind": Kind.TEXT, "fill": [red, red], "opacity": 0.6}
    )
    layers = painter(rotated=rotated)(design, textures)
    np.testing.assert_allclose(layers.picture[12, 10], [1, 0.7, 0.7], atol=5e-3)
    np.testing.assert_allclose(layers.under, 1, atol=1e-6)


def test_texture_turns_with_its_box():
    textures = make_textures()
    half_dark = np.ones((6, 6, 4), np.float32)
    half_dark[:, :3, :3] = 0
    textures = textures._replace(picture=textures.picture.at[0].set(half_dark))
    design = make_design(
        {"box": fractions(14, 8, 32, 32), "kind": Kind.IMAGE, "rotation": np.pi / 2},
    )
    picture = np.asarray(painter(rotated=True)(design, textures).picture)[..., 0]
    assert picture[6, 10] == pytest.approx(0, abs=0.02)
    assert picture[17, 10] == pytest.approx(1, abs=0.02)


def test_elements_are_laid_over_each_other_in_order():
    grey, blue = [*lab(0.5, 0.5, 0.5), 1], [*lab(0, 0, 1), 1]
    design = make_design(
        {"box": (0, 0, 1, 1), "fill": [grey, grey]},
        {"box": (0, 0, 1, 1), "fill": [blue, blue], "opacity": 0.25},
        backdrop=((0, 1, 0), (0, 1, 0)),
    )
    picture = np.asarray(painter()(design, make_textures()).picture)
    np.testing.assert_allclose(picture[3, 4], [0.375, 0.375, 0.625], atol=3e-3)


def test_softness_tends_to_hard_edges():
    design = make_design({"box": fractions(15, 12, 30, 24)})
    hard = darkness(design, softness=0.05)
    assert set(np.round(np.unique(hard), 3)) <= {0.0, 1.0}
    assert darkness(design, softness=4.0).mean() == pytest.approx(hard.mean(), abs=1e-3)


def mixed_design(angle: float) -> Design:
    rng = np.random.default_rng(4)

    def paint():
        return [*np.asarray(lab(*rng.uniform(0.2, 0.8, 3))), 0.9]

    common = {"opacity": 0.8, "rotation": angle}
    return make_design(
        {"box": (0.12, 0.17, 0.61, 0.52), "radius": 0.13, "fill": [paint(), paint()], "fill_angle": 0.5}
        | {"stroke": paint(), "stroke_width": 0.05}
        | common,
        {"box": (0.33, 0.21, 0.42, 0.57), "kind": Kind.IMAGE, "radius": 0.06} | common,
        {"box": (0.21, 0.43, 0.55, 0.31), "kind": Kind.TEXT, "fill": [paint(), paint()]} | common,
        {"box": (0.51, 0.53, 0.37, 0.28), "kind": Kind.ELLIPSE, "fill": [paint(), paint()]} | common,
        backdrop=((0.9, 0.8, 0.7), (0.4, 0.5, 0.6)),
    )


@functools.cache
def gradient(rotated: bool):
    weights = np.random.default_rng(3).normal(size=(2, HEIGHT, WIDTH, 3))
    weights = jnp.asarray(weights, jnp.float32)

    def loss(floats, textures, design):
        layers = rasterize(design._replace(**floats), textures, height=HEIGHT, width=WIDTH, rotated=rotated)
        return jnp.sum(layers.picture * weights[0] + layers.under * weights[1])

    return jax.jit(loss), jax.jit(jax.grad(loss, argnums=(0, 1)))


@pytest.mark.parametrize(("rotated", "sharp"), [(False, False), (False, True), (True, False)])
def test_gradients_equal_finite_differences(rotated, sharp):
    loss, grad = gradient(rotated)
    design, textures = mixed_design(0.3 if rotated else 0.0), make_textures()
    if sharp:
        nothing = jnp.zeros_like(design.radius)
        design = design._replace(radius=nothing, stroke_width=nothing)
    floats = {name: getattr(design, name) for name in FLOATS}
    by_floats, by_textures = grad(floats, textures, design)
    rng = np.random.default_rng(9)
    for name in FLOATS:
        if (name == "rotation" and not rotated) or (sharp and name in ("radius", "stroke_width")):
            continue
        direction = rng.choice([-1.0, 1.0], floats[name].shape).astype(np.float32)
        step = 3e-4 if name in ("box", "radius", "stroke_width", "rotation") else 3e-3
        ahead, behind = (
            float(loss(floats | {name: floats[name] + sign * step * direction}, textures, design))
            for sign in (1, -1)
        )
        expected = (ahead - behind) / (2 * step)
        tolerance = 0.03 * float(np.abs(np.asarray(by_floats[name])).sum()) + 0.02
        assert float(np.sum(by_floats[name] * direction)) == pytest.approx(expected, abs=tolerance), name
    for name in Textures._fields:
        value = getattr(textures, name)
        direction = rng.normal(size=value.shape).astype(np.float32)
        ahead, behind = (
            float(loss(floats, textures._replace(**{name: value + sign * 1e-2 * direction}), design))
            for sign in (1, -1)
        )
        expected = (ahead - behind) / 2e-2
        actual = float(np.sum(getattr(by_textures, name) * direction))
        assert actual == pytest.approx(expected, abs=0.02 * abs(expected) + 0.05), name


@pytest.mark.parametrize("rotated", [False, True])
def test_gradients_are_finite_at_degenerate_designs(rotated):
    _, grad = gradient(rotated)
    designs = [
        make_design(),
        make_design(*[{"box": (0.5, 0.5, 0, 0), "kind": kind, "radius": 0.1} for kind in (0, 1, 2, 3)]),
        make_design(
            *[{"box": (0.25, 0.25, 0.5, 0.5), "kind": kind, "stroke_width": 0.9} for kind in (0, 1, 2, 4)]
        ),
        make_design(*[{"box": (-3, 2, 0.5, 0.5), "kind": kind, "opacity": 0} for kind in (0, 1, 3, 4)]),
        make_design(*[{"box": (-5, -5, 11, 11), "kind": kind, "rotation": 1e-9} for kind in (0, 1, 2, 3)]),
    ]
    for design in designs:
        grads = grad({name: getattr(design, name) for name in FLOATS}, make_textures(), design)
        assert all(bool(jnp.all(jnp.isfinite(leaf))) for leaf in jax.tree.leaves(grads))


def test_batch_equals_loop():
    _, grad = gradient(False)
    design, textures = mixed_design(0.0), make_textures()
    floats = {name: getattr(design, name) for name in FLOATS}
    moved = [floats | {"box": floats["box"] + shift} for shift in (0.0, 0.03)]
    batch = jax.tree.map(lambda *leaves: jnp.stack(leaves), *moved)
    together, _ = jax.vmap(grad, in_axes=(0, None, None))(batch, textures, design)
    for i, one in enumerate(moved):
        alone, _ = grad(one, textures, design)
        for name in FLOATS:
            largest = float(jnp.max(jnp.abs(alone[name])))
            np.testing.assert_allclose(together[name][i], alone[name], atol=5e-3 * largest + 1e-6)


def test_rotations_known_beforehand_choose_the_path():
    turned = mixed_design(0.3)
    plain = jax.jit(lambda textures: rasterize(turned, textures, height=HEIGHT, width=WIDTH))(make_textures())
    np.testing.assert_allclose(
        plain.picture, painter(rotated=True)(turned, make_textures()).picture, atol=1e-4
    )
    assert float(jnp.max(srgb_from_oklab(turned.backdrop))) <= 1
