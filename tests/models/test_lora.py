"""Adapters: what they add, by hand; mixing, reading and writing; and models that have some."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from safetensors.numpy import save_file

from jaxdesign.config import lora_from
from jaxdesign.errors import InputError
from jaxdesign.models.autoencoder import Autoencoder, AutoencoderConfig
from jaxdesign.models.generate import restyled, structured
from jaxdesign.models.lora import (
    TARGETS,
    Adapter,
    LowRank,
    adapted,
    added,
    check_base,
    digest,
    dropped,
    init_factors,
    merged,
    named,
    parameters,
    read_adapter,
    targeted,
    write_adapter,
)
from jaxdesign.models.network import Network
from jaxdesign.models.prior import Prior, PriorConfig
from jaxdesign.models.shipped import Models, find_adapter
from jaxdesign.models.weights import read_tensors, save_params
from tests.models.tiny import CONFIG, PRIOR, at_random, autoencoder, event

RNG = np.random.default_rng(0)
PARAMS: dict[str, Any] = {
    "decoder": {
        "blocks": {
            0: {
                "kernel": RNG.normal(size=(6, 4)).astype(np.float32),
                "bias": np.array([0.5, -0.0, 1, 2], np.float32),
            }
        },
        "rank": RNG.normal(size=(3, 4, 5)).astype(np.float32),
    }
}
KERNEL, STACK = "decoder/blocks/0/kernel", "decoder/rank"


def _factors(seed: int, rank: int = 2) -> dict[str, LowRank]:
    rng = np.random.default_rng(seed)

    def normal(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    return {
        KERNEL: LowRank(normal(6, rank), normal(rank, 4)),
        STACK: LowRank(normal(3, 4, rank), normal(3, rank, 5)),
    }


def _adapter(seed: int, *, alpha: float = 3.0, base: str = "1234", rank: int = 2) -> Adapter:
    return Adapter(
        factors=_factors(seed, rank),
        rank=rank,
        alpha=alpha,
        targets=("*",),
        base={"decoder": base},
        about={"subset": "bold", "step": {"decoder": 7}},
    )


def _same(first: Any, second: Any) -> None:
    jax.tree.map(lambda a, b: np.testing.assert_array_equal(np.asarray(a), np.asarray(b)), first, second)


def test_the_change_is_alpha_by_rank_times_a_times_b() -> None:
    adapter = _adapter(0)
    found = merged(PARAMS, [(adapter, 0.8)])
    for name, leaf in named(PARAMS).items():
        expected = leaf
        if name in adapter.factors:
            a, b = adapter.factors[name]
            expected = leaf + 0.8 * 3.0 / 2 * np.einsum("...ir,...ro->...io", a, b)
        np.testing.assert_allclose(named(found)[name], expected, rtol=1e-5, atol=1e-6)
    assert named(found)["decoder/blocks/0/bias"] is PARAMS["decoder"]["blocks"][0]["bias"]


def test_weight_zero_is_the_model_itself_to_the_bit() -> None:
    before = {name: leaf.tobytes() for name, leaf in named(PARAMS).items()}
    found = merged(PARAMS, [(_adapter(0), 0.0)])
    assert {name: np.asarray(leaf).tobytes() for name, leaf in named(found).items()} == before
    merged(PARAMS, [(_adapter(0), 1.0)])
    assert {name: leaf.tobytes() for name, leaf in named(PARAMS).items()} == before


def test_a_blend_is_linear_in_the_changes() -> None:
    def change(*adapters: tuple[Adapter, float]) -> np.ndarray:
        return np.asarray(named(merged(PARAMS, adapters))[KERNEL]) - PARAMS["decoder"]["blocks"][0]["kernel"]

    first, second = _adapter(0), _adapter(1, alpha=1.0, rank=1)
    one, two = change((first, 1.0)), change((second, 1.0))
    np.testing.assert_allclose(change((first, 0.8), (second, 0.3)), 0.8 * one + 0.3 * two, atol=1e-5)
    np.testing.assert_allclose(change((first, 0.5), (first, 0.5)), one, atol=1e-5)
    assert np.abs(one - two).max() > 0.1


def test_patterns_choose_matrices_only() -> None:
    assert targeted(PARAMS, ["decoder/*"]) == [KERNEL, STACK]
    assert targeted(PARAMS, ["*/kernel"]) == [KERNEL]
    assert targeted(PARAMS, ["*/bias", "Decoder/*"]) == []
    assert targeted(PARAMS["decoder"], ["x/rank"], under="x/") == ["x/rank"]


def test_the_usual_targets_are_projections_of_decoder_and_prior() -> None:
    whole = parameters(autoencoder()) | {
        "prior": parameters(nnx.eval_shape(lambda: Prior(PRIOR, nnx.Rngs(0))))
    }
    for pattern in TARGETS:
        assert targeted(whole, [pattern])
    found = targeted(whole, TARGETS)
    assert {name.split("/")[0] for name in found} == {"decoder", "prior"}
    assert all(name.endswith("/kernel") for name in found)
    assert "decoder/blocks/0/attention/query/kernel" in found


def test_an_adapter_of_the_usual_size_is_small() -> None:
    config = AutoencoderConfig()
    form = PriorConfig(num_goals=10, num_formats=16, num_styles=13, num_latents=config.num_styles)

    def factors() -> Any:
        first, second = (
            parameters(module)
            for module in (Autoencoder(config, nnx.Rngs(0)).decoder, Prior(form, nnx.Rngs(0)))
        )
        key = jax.random.key(0)
        return [
            init_factors(first, key, targets=TARGETS, rank=8, under="decoder/"),
            init_factors(second, key, targets=TARGETS, rank=8, under="prior/"),
        ]

    numbers = sum(leaf.size for leaf in jax.tree.leaves(jax.eval_shape(factors)))
    assert 2 * numbers < 1_000_000  # bytes of float16


def test_factors_begin_with_no_change_and_train_from_there() -> None:
    factors = init_factors(PARAMS, jax.random.key(0), targets=["decoder/*"], rank=5)
    assert {name: (pair.a.shape, pair.b.shape) for name, pair in factors.items()} == {
        KERNEL: ((6, 4), (4, 4)),  # no rank above that of the matrix
        STACK: ((3, 4, 4), (3, 4, 5)),
    }
    _same(merged(PARAMS, [(replace(_adapter(0), factors=factors), 1.0)]), PARAMS)

    def total(factors: Any) -> Any:
        return sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(added(PARAMS, factors, 1.0)))

    grads = jax.grad(total)(factors)
    assert all(np.abs(pair.b).max() > 0.1 for pair in grads.values())
    wide = init_factors({"m": np.zeros((400, 300), np.float32)}, jax.random.key(1), targets=["m"], rank=100)
    np.testing.assert_allclose(np.asarray(wide["m"].a).std(), 1 / 20, rtol=0.02)


def test_dropout_leaves_out_inputs() -> None:
    factors = {"m": LowRank(np.ones((2000, 3), np.float32), np.ones((3, 2), np.float32))}
    found = np.asarray(dropped(factors, jax.random.key(0), 0.25)["m"].a)
    assert set(np.unique(found.round(4)).tolist()) == {0.0, np.float32(1 / 0.75).round(4)}
    assert (found == found[:, :1]).all()
    assert abs((found == 0).mean() - 0.25) < 0.04
    _same(dropped(factors, jax.random.key(0), 0.0), factors)


def test_another_shape_is_refused() -> None:
    factors = {KERNEL: LowRank(np.ones((6, 2), np.float32), np.ones((2, 1), np.float32))}
    with pytest.raises(
        InputError, match=r"kernel: the adapter is for shape \(6, 1\), this model has \(6, 4\)"
    ):
        added(PARAMS, factors, 1.0)


def test_a_digest_tells_models_apart_and_survives_float16() -> None:
    rounded = jax.tree.map(lambda leaf: leaf.astype(np.float16).astype(np.float32), PARAMS)
    other = jax.tree.map(lambda leaf: leaf * 1.01, PARAMS)
    renamed = {"encoder": PARAMS["decoder"]}
    assert digest(rounded) == digest(PARAMS)
    assert len({digest(params) for params in (PARAMS, other, renamed)}) == 3


def test_a_file_holds_the_factors_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "new" / "adapter.safetensors"
    write_adapter(path, _adapter(4))
    assert set(read_tensors(path)) == {f"{name}/{factor}" for name in (KERNEL, STACK) for factor in "ab"}
    found = read_adapter(path)
    jax.tree.map(
        lambda a, b: np.testing.assert_array_equal(a, b.astype(np.float16)), found.factors, _factors(4)
    )
    assert replace(found, factors={}) == replace(_adapter(4), factors={})
    assert find_adapter(str(path)).about == found.about


def test_files_that_are_no_adapters(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    save_params(path, PARAMS, {"model": {}})
    with pytest.raises(InputError, match="holds no adapter; 'jaxdesign train lora' writes one"):
        read_adapter(path)
    write_adapter(path, replace(_adapter(0), rank=0))
    with pytest.raises(InputError, match="a damaged adapter: 0 is out of range"):
        read_adapter(path)
    a, b = _factors(0)[KERNEL]
    write_adapter(path, replace(_adapter(0), factors={KERNEL: LowRank(a, b.T)}))
    with pytest.raises(InputError, match=r"has factors of shapes \(6, 2\) and \(4, 2\)"):
        read_adapter(path)
    save_file({f"{KERNEL}/a": np.asarray(a)}, path, {"about": '{"form": "lora", "rank": 2}'})
    with pytest.raises(InputError, match=r"a damaged adapter: .*kernel/b"):
        read_adapter(path)
    with pytest.raises(InputError, match="'nowhere' is neither a file nor an adapter that comes with"):
        find_adapter("nowhere")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bold", ("bold", 1.0)),
        ("bold:0.8", ("bold", 0.8)),
        ("runs/a.safetensors:0", ("runs/a.safetensors", 0.0)),
        (" bold : 2", ("bold", 2.0)),
    ],
)
def test_a_name_with_its_weight(text: str, found: tuple[str, float]) -> None:
    assert lora_from(text) == found


@pytest.mark.parametrize("text", ["", ":0.5", "bold:", "bold:much", "bold:2.1", "bold:-1", "bold:nan"])
def test_no_name_or_no_weight(text: str) -> None:
    with pytest.raises(InputError, match="is not of the form name or name:weight, with a weight from 0 to 2"):
        lora_from(text)


@pytest.fixture(scope="module")
def models() -> Models:
    """Small ones; adapters need no bank."""
    bank: Any = None
    return Models.of(autoencoder(), at_random(lambda: Prior(PRIOR, nnx.Rngs(0))), bank, np.zeros((0, 6, 6)))


def _trained(models: Models, seed: int = 0) -> Adapter:
    """An adapter of both parts with factors at random."""
    key = jax.random.key(seed)
    factors = init_factors(parameters(models.autoencoder), key, targets=TARGETS, rank=2)
    factors |= init_factors(parameters(models.prior), key, targets=TARGETS, rank=2, under="prior/")
    rng = np.random.default_rng(seed)
    factors = jax.tree.map(lambda leaf: rng.normal(size=leaf.shape).astype(np.float32), factors)
    return Adapter(factors=factors, rank=2, alpha=1.0, targets=TARGETS, base=models.digests())


def test_models_with_an_adapter_and_the_models_without(models: Models) -> None:
    before = parameters(models.autoencoder), parameters(models.prior)
    kept = jax.tree.map(np.array, before)
    adapter = _trained(models)
    found = models.with_lora([(adapter, 0.5)])
    after = parameters(found.autoencoder), parameters(found.prior)
    _same((parameters(models.autoencoder), parameters(models.prior)), kept)
    changed = {
        name
        for old, new, under in zip(kept, after, ("", "prior/"), strict=True)
        for name, leaf in named(old, under=under).items()
        if not np.array_equal(leaf, named(new, under=under)[name])
    }
    assert changed == set(adapter.factors)
    name = "prior/blocks/0/modulate/kernel"
    a, b = adapter.factors[name]
    np.testing.assert_allclose(
        named(after[1], under="prior/")[name], named(kept[1], under="prior/")[name] + 0.25 * a @ b, atol=1e-5
    )
    _same(parameters(models.with_lora([(adapter, 0.0)]).prior), kept[1])
    assert found.plain is models.autoencoder


def test_an_adapter_of_other_models_is_refused(models: Models) -> None:
    other = replace(models, autoencoder_network=Network.of(autoencoder(seed=1)))
    with pytest.raises(
        InputError, match=r"the adapter of '' was trained on another decoder .*train it again"
    ):
        other.with_lora([(_trained(models), 1.0)])
    with pytest.raises(InputError, match="another prior"):
        check_base(_trained(models), {"decoder": models.digests()["decoder"]})
    only_prior = _trained(models)
    only_prior = replace(
        only_prior, factors={k: v for k, v in only_prior.factors.items() if k.startswith("prior/")}
    )
    other.with_lora([(only_prior, 1.0)])


def test_what_an_adapter_changes_is_seen_in_a_design_whose_latent_stays(models: Models) -> None:
    tree = structured(event())
    z = np.random.default_rng(0).normal(size=(1, CONFIG.num_latents, CONFIG.latent_dim)).astype(np.float32)
    with_it = adapted(models.autoencoder_network, [(_trained(models), 1.0)]).module
    (same,) = restyled(models.autoencoder, z, z, [tree])
    (seen,) = restyled(with_it, z, z, [tree], plain=models.autoencoder)
    fills = [[element.paint.fill for element in one.elements] for one in (tree.document, same, seen)]
    assert fills[0] == fills[1]
    assert fills[1] != fills[2]
    assert [element.box for element in seen.elements] == [element.box for element in same.elements]
