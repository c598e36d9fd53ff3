"""Measures how many batches of designs a second the loader gives, beside what training takes.

    python scripts/bench/loader_speed.py DATASET [--batch 64] [--batches 200] [--workers 0] [--size 64]

Training is a step of a transformer over the element slots (six layers of 192, about three million parameters)
with its gradient, compiled, on this machine. Both are measured in this run, one after the other, so that the
ratio says something where the times do not. The loader must give at least 20 times as many batches.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from jaxdesign.data.batches import NO_AUGMENT, Augment, DesignBatch
from jaxdesign.data.dataset import ALL, RealDesignDataset

LAYERS, WIDTH, HEADS = 6, 192, 6
STEPS = 4
RATIO = 20


def parameters(rng: np.random.Generator, num_inputs: int) -> dict[str, list[jax.Array] | jax.Array]:
    """Weights of the transformer."""

    def matrix(rows: int, columns: int) -> jax.Array:
        return jnp.asarray(rng.normal(0, rows**-0.5, (rows, columns)), jnp.float32)

    return {
        "into": matrix(num_inputs, WIDTH),
        "qkv": [matrix(WIDTH, 3 * WIDTH) for _ in range(LAYERS)],
        "out": [matrix(WIDTH, WIDTH) for _ in range(LAYERS)],
        "up": [matrix(WIDTH, 4 * WIDTH) for _ in range(LAYERS)],
        "down": [matrix(4 * WIDTH, WIDTH) for _ in range(LAYERS)],
        "last": matrix(WIDTH, 4),
    }


def loss(params: dict, tokens: jax.Array, mask: jax.Array, box: jax.Array) -> jax.Array:
    """Squared error of boxes that are told from the other features."""
    x = tokens @ params["into"]
    for qkv, out, up, down in zip(params["qkv"], params["out"], params["up"], params["down"], strict=True):
        q, k, v = jnp.split((x @ qkv).reshape(*x.shape[:2], HEADS, -1), 3, axis=-1)
        x = x + jax.nn.dot_product_attention(q, k, v, mask=mask[:, None, None, :]).reshape(x.shape) @ out
        x = x + jax.nn.gelu(x @ up) @ down
        x = x - x.mean(-1, keepdims=True)
        x = x / (1e-3 + x.std(-1, keepdims=True))
    return jnp.mean(mask[..., None] * (x @ params["last"] - box) ** 2)


def tokens_of(batch: DesignBatch) -> jax.Array:
    """``[b, n, f]`` features of the elements."""
    design = batch.design
    parts = [
        design.fill.reshape(*design.kind.shape, 8),
        design.font_size[..., None],
        design.weight[..., None] / 900,
    ]
    return jnp.concatenate([jnp.asarray(part) for part in parts], axis=-1)


def step_seconds(batch: DesignBatch) -> tuple[float, int]:
    """Seconds of a training step, compiled already, and the number of parameters."""
    tokens = tokens_of(batch)
    params = parameters(np.random.default_rng(0), tokens.shape[-1])

    @jax.jit
    def step(params, tokens, mask, box):
        value, grads = jax.value_and_grad(loss)(params, tokens, mask, box)
        return jax.tree.map(lambda p, g: p - 1e-4 * g, params, grads), value

    mask, box = jnp.asarray(batch.design.mask), jnp.asarray(batch.design.box)
    params, _ = jax.block_until_ready(step(params, tokens, mask, box))
    began = time.perf_counter()
    for _ in range(STEPS):
        params, _ = jax.block_until_ready(step(params, tokens, mask, box))
    count = sum(leaf.size for leaf in jax.tree.leaves(params))
    return (time.perf_counter() - began) / STEPS, count


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--batches", type=int, default=200)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--size", type=int, default=64)
    arguments = parser.parse_args()
    dataset = RealDesignDataset(arguments.dataset, split=ALL, picture_px=arguments.size)
    batch = dataset.take([i % len(dataset) for i in range(arguments.batch)])
    step, count = step_seconds(batch)
    print(
        f"{len(dataset)} designs; a step of {count / 1e6:.1f} M parameters takes {step:.3f} s, "
        f"{1 / step:.1f} a second"
    )
    rates = []
    for name, augment in (("as they are", NO_AUGMENT), ("augmented", Augment())):
        batches = iter(dataset.batches(arguments.batch, augment=augment, workers=arguments.workers))
        for _ in range(20):
            next(batches)
        began, busy = time.perf_counter(), time.process_time()
        for _ in range(arguments.batches):
            next(batches)
        seconds, busy = time.perf_counter() - began, time.process_time() - busy
        rates.append(arguments.batches / seconds)
        print(
            f"{name}: {rates[-1]:.0f} batches of {arguments.batch} a second "
            f"({arguments.batches / busy:.0f} a second of one core), "
            f"{rates[-1] * step:.0f} times what training takes"
        )
    again, _ = step_seconds(batch)
    print(f"the step again: {again:.3f} s; the ratio must be at least {RATIO}")


if __name__ == "__main__":
    main()
