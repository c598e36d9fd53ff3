"""Each term sees what it is named for; limits and gradients against independent figures."""

from functools import cache
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxdesign.grammar import alignment as alignment_module
from jaxdesign.grammar.kernels import log_kernel, soft_min
from jaxdesign.grammar.terms import TERMS
from jaxdesign.types import Kind, Role

GRID = [(0.1, 0.1, 0.3, 0.05), (0.1, 0.2, 0.3, 0.05), (0.1, 0.3, 0.3, 0.05), (0.6, 0.1, 0.3, 0.05)]


@cache
def compiled(name):
    return jax.jit(TERMS[name].function)


def value(name, scene):
    return float(compiled(name)(scene))


def shifted(step):
    return [GRID[0], (0.1 + step, 0.2 + step * 0.7, 0.3, 0.05), GRID[2], GRID[3]]


@pytest.mark.parametrize("name", ["alignment", "rhythm"])
def test_grid_is_better_the_nearer_it_is(name, make_scene):
    errors = [value(name, make_scene(shifted(step))) for step in (0.0, 0.001, 0.005, 0.02, 0.05)]
    assert all(near < far for near, far in pairwise(errors))


def test_alignment_pulls_from_afar(make_scene):
    def error(x):
        scene = make_scene(GRID)
        box = scene.design.box.at[1, 0].set(x)
        return TERMS["alignment"].function(scene._replace(design=scene.design._replace(box=box)))

    pull = jax.jit(jax.grad(error))
    for step in (0.002, 0.01, 0.04):
        assert float(pull(0.1 + step)) > 0.01
        assert float(pull(0.1 - step)) < -0.01


def test_alignment_tends_to_the_nearest_partner(make_scene, monkeypatch):
    """At temperature 0: per axis 0.6 min + 0.4 mean over three lines of the kernel at the nearest partner."""
    boxes = np.array([(0.11, 0.13, 0.3, 0.05), (0.1, 0.2, 0.35, 0.05), (0.2, 0.37, 0.31, 0.07)])
    monkeypatch.setattr(alignment_module, "TEMPERATURE", 1e-5)
    sharp, reach = alignment_module.SHARP, alignment_module.REACH
    total = 0.0
    for axis in (0, 1):
        lines = boxes[:, [axis]] + np.array([0, 0.5, 1]) * boxes[:, [axis + 2]]
        for i in range(3):
            others = [abs(lines[i] - lines[j]) for j in range(3) if j != i]
            others.append(abs(lines[i] - [0, 0.5, 1]))
            nearest = np.min(others, axis=0)
            alone = (np.log(1 + nearest / sharp) - np.log(1 + nearest / reach)) / np.log(reach / sharp)
            total += 0.6 * alone.min() + 0.4 * alone.mean()
    found = jax.jit(lambda scene: alignment_module.alignment(scene))(make_scene(boxes.tolist()))
    assert float(found) == pytest.approx(total / 6, abs=2e-3)


@pytest.mark.parametrize(
    "name", ["alignment", "rhythm", "whitespace", "fit", "consistency", "margins", "palette"]
)
def test_gradient_equals_finite_differences(name, make_scene):
    rng = np.random.default_rng(3)
    boxes = rng.uniform(0.05, 0.35, (5, 4)) + np.array([0.02, 0, 0, 0])
    kinds = [Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.IMAGE, Kind.IMAGE]
    scene = make_scene(boxes.tolist(), kinds, inks=rng.uniform(0.1, 0.8, (5, 3)).tolist())
    direction = jnp.asarray(rng.normal(size=scene.design.box.shape), jnp.float32)

    @jax.jit
    def along(step):
        design = scene.design._replace(box=scene.design.box + step * direction)
        return TERMS[name].function(scene._replace(design=design))

    step = 2e-4
    numeric = (float(along(step)) - float(along(-step))) / (2 * step)
    assert float(jax.grad(along)(0.0)) == pytest.approx(numeric, rel=0.05, abs=2e-2)


def test_overlap_is_the_share_of_ink(make_scene):
    boxes = [(0.1, 0.1, 0.4, 0.1), (0.3, 0.1, 0.4, 0.1)]
    scene = make_scene(boxes, sizes=[0.0, 0.0])
    assert value("overlap", scene) == pytest.approx(0.5, abs=1e-5)
    assert value("overlap", make_scene([boxes[0], (0.6, 0.1, 0.2, 0.1)])) == 0


