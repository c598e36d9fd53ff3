"""Latents that are sought for a design, with a tiny decoder."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from jaxdesign.design.arrays import to_arrays
from jaxdesign.innovation.inversion import STEPS, inverted, unlikeness
from jaxdesign.innovation.tree_space import LINE_SOFTNESS
from jaxdesign.models.autoencoder import Decoder, design_of
from jaxdesign.models.generate import Structured, structured
from jaxdesign.types import Design
from tests.models.tiny import autoencoder, event


@pytest.fixture(scope="module")
def tree() -> Structured:
    return structured(event())


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    return autoencoder().decoder


def _drawn(decoder: Decoder, z: np.ndarray, tree: Structured) -> Design:
    return design_of(decoder(z, tree.given), tree.given, softness=LINE_SOFTNESS)


def _inverted(decoder: Decoder, z: np.ndarray, tree: Structured, target: Design, steps: int) -> np.ndarray:
    seek = jax.jit(lambda z, given, target: inverted(decoder, z, given, target, steps=steps))
    return np.asarray(seek(z, tree.given, target))


def _random(decoder: Decoder, seed: int) -> np.ndarray:
    shape = (decoder.config.num_latents, decoder.config.latent_dim)
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def test_a_design_that_the_decoder_can_say_is_found_again(decoder: Decoder, tree: Structured) -> None:
    start = _random(decoder, 0)
    target = _drawn(decoder, start + 0.3 * _random(decoder, 1), tree)
    found = _inverted(decoder, start, tree, target, STEPS)
    before, after = (float(unlikeness(_drawn(decoder, z, tree), target)) for z in (start, found))
    assert 0 < after < 0.4 * before


def test_no_steps_leave_the_latent_and_more_are_never_worse(decoder: Decoder, tree: Structured) -> None:
    start = _random(decoder, 2)
    target, _ = to_arrays(tree.document, num_slots=len(tree.given.kind))
    np.testing.assert_array_equal(_inverted(decoder, start, tree, target, 0), start)
    # Already there: nothing that is tried is better.
    own = _drawn(decoder, start, tree)
    np.testing.assert_allclose(_inverted(decoder, start, tree, own, 5), start, atol=1e-5)


def test_unlikeness_counts_boxes_inks_type_and_backdrop(decoder: Decoder, tree: Structured) -> None:
    one = _drawn(decoder, _random(decoder, 3), tree)
    assert float(unlikeness(one, one)) == pytest.approx(0, abs=1e-3)
    others = {
        "box": one._replace(box=one.box + 0.05),
        "fill": one._replace(fill=one.fill + 0.1),
        "font_size": one._replace(font_size=1.2 * one.font_size),
        "backdrop": one._replace(backdrop=one.backdrop + 0.1),
    }
    for name, other in others.items():
        assert float(unlikeness(other, one)) > 0.05, name
