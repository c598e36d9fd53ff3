"""What is trained: designs varied by their trees, parts of batches, and losses that a perfect answer makes least."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from jaxdesign.data.batches import DesignBatch, LabelIds
from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.design.document import Document
from jaxdesign.evaluation.examples import Example, cut_to, example_of, parts_of, prepared
from jaxdesign.evaluation.feature_net import FeatureConfig
from jaxdesign.evaluation.reconstruction import reconstructed
from jaxdesign.layout.tree import NodeKind
from jaxdesign.models.autoencoder import Decoded, Paint
from jaxdesign.models.field import HIDDEN, FieldParams
from jaxdesign.models.values import values_of
from jaxdesign.training.tasks import decoder_loss as losses
from jaxdesign.training.tasks.decoder import DecoderTask
from jaxdesign.training.tasks.features import FeatureTask, spoilt
from jaxdesign.training.tasks.tree_augment import TreeAugment
from tests.models.tiny import CONFIG, at_random, drawn, event, one, text

SLOTS = 48
NO_DATA: RealDesignDataset = cast("RealDesignDataset", None)
"""Losses need none."""


def _long() -> Document:
    """Twenty texts in two columns: more than the least bucket holds."""
    elements = [text(f"t{i}", 60 + 360 * (i % 2), 30 + 54 * (i // 2), f"Line number {i}") for i in range(20)]
    return event().model_copy(update={"elements": tuple(elements)})


def _batch(*documents: Document) -> DesignBatch:
    rng = np.random.default_rng(0)
    seen = [drawn(document, SLOTS) for document in documents]
    rows: Any = jax.tree.map(lambda *leaves: np.stack([np.asarray(leaf) for leaf in leaves]), *seen)
    b = len(documents)
    ids = np.arange(b, dtype=np.int32)
    return DesignBatch(
        design=rows.design,
        metrics=rows.given.metrics,
        tree=rows.given.tree,
        params=rows.params,
        ground=rows.ground,
        picture=rng.integers(0, 255, (b, 64, 64, 3), dtype=np.uint8),
        labels=LabelIds(ids, ids % 2, ids % 2, np.zeros((b, 3), bool), np.zeros(b), np.ones(b)),
        index=ids,
    )


@pytest.fixture(scope="module")
def batch() -> DesignBatch:
    return _batch(event(), _long(), one(), event("Another"))


@pytest.fixture(scope="module")
def task() -> DecoderTask:
    return DecoderTask(data=NO_DATA, held_out=NO_DATA, model=CONFIG)


def _same(first: Any, second: Any) -> None:
    jax.tree.map(np.testing.assert_array_equal, first, second)


def test_dropped_leaves_are_gone_everywhere(batch: DesignBatch) -> None:
    augment = TreeAugment(share=1.0, most_dropped=0.8)
    dropped = 0
    for seed in range(12):
        found = augment(batch, np.random.default_rng(seed))
        assert found.varied.all()
        tree, old = found.batch.tree, batch.tree
        assert tree is not None
        assert old is not None
        for row in range(len(found.varied)):
            mask = np.asarray(found.batch.design.mask[row])
            gone = np.asarray(batch.design.mask[row]) & ~mask
            dropped += int(gone.sum())
            used = np.asarray(tree.kind[row]) >= 0
            held = np.asarray(tree.element[row])[used]
            assert not set(held.tolist()) & set(np.flatnonzero(gone).tolist())
            assert (np.asarray(tree.node_of[row])[gone] == -1).all()
            assert (np.asarray(tree.font_group[row])[gone] == -1).all()
            assert mask.any()
            assert used[0]
            parent, kind = np.asarray(tree.parent[row]), np.asarray(tree.kind[row])
            # No node hangs on one that is gone, and no container but the canvas is empty.
            assert used[parent[used & (parent >= 0)]].all()
            inner = np.flatnonzero(used & (kind != NodeKind.LEAF))
            assert all((parent == node).any() for node in inner if node)
            for node in inner:
                children = np.flatnonzero(parent == node)
                if len(children):
                    first = children[np.argmin(np.asarray(tree.order[row])[children])]
                    assert tree.gap_group[row][first] == -1
            for field in (
                tree.gap_group,
                tree.size_group,
                tree.pad_group,
                tree.align_group,
                tree.offset_group,
            ):
                assert (np.asarray(field[row])[~used] == -1).all()
    assert dropped > 20
    assert np.asarray(batch.design.mask).sum() == 5 + 20 + 1 + 5


def test_what_is_not_varied_stays(batch: DesignBatch) -> None:
    found = TreeAugment(share=0.5)(batch, np.random.default_rng(3))
    assert 0 < found.varied.sum() < len(found.varied)
    for row in np.flatnonzero(~found.varied):
        _same(*(jax.tree.map(lambda leaf, row=row: leaf[row], b) for b in (found.batch, batch)))
    _same(TreeAugment(share=0.0)(batch, np.random.default_rng(0)).batch, batch)


def test_words_are_longer_or_shorter_all_alike(batch: DesignBatch) -> None:
    found = TreeAugment(share=1.0, most_dropped=0.0, words=0.4)(batch, np.random.default_rng(5))
    widths, old = (np.asarray(b.metrics.break_width) for b in (found.batch, batch))
    texts = np.asarray(batch.design.mask) & (np.asarray(batch.design.font_size) > 0)
    assert (old[texts] > 0).all()
    ratio = widths[texts] / old[texts]
    np.testing.assert_allclose(ratio, np.broadcast_to(ratio[:, :1], ratio.shape), rtol=1e-5)
    assert (np.abs(np.log(ratio)) <= 1.2 + 1e-4).all()
    assert len(np.unique(ratio[:, 0].round(4))) > 3
    np.testing.assert_array_equal(found.batch.design.mask, batch.design.mask)


def test_two_hosts_have_the_batch_of_one(batch: DesignBatch) -> None:
    whole = TreeAugment(share=0.7)(batch, np.random.default_rng(1))
    assert whole.varied.any()
    for host in range(2):
        mine = slice(2 * host, 2 * host + 2)
        part = jax.tree.map(lambda leaf, mine=mine: leaf[mine], batch)
        found = TreeAugment(share=0.7, process_index=host, process_count=2)(part, np.random.default_rng(1))
        _same(found, jax.tree.map(lambda leaf, mine=mine: leaf[mine], whole))


def test_parts_hold_every_design_once_in_the_least_bucket(batch: DesignBatch) -> None:
    example = example_of(batch, np.array([True, False, False, False]))
    np.testing.assert_array_equal(example.target.shown, [0, 1, 1, 1])
    parts = parts_of(example, 2, (16, 32, 48))
    assert [part.given.mask.shape[1] for part in parts] == [16, 32]
    assert sorted(int(i) for part in parts for i in part.index) == [0, 1, 2, 3]
    assert [int(np.asarray(part.given.mask).sum()) for part in parts] == [6, 25]
    for part in parts:
        slots = part.given.mask.shape[1]
        assert part.given.tree.kind.shape[1] == 2 * slots + 8
        assert part.target.params.pad.shape[1] == 4 * (2 * slots + 8)
        assert part.target.picture.shape[1:] == (64, 64, 3)


def test_a_batch_without_trees() -> None:
    with pytest.raises(ValueError, match="holds no trees"):
        example_of(_batch(one())._replace(tree=None))


def test_a_cut_example_has_the_same_loss() -> None:
    # Without dropout, whose draws depend on the number of slots.
    task = DecoderTask(data=NO_DATA, held_out=NO_DATA, model=replace(CONFIG, dropout=0.0))
    model = at_random(lambda: task.make(nnx.Rngs(0)))
    graph, state = nnx.split(model)

    @jax.jit
    def parts(state: Any, example: Example) -> Any:
        return task._one(nnx.merge(graph, state), example, jax.random.key(0))[0]

    example = example_of(_batch(event()))
    few, many = (
        parts(state, jax.tree.map(lambda leaf: leaf[0], cut_to(example, slots))) for slots in (16, SLOTS)
    )
    assert len(few) > 20
    for name, value in few.items():
        np.testing.assert_allclose(value, many[name], rtol=2e-3, atol=1e-4, err_msg=name)
    assert cut_to(example, SLOTS) is example


def test_merged_has_the_parameters_and_leaves_the_task_alone(task: DecoderTask) -> None:
    params = nnx.to_pure_dict(nnx.state(at_random(lambda: task.make(nnx.Rngs(0))), nnx.Param))
    model = task.merged(params)
    _same(nnx.to_pure_dict(nnx.state(model, nnx.Param)), params)
    other = jax.tree.map(lambda leaf: leaf + 1, params)
    _same(nnx.to_pure_dict(nnx.state(task.merged(other), nnx.Param)), other)
    _same(nnx.to_pure_dict(nnx.state(model, nnx.Param)), params)
    assert task.merged(params).encoder.config == CONFIG


def _perfect(example: Example) -> tuple[Any, Any, Decoded]:
    """A design, its target, and a decoding that says just this."""
    given = jax.tree.map(lambda leaf: jnp.asarray(leaf[0]), example.given)
    target = prepared(jax.tree.map(lambda leaf: jnp.asarray(leaf[0]), example))
    values, align = values_of(given, target.params)
    design = target.design
    n = len(design.mask)

    def likeliest(place: Any) -> Any:
        return 20.0 * jax.nn.one_hot(jnp.round(2 * place).astype(int), 3)

    paint = Paint(
        fill=jnp.zeros((n, 2, 3)),
        fill_alpha=jnp.where(design.fill[:, 0, 3] > 0.5, 20.0, -20.0),
        stroke=jnp.zeros((n, 3)),
        stroke_alpha=jnp.where(design.stroke_width > 0, 20.0, -20.0),
        stroke_width=jnp.arcsinh(100 * design.stroke_width),
        radius=jnp.arcsinh(100 * design.radius),
        opacity=jnp.full(n, 20.0),
        weight=(design.weight - 400) / 200,
        align=likeliest(design.align),
        fill_angle=jnp.zeros((n, 2)),
    )
    decoded = Decoded(
        values=values,
        align=likeliest(align),
        paint=paint,
        palette=jnp.zeros((3, 3)),
        backdrop=design.backdrop,
        backdrop_angle=jnp.zeros(2),
        field=FieldParams(jnp.ones((2, HIDDEN)), jnp.zeros((2, HIDDEN)), jnp.zeros(())),
    )
    return given, target, decoded


def test_losses_of_a_perfect_answer_are_least(batch: DesignBatch) -> None:
    given, target, decoded = _perfect(example_of(batch))
    design = target.design

    @jax.jit
    def parts(decoded: Decoded, design: Any) -> dict[str, Any]:
        return (
            losses.layout_losses(decoded, given, target.params)
            | losses.box_losses(design.box, target.design.box, target.design.mask)
            | losses.paint_losses(design, decoded, target.design)
        )

    perfect = parts(decoded, design)
    # Colours are compared by a distance that is 0.001 at the least, times their liveliness.
    for name, value in perfect.items():
        assert 0 <= value <= (np.inf if name in ("picked", "cover") else 0.016), name
    noise = np.random.default_rng(0)
    worse = jax.tree.map(lambda leaf: 0.3 * noise.normal(size=leaf.shape) - leaf, decoded)
    moved = design._replace(
        box=design.box + 0.1, fill=design.fill + 0.1, opacity=design.opacity - 0.2, weight=design.weight + 200
    )
    changed = parts(worse, moved)
    alike = {"stroke", "stroke_width", "line_height", "picked", "cover"}
    assert {name for name in perfect if not changed[name] > perfect[name] + 1e-7} <= alike
    slopes = jax.jit(jax.grad(lambda pair: sum(parts(*pair).values()), allow_int=True))((decoded, design))
    floats = [leaf for leaf in jax.tree.leaves(slopes) if leaf.dtype == jnp.float32]
    assert all(np.isfinite(leaf).all() for leaf in floats)


def test_the_picked_colour_is_the_likeliest_of_the_palette(batch: DesignBatch) -> None:
    _, target, decoded = _perfect(example_of(batch))
    design = target.design
    colors = jnp.unique(design.fill[:, 0, :3], axis=0, size=16)
    apart = jnp.linalg.norm(design.fill[:, :, None, :3] - colors, axis=-1)
    exact = decoded.paint._replace(fill=-1e3 * apart)
    flat = design._replace(fill=design.fill.at[:, 1].set(design.fill[:, 0]))
    found = losses.paint_losses(flat, decoded._replace(paint=exact, palette=colors), flat)
    assert 0 < found["picked"] <= 0.016
    off = losses.paint_losses(flat, decoded._replace(paint=exact, palette=colors + 0.1), flat)
    assert float(off["picked"]) == pytest.approx(float(found["picked"]) / 1e-3 * 0.1 * 3**0.5, rel=0.01)


def test_box_losses_by_hand() -> None:
    box = jnp.array([[0.0, 0.0, 0.2, 0.2], [0.5, 0.5, 0.1, 0.1], [0.0, 0.0, 1.0, 1.0]])
    goal = jnp.array([[0.1, 0.1, 0.2, 0.2], [0.5, 0.5, 0.1, 0.1], [0.0, 0.0, 0.0, 0.0]])
    found = losses.box_losses(box, goal, jnp.array([True, True, False]))
    # Of the first: IoU 1/7 less 2/9 of the hull; every edge is off by 0.1, less half of 0.005.
    np.testing.assert_allclose(found["giou"], (1 - (1 / 7 - 2 / 9)) / 2, atol=1e-5)
    np.testing.assert_allclose(found["edges"], 0.0975 / 2, atol=1e-6)


def test_small_functions_by_hand() -> None:
    np.testing.assert_allclose(
        losses.huber(jnp.array([0.0, 0.05, -0.1, 1.0]), 0.1), [0, 0.0125, 0.05, 0.95], atol=1e-6
    )
    np.testing.assert_allclose(
        losses.mean_over(jnp.array([1.0, 5.0, jnp.nan]), jnp.array([True, True, False])), 3
    )
    assert losses.mean_over(jnp.ones(3), jnp.zeros(3, bool)) == 0
    np.testing.assert_allclose(losses.apart(jnp.array([0.3, 0.4, 0.0]), jnp.zeros(3)), 0.5, atol=1e-5)
    np.testing.assert_allclose(
        losses.cross_entropy(jnp.array([0.0, jnp.log(2.0), 0.0]), jnp.array(0.4)), np.log(2), atol=1e-6
    )


def test_pixels_of_a_plain_design() -> None:
    example = example_of(_batch(one()))
    grey = np.full((1, 64, 64, 3), 255, np.uint8)
    example = example._replace(target=example.target._replace(picture=grey))
    target = prepared(jax.tree.map(lambda leaf: jnp.asarray(leaf[0]), example))
    bare = target.design._replace(
        mask=jnp.zeros(SLOTS, bool), backdrop=jnp.tile(jnp.array([1.0, 0, 0]), (2, 1))
    )
    loss = jax.jit(losses.pixel_loss)
    np.testing.assert_allclose(loss(bare, target), 0, atol=1e-4)
    black = bare._replace(backdrop=jnp.zeros((2, 3)))
    np.testing.assert_allclose(loss(black, target), 0.975, atol=5e-3)
    assert loss(black, target._replace(shown=jnp.zeros(()))) == 0


def test_spoilt_designs_differ_and_padding_stays_zero(batch: DesignBatch) -> None:
    design = jax.tree.map(lambda leaf: jnp.asarray(leaf[0]), batch.design)
    found = jax.jit(jax.vmap(spoilt, in_axes=(None, 0)))(design, jax.random.split(jax.random.key(0), 50))
    np.testing.assert_array_equal(found.box[:, 5:], 0)
    np.testing.assert_array_equal(found.font_size[:, 5:], 0)
    np.testing.assert_array_equal(found.fill[:, 5:], np.broadcast_to(design.fill[5:], (50, SLOTS - 5, 2, 4)))
    np.testing.assert_array_equal(found.mask, np.broadcast_to(design.mask, (50, SLOTS)))
    assert (found.box[:, :5, 2:] > 0).all()
    for name in ("box", "font_size", "fill"):
        before = np.asarray(getattr(design, name))
        changed = np.array(
            [np.abs(after - before).max() > 1e-4 for after in np.asarray(getattr(found, name))]
        )
        assert 0.3 < changed.mean() <= 1
    differs = [
        any(np.abs(np.asarray(getattr(found, name)[i]) - np.asarray(getattr(design, name))).max() > 1e-5 for name in ("box", "font_size", "fill"))
        for i in range(50)
    ]  # fmt: skip
    # Elements may be exchanged with themselves.
    assert np.mean(differs) > 0.85


def test_the_loss_of_the_feature_network(batch: DesignBatch) -> None:
    config = FeatureConfig(
        num_goals=2, num_formats=2, num_styles=3, width=8, num_heads=2, num_layers=1, num_features=4
    )
    task = FeatureTask(NO_DATA, NO_DATA, config)
    params = nnx.to_pure_dict(nnx.state(at_random(lambda: task.make(nnx.Rngs(0))), nnx.Param))
    for name in ("real", "goal", "format", "styles"):
        params[name] = jax.tree.map(jnp.zeros_like, params[name])
    parts = task.micro_batches(batch, 3)
    assert [len(part.index) for part in parts] == [3, 1]
    total, found = jax.jit(task.loss)(params, parts[0], jax.random.key(0))
    # Of outputs that are all 0: ln 2 for every yes or no, and for two classes.
    expected = {"real": 2, "goal": 1, "format": 1, "styles": 1}
    for name, times in expected.items():
        np.testing.assert_allclose(found[name], times * np.log(2), rtol=1e-5)
    np.testing.assert_allclose(total, (4 + 0.5 + 0.5 + 1) * np.log(2), rtol=1e-5)


def test_reconstruction_is_masked_and_in_order(batch: DesignBatch, task: DecoderTask) -> None:
    params = nnx.to_pure_dict(nnx.state(at_random(lambda: task.make(nnx.Rngs(0))), nnx.Param))
    model = task.merged(jax.tree.map(lambda leaf: 0.2 * leaf, params))
    made, figures = reconstructed(model, example_of(batch))
    counts = [5, 20, 1, 5]
    np.testing.assert_array_equal(figures.mask.sum(1), counts)
    assert figures.text.sum(1).tolist() == [3, 20, 1, 3]
    assert [len(one.design.mask) for one in made] == [32] * 4
    assert [int(np.asarray(one.design.mask).sum()) for one in made] == counts
    summary = figures.summary()
    rows = [(row, slot) for row, count in enumerate(counts) for slot in range(count)]
    assert summary["box_iou"] == pytest.approx(np.mean([figures.iou[at] for at in rows]))
    assert 0 < summary["box_iou"] < 1
    texts = [at for at in rows if batch.design.font_size[at] > 0]
    assert summary["type_size_median"] == pytest.approx(np.median([figures.type_size[at] for at in texts]))
    assert summary["text_color"] == pytest.approx(np.mean([figures.color[at] for at in texts]))
    # What is said of a design does not depend on its place in the batch.
    turned = jax.tree.map(lambda leaf: leaf[::-1], example_of(batch))
    np.testing.assert_allclose(reconstructed(model, turned)[1].iou[::-1], figures.iou, atol=1e-5)
    size = np.asarray(made[1].design.font_size)[0] / batch.design.font_size[1, 0]
    assert figures.type_size[1, 0] == pytest.approx(abs(size - 1), rel=0.02)


def test_a_lively_colour_counts_more_than_a_grey() -> None:
    grey, lively = losses.liveliness(jnp.array([[0.5, 0.0, 0.0], [0.6, 0.15, 0.0]]))
    assert grey == pytest.approx(1.0)
    assert lively == pytest.approx(7.0)


def test_a_palette_is_to_cover_each_colour_once() -> None:
    black, red = jnp.array([0.0, 0.0, 0.0]), jnp.array([0.6, 0.15, 0.1])
    colors = jnp.stack([black] * 9 + [red])
    counted = jnp.ones(10, bool)
    both, one = jnp.stack([black, red]), jnp.stack([black, black])
    assert losses.cover_loss(both, colors, counted) < 0.01
    missed = losses.cover_loss(one, colors, counted)
    assert missed > 0.5 * float(jnp.linalg.norm(red))
    few = losses.cover_loss(one, colors[8:], counted[8:])
    assert missed == pytest.approx(float(few), rel=1e-5)
    assert losses.cover_loss(one, colors, counted.at[9].set(False)) < 0.01
    assert losses.cover_loss(one, colors, jnp.zeros(10, bool)) == 0
