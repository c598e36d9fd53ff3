"""Encoder and decoder: padding, batches, gradients and what a decoded design may be."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from jaxdesign.models.autoencoder import (
    Autoencoder,
    Decoded,
    Posterior,
    design_of,
    mixed,
    place_of,
    tree_params,
)
from jaxdesign.models.generate import Drawn
from jaxdesign.types import Design, Kind
from tests.models.tiny import CONFIG, autoencoder, drawn, event, one

PICTURE = np.random.default_rng(0).random((CONFIG.picture_px, CONFIG.picture_px, 3)).astype(np.float32)
Z = np.random.default_rng(1).normal(size=(CONFIG.num_latents, CONFIG.latent_dim)).astype(np.float32)


@pytest.fixture(scope="module")
def model() -> Autoencoder:
    return autoencoder()


def _encoded(model: Autoencoder, seen: Drawn, picture: Any = PICTURE, shown: float = 1.0) -> Posterior:
    return model.encoder(seen.given, seen.params, seen.design, seen.ground, picture, jnp.asarray(shown))


def _decoded(model: Autoencoder, z: Any, seen: Drawn, placed: float = 1.0) -> tuple[Decoded, Design]:
    decoded = model.decoder(z, seen.given, placed=placed)
    return decoded, design_of(decoded, seen.given)


@functools.cache
def _program(graph: Any) -> Any:
    """Encoding and decoding, compiled."""

    @jax.jit
    def run(state: Any, seen: Drawn, z: Any, picture: Any, shown: Any, placed: Any) -> Any:
        model = nnx.merge(graph, state)
        return _encoded(model, seen, picture, shown), _decoded(model, z, seen, placed)

    return run


def _run(
    model: Autoencoder,
    seen: Drawn,
    *,
    z: Any = Z,
    picture: Any = PICTURE,
    shown: float = 1.0,
    placed: float = 1.0,
) -> tuple[Posterior, tuple[Decoded, Design]]:
    graph, state = nnx.split(model)
    return _program(graph)(state, seen, z, picture, shown, placed)


def _close(first: Any, second: Any, tolerance: float = 2e-4) -> None:
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, atol=tolerance), first, second)


def test_more_slots_change_nothing(model: Autoencoder) -> None:
    few, many = (_run(model, drawn(event(), slots)) for slots in (16, 32))
    _close(few[0], many[0])
    used = drawn(event(), 16).given.tree.kind >= 0
    values = jax.tree.map(lambda leaf: leaf[: len(used)], many[1][0].values)
    assert used.sum() > 5
    _close(*(jax.tree.map(lambda leaf: leaf[: len(used)][used], v) for v in (few[1][0].values, values)))
    assert np.abs(many[1][1].box[:5]).max() > 0.05
    for name in ("box", "fill", "stroke", "font_size", "radius", "weight", "align"):
        _close(getattr(few[1][1], name)[:5], getattr(many[1][1], name)[:5])
    for name in ("palette", "backdrop", "backdrop_angle", "field"):
        _close(getattr(few[1][0], name), getattr(many[1][0], name))


@pytest.fixture(scope="module")
def batched(model: Autoencoder) -> Any:
    """Gradients by all weights, and what comes out, of two designs in one program."""
    stacked = jax.tree.map(lambda *leaves: np.stack(leaves), drawn(event(), 16), drawn(one(), 16))
    graph, state = nnx.split(model)

    def total(state: Any, seen: Drawn, z: Any) -> Any:
        model = nnx.merge(graph, state)
        posterior, found = _encoded(model, seen), _decoded(model, z, seen)
        sampled = _decoded(model, posterior.sample(jax.random.key(0)), seen)
        painted = model.decoder.field(sampled[0].field, jnp.array([[0.2, 0.7]]))
        floats = [leaf for leaf in jax.tree.leaves((sampled, painted)) if leaf.dtype == jnp.float32]
        return sum(jnp.sum(jnp.sin(leaf)) for leaf in floats), (posterior, found)

    run = jax.jit(jax.vmap(jax.grad(total, has_aux=True), in_axes=(None, 0, 0)))
    grads, out = run(state, stacked, np.stack([Z, -Z]))
    return nnx.to_pure_dict(grads), out


def test_batches_equal_the_loop(model: Autoencoder, batched: Any) -> None:
    for i, (document, z) in enumerate(((event(), Z), (one(), -Z))):
        alone = _run(model, drawn(document, 16), z=z)
        _close(jax.tree.map(lambda leaf, i=i: leaf[i], batched[1]), alone)
    assert np.abs(batched[1][0].mean[0] - batched[1][0].mean[1]).max() > 0.1


@pytest.mark.parametrize("row", [0, 1], ids=["event", "one"])
def test_gradients_are_finite_and_reach_everything(row: int, batched: Any) -> None:
    leaves = [(path, leaf[row]) for path, leaf in jax.tree_util.tree_leaves_with_path(batched[0])]
    assert all(np.isfinite(leaf).all() for _, leaf in leaves)
    still = {jax.tree_util.keystr(path) for path, leaf in leaves if not np.abs(leaf).max() > 0}
    # Only what stands in for latents that are left out has nothing to do here.
    assert still == {"['decoder']['untold']"}


def test_compiling_changes_nothing(model: Autoencoder) -> None:
    seen = drawn(one(), 16)
    _close(model.decoder(Z, seen.given), _run(model, seen)[1][0])


def test_without_places_only_style_counts(model: Autoencoder) -> None:
    seen = drawn(event(), 16)
    other = Z.copy()
    other[CONFIG.num_styles :] += 1.0
    for first, second in zip(
        *(jax.tree.leaves(_run(model, seen, z=z, placed=0.0)[1]) for z in (Z, other)), strict=True
    ):
        np.testing.assert_array_equal(first, second)
    boxes = [_run(model, seen, z=z)[1][1].box for z in (Z, other)]
    assert np.abs(boxes[0] - boxes[1]).max() > 1e-3
    style = Z.copy()
    style[: CONFIG.num_styles] += 1.0
    boxes = [_run(model, seen, z=z, placed=0.0)[1][1].box for z in (Z, style)]
    assert np.abs(boxes[0] - boxes[1]).max() > 1e-3


def test_a_picture_that_is_left_out_is_not_seen(model: Autoencoder) -> None:
    seen = drawn(event(), 16)
    np.testing.assert_array_equal(
        _run(model, seen, shown=0.0)[0].mean, _run(model, seen, picture=1 - PICTURE, shown=0.0)[0].mean
    )
    found = [_run(model, seen, picture=picture)[0].mean for picture in (PICTURE, 1 - PICTURE)]
    assert np.abs(found[0] - found[1]).max() > 1e-3


def test_a_posterior_is_drawn_from() -> None:
    posterior = Posterior(np.full((2, 3), 4.0, np.float32), np.full((2, 3), 2 * np.log(0.5), np.float32))
    np.testing.assert_array_equal(posterior.sample(None), posterior.mean)
    draws = jax.vmap(posterior.sample)(jax.random.split(jax.random.key(0), 4000))
    np.testing.assert_allclose(draws.mean(0), 4.0, atol=0.04)
    np.testing.assert_allclose(draws.std(0), 0.5, atol=0.03)


@pytest.mark.parametrize("scale", [1.0, 1e3])
def test_a_design_keeps_within_its_range(model: Autoencoder, scale: float) -> None:
    seen = drawn(event(), 16)
    decoded, design = _run(model, seen, z=scale * Z)[1]
    text = np.isin(np.arange(16), [1, 2, 4])
    assert np.isfinite(np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(design)])).all()
    for values in (design.fill[..., 3], design.stroke[:, 3], design.opacity):
        assert (values >= 0).all()
        assert (values <= 1).all()
    np.testing.assert_array_equal(design.fill[text, :, 3], 1.0)
    assert (design.radius >= 0).all()
    assert (design.stroke_width >= 0).all()
    assert ((decoded.palette[:, 0] >= 0) & (decoded.palette[:, 0] <= 1)).all()
    assert np.abs(decoded.palette[:, 1:]).max() <= 0.33
    np.testing.assert_array_equal(design.box[5:], 0.0)
    assert (design.font_size[text] > 0).all()
    for name in ("font_size", "line_height", "weight", "align"):
        np.testing.assert_array_equal(getattr(design, name)[~text], 0.0)
    assert set(np.asarray(design.align).round(6).tolist()) <= {0.0, 0.5, 1.0}
    np.testing.assert_array_equal(design.kind == Kind.TEXT, text)
    np.testing.assert_array_equal(design.mask, np.arange(16) < 5)


def test_place_of_is_the_likeliest_with_the_gradient_of_the_mean() -> None:
    logits = jnp.array([[2.0, 0.0, 1.0], [0.0, 3.0, 2.9], [-1.0, 0.0, 0.5]])
    np.testing.assert_array_equal(place_of(logits, hard=True), [0.0, 0.5, 1.0])
    np.testing.assert_allclose(place_of(logits), [0.0, 0.5, 1.0], atol=1e-6)
    slope = jax.grad(lambda row: place_of(row[None])[0])(jnp.zeros(3))
    # Of 0.5 p1 + p2 at thirds: p_i (a_i - 1/2).
    np.testing.assert_allclose(slope, [-1 / 6, 0, 1 / 6], atol=1e-6)


def test_colours_are_mixtures_of_the_palette() -> None:
    palette = jnp.array([[0.2, 0.0, 0.1], [0.8, 0.1, 0.0]])
    np.testing.assert_allclose(
        mixed(jnp.array([0.0, jnp.log(3.0)]), palette), [0.65, 0.075, 0.025], atol=1e-6
    )
    np.testing.assert_allclose(mixed(jnp.array([99.0, 0.0]), palette), palette[0], atol=1e-6)


def test_alignments_are_decided(model: Autoencoder) -> None:
    seen = drawn(event(), 16)
    decoded, _ = _run(model, seen)[1]
    tree = seen.given.tree._replace(align_group=np.arange(80).reshape(40, 2).astype(np.int32))
    align = np.asarray(jax.jit(tree_params)(decoded, seen.given._replace(tree=tree)).align)
    np.testing.assert_allclose(align, np.argmax(decoded.align, axis=-1).ravel() / 2, atol=1e-6)