def test_a_picture_over_a_text_hides_it(make_scene):
    boxes = [(0.1, 0.1, 0.4, 0.1), (0.0, 0.0, 0.9, 0.5)]
    assert value("overlap", make_scene(boxes, [Kind.TEXT, Kind.IMAGE])) == pytest.approx(1.0, abs=1e-5)
    assert value("overlap", make_scene(boxes[::-1], [Kind.IMAGE, Kind.TEXT])) == 0


def test_contrast_is_the_harmonic_mean_over_flat_cards(make_scene):
    """Black on white 21, white on black 21, and grey #777 on white 4.48: 3 / (2/21 + 1/4.478)."""
    grey = 0.5693
    boxes = [(0.1, 0.5, 0.8, 0.4), (0.2, 0.1, 0.3, 0.05), (0.2, 0.6, 0.3, 0.05), (0.2, 0.3, 0.3, 0.05)]
    kinds = [Kind.RECTANGLE, Kind.TEXT, Kind.TEXT, Kind.TEXT]
    inks = [(0.0, 0, 0), (0.0, 0, 0), (1.0, 0, 0), (grey, 0, 0)]
    assert value("contrast", make_scene(boxes, kinds, inks=inks)) == pytest.approx(
        3 / (2 / 21 + 1 / 4.478), rel=0.01
    )


def test_contrast_on_a_picture_reads_the_pixels(make_scene):
    picture = np.zeros((16, 16, 3))
    boxes = [(0.0, 0.0, 0.9, 0.9), (0.2, 0.2, 0.4, 0.1)]
    kinds = [Kind.IMAGE, Kind.TEXT]
    white = make_scene(boxes, kinds, inks=[(0, 0, 0), (1, 0, 0)], picture=picture)
    assert value("contrast", white) == pytest.approx(21, rel=0.02)


def test_contrast_on_the_backdrop_reads_the_pixels(make_scene):
    scene = make_scene([(0.2, 0.2, 0.4, 0.1)], inks=[(1, 0, 0)], picture=np.zeros((16, 16, 3)))
    assert value("contrast", scene) == pytest.approx(21, rel=0.02)


def test_fit_is_best_where_the_box_is_what_the_words_need(make_scene):
    need = (0.1, 0.1, 10 * 0.03, 1.2 * 0.03)
    exact = value("fit", make_scene([need]))
    assert exact < 1e-3
    assert value("fit", make_scene([need], sizes=[0.04])) > 0.2
    assert value("fit", make_scene([(0.1, 0.1, 0.27, 0.036)])) > value(
        "fit", make_scene([(0.1, 0.1, 0.295, 0.036)])
    )
    two_lines = (0.1, 0.1, 5 * 0.03, 2.4 * 0.03)
    assert value("fit", make_scene([two_lines])) < 1e-3


def test_hierarchy_counts_discordant_pairs(make_scene):
    boxes = [(0.1, 0.1 * i, 0.4, 0.05) for i in range(3)]
    right = make_scene(boxes, sizes=[0.09, 0.05, 0.02], chars=[5, 40, 400])
    wrong = make_scene(boxes, sizes=[0.02, 0.05, 0.09], chars=[5, 40, 400])
    roles = jnp.array([Role.HEADLINE, Role.SUBHEADING, Role.BODY, *[Role.NONE] * 3])
    assert value("hierarchy", right._replace(design=right.design._replace(role=roles))) < 1e-3
    assert value("hierarchy", wrong._replace(design=wrong.design._replace(role=roles))) > 0.4


def test_whitespace_is_the_free_share(make_scene):
    scene = make_scene([(0.0, 0.0, 0.5, 0.5), (0.25, 0.0, 0.5, 0.5)], [Kind.IMAGE, Kind.TEXT])
    assert value("whitespace", scene) == pytest.approx(1 - 0.75 * 0.5, abs=2e-3)
    assert value("whitespace", make_scene([])) == 1


def test_balance_is_the_centre_of_weight(make_scene):
    picture = np.ones((16, 16, 3))
    picture[:, 12:] = 0
    assert value("balance", make_scene([], picture=picture)) == pytest.approx(0.75, abs=0.01)
    picture[:, :4] = 0
    assert value("balance", make_scene([], picture=picture)) < 1e-3


def test_margins_equal_and_clear(make_scene):
    assert value("margins", make_scene([(0.1, 0.1, 0.8, 0.1)])) < 0.02
    assert value("margins", make_scene([(0.1, 0.1, 0.7, 0.1)])) > 0.2
    assert value("margins", make_scene([(0.005, 0.1, 0.99, 0.1)])) > 0.3


def test_containment_counts_crossings(make_scene):
    kinds = [Kind.RECTANGLE, Kind.TEXT]
    card = (0.2, 0.2, 0.4, 0.4)
    assert value("containment", make_scene([card, (0.3, 0.3, 0.1, 0.05)], kinds)) < 1e-3
    assert value("containment", make_scene([card, (0.55, 0.3, 0.1, 0.05)], kinds)) > 0.45


def test_crop_and_consistency_and_palette(make_scene):
    assert value("crop", make_scene([(0.9, 0.1, 0.2, 0.1)])) > 0.9
    assert value("crop", make_scene([(0.8, 0.1, 0.2, 0.1)])) < 1e-4
    kinds = [Kind.IMAGE, Kind.IMAGE]
    assert value("consistency", make_scene([(0.1, 0.1, 0.2, 0.2), (0.5, 0.1, 0.2, 0.2)], kinds)) < 1e-3
    assert value("consistency", make_scene([(0.1, 0.1, 0.2, 0.2), (0.5, 0.1, 0.24, 0.2)], kinds)) > 0.2
    boxes = [(0.1, 0.1, 0.3, 0.1), (0.1, 0.3, 0.3, 0.1)]
    assert value("palette", make_scene(boxes, inks=[(0.2, 0, 0)] * 2)) < 1e-3
    assert value("palette", make_scene(boxes, inks=[(0.2, 0, 0), (0.6, 0.1, 0.1)])) > 0.5


def test_harmony_of_one_hue_is_below_that_of_three(make_scene):
    one = np.tile([0.8, 0.1, 0.1], (12, 12, 1))
    three = one.copy()
    three[4:8], three[8:] = [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]
    assert (
        value("harmony", make_scene([], picture=one)) < value("harmony", make_scene([], picture=three)) - 0.02
    )


def test_busyness_only_on_pictures(make_scene):
    noise = np.tile((np.indices((16, 16)).sum(0) // 2 % 2)[..., None], (1, 1, 3))
    boxes = [(0.0, 0.0, 0.9, 0.9), (0.2, 0.2, 0.4, 0.3)]
    assert value("busyness", make_scene(boxes, [Kind.IMAGE, Kind.TEXT], picture=noise)) > 0.2
    assert value("busyness", make_scene(boxes, [Kind.TEXT, Kind.TEXT], picture=noise)) == 0


def test_reading_order_counts_steps_back(make_scene):
    down = [(0.1, 0.1, 0.3, 0.05), (0.1, 0.2, 0.3, 0.05), (0.1, 0.3, 0.3, 0.05)]
    assert value("reading_order", make_scene(down)) == 0
    assert value("reading_order", make_scene(down[::-1])) > 0.5
    assert value("reading_order", make_scene([*down, (0.6, 0.1, 0.3, 0.05)])) == 0


def test_legibility_of_size_and_length(make_scene):
    box = (0.1, 0.1, 0.8, 0.036)
    assert value("legibility", make_scene([box])) == 0
    assert value("legibility", make_scene([box], sizes=[0.00625])) > 1
    assert value("legibility", make_scene([box], chars=[150])) == pytest.approx(np.log(2), abs=1e-3)


def test_proximity_and_scale(make_scene):
    boxes = [(0.1, 0.1, 0.3, 0.03), (0.1, 0.16, 0.3, 0.03)]
    assert value("proximity", make_scene(boxes)) == pytest.approx(np.log(2), abs=1e-3)
    scene = make_scene(boxes, sizes=[0.06, 0.03], chars=[3, 3])
    assert value("scale", scene) == pytest.approx(np.log(2) / 2, abs=1e-3)


def test_soft_min_tends_to_the_minimum():
    numbers = jnp.array([0.4, 0.1, 0.7])
    mask = jnp.array([True, True, False])
    assert float(soft_min(numbers, mask, temperature=1e-3)) == pytest.approx(0.1, abs=1e-6)
    assert float(soft_min(numbers, jnp.zeros(3, bool), temperature=0.1, empty=0.25)) == 0.25


def test_log_kernel_runs_from_equal_to_unrelated():
    far = log_kernel(jnp.array([0.0, 0.001, 0.01, 1e6]), sharp=0.001, reach=0.1)
    assert float(far[0]) == 0
    assert float(far[1]) == pytest.approx(np.log(2 / 1.01) / np.log(100), abs=3e-3)
    assert float(far[3]) == pytest.approx(1, abs=1e-3)
