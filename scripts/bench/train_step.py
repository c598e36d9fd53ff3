"""The decoder's training step: its share of this machine's matrix product rate, and PyTorch beside it.

    pip install torch && python scripts/bench/train_step.py DATASET

One micro-batch of real designs, with the settings of configs/decoder.py. Three programs are measured, each
forward, backward, clipping and AdamW:

- ``whole``: the step as it trains, with solver, rasterizer and all losses;
- ``networks``: encoder and decoder with losses on the parameters of the layout, paint, backdrop, field and
  latent, without solver and rasterizer; what they read of the skeletons is computed in it too;
- ``PyTorch``: the same networks, parameters, tokens, dropout and losses, batched, with fused attention; what
  they read of the skeletons is given. Eager, and with ``--compile`` also by ``torch.compile``.

Before, the losses of the last two are compared at the same parameters, dropout off. Runs are interleaved;
the least time of each counts. Operations are those of the matrix products in the traced ``networks`` step,
forward and backward, counted from their shapes; the rate is that of 1024 x 1024 products in float32 in the
same run. On a machine that others use as well, ``--threads 1 --clock cpu`` compares the work done, not the
time waited.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch
import torch_autoencoder as plain
from flax import nnx

from jaxdesign.config_file import load_config
from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.evaluation.examples import Example, prepared
from jaxdesign.models import autoencoder as ours
from jaxdesign.models.field import HIDDEN
from jaxdesign.models.skeleton import NUM_FEATURES, RELATIONS, node_features, places, rank_in_place, relations
from jaxdesign.models.values import flags_of, values_of
from jaxdesign.training.runs import RunConfig, decoder_task
from jaxdesign.training.tasks.decoder import DecoderTask
from jaxdesign.training.tasks.decoder_loss import apart, huber, mean_over

RATE, DECAY, CLIP, POINTS = 1e-3, 0.02, 1.0, 48
RANKS = ours.MOST_RANKS
CONFIG = Path(__file__).resolve().parents[2] / "configs" / "decoder.py"


class Sizes(NamedTuple):
    features: int = NUM_FEATURES
    values: int = ours.NUM_VALUES
    patch_px: int = ours.PATCH_PX
    relations: int = len(RELATIONS)
    ranks: int = RANKS
    hidden: int = HIDDEN


def read_of(config: ours.AutoencoderConfig, example: Example, xy: jax.Array) -> dict[str, Any]:
    """What PyTorch is given of a design, and what both sides' losses aim for."""
    given, target = example.given, prepared(example)
    design, tree = target.design, given.tree
    side, used = config.picture_px // ours.PATCH_PX, tree.kind >= 0
    patches = target.picture.reshape(side, ours.PATCH_PX, side, ours.PATCH_PX, 3).swapaxes(1, 2)
    angle = jnp.stack([jnp.cos(design.backdrop_angle), jnp.sin(design.backdrop_angle)])
    at_place = places(tree, config.num_places)
    own = jnp.pad(at_place.T, ((0, 0), (0, side * side)))
    tokens = len(used) + side * side
    numbers, place = values_of(given, target.params)
    flags = flags_of(given)

    def row(parts: Any) -> jax.Array:
        return jnp.concatenate([jnp.reshape(part, (len(used), -1)) for part in parts], axis=1)

    column, line = jnp.clip((xy * config.picture_px).astype(int), 0, config.picture_px - 1).T
    looks = [jnp.arcsinh(100 * design.stroke_width), jnp.arcsinh(100 * design.radius)]
    looks += [design.opacity, (design.weight - 400) / 200]
    return {
        "features": node_features(given),
        "values": ours.node_values(given, target.params, design, example.ground),
        "back": jnp.concatenate([design.backdrop.reshape(-1), angle, jnp.ones(1)]),
        "patches": 2 * patches.reshape(side * side, -1) - 1,
        "used": used,
        "mask_encoder": jnp.concatenate([used, jnp.broadcast_to(target.shown > 0, side * side)]),
        "mask_decoder": jnp.concatenate([used, jnp.ones(config.num_latents, bool)]),
        "relation_encoder": relations(tree, side * side),
        "relation_decoder": relations(tree, config.num_styles, config.num_places),
        "places": at_place.astype(jnp.float32),
        "rank": jax.nn.one_hot(jnp.minimum(rank_in_place(tree, config.num_places), RANKS - 1), RANKS),
        "reads": jnp.concatenate([jnp.zeros((config.num_styles, tokens), int), jnp.where(own, 2, 1)]),
        "node_of": jnp.maximum(tree.node_of, 0),
        "xy": xy,
        "mask": design.mask,
        "numbers": row(numbers),
        "number_flags": row(flags[:6]),
        "place": jnp.round(2 * place).astype(int).clip(0, 2),
        "place_flags": flags.align,
        "colors": jnp.concatenate([design.fill[..., :3], design.stroke[:, None, :3]], axis=1),
        "painted": jnp.stack([design.fill[:, 0, 3] > 0.02, design.stroke[:, 3] > 0.02], -1).astype(float),
        "looks": jnp.stack(looks, axis=1),
        "lines": jnp.round(2 * design.align).astype(int).clip(0, 2),
        "backdrop": design.backdrop,
        "painted_at": target.picture[line, column] - 0.5,
    }


def networks_loss(task: DecoderTask, params: Any, batch: Example, xy: jax.Array, key: Any) -> jax.Array:
    """The loss that PyTorch has as well; without a key there is no dropout, and latents are the means."""
    model = task.merged(params)
    keys = None if key is None else jax.random.split(key, len(batch.index))

    def decoded(example: Example, key: Any) -> tuple[Any, ...]:
        aim, given, target = read_of(task.model, example, xy), example.given, prepared(example)
        encode, sample, decode = (None,) * 3 if key is None else jax.random.split(key, 3)
        posterior = model.encoder(
            given, target.params, target.design, example.ground, target.picture, target.shown, encode
        )
        made = model.decoder(posterior.sample(sample), given, decode)
        return made, posterior, model.decoder.field(made.field, xy), aim

    made, posterior, field, aim = jax.vmap(decoded, in_axes=(0, None if keys is None else 0))(batch, keys)
    mask, paint, values = aim["mask"], made.paint, made.values
    numbers = jnp.concatenate([jnp.reshape(v, (*v.shape[:2], -1)) for v in values], axis=-1)
    total = mean_over(huber(numbers - aim["numbers"], 0.05), aim["number_flags"])

    def chosen(logits: jax.Array, index: jax.Array) -> jax.Array:
        return jnp.take_along_axis(jax.nn.log_softmax(logits), index[..., None], axis=-1)[..., 0]

    total -= mean_over(chosen(made.align, aim["place"]), aim["place_flags"])
    shares = jax.nn.softmax(jnp.concatenate([paint.fill, paint.stroke[:, :, None]], axis=2), axis=-1)
    mixed = jnp.einsum("bnkp,bpc->bnkc", shares, made.palette)
    total += mean_over(apart(mixed, aim["colors"]).mean(-1), mask)
    alphas = jnp.stack([paint.fill_alpha, paint.stroke_alpha], axis=-1)
    total += mean_over(jax.nn.softplus((1 - 2 * aim["painted"]) * alphas).mean(-1), mask)
    looks = jnp.stack([paint.stroke_width, paint.radius, paint.opacity, paint.weight], axis=-1)
    total += mean_over(huber(looks - aim["looks"], 0.05).mean(-1), mask)
    total -= mean_over(chosen(paint.align, aim["lines"]), mask)
    total += mean_over(huber(paint.fill_angle, 0.05).mean(-1), mask)
    total += apart(made.backdrop, aim["backdrop"]).mean() + huber(made.backdrop_angle, 0.05).mean()
    total += apart(field, aim["painted_at"]).mean()
    mean, log_variance = posterior
    kl = 0.5 * jnp.sum(mean**2 + jnp.exp(log_variance) - 1 - log_variance, axis=(1, 2))
    return total + 1e-3 * kl.mean()


def matrix_flops(jaxpr: Any) -> int:
    """Operations of all matrix products of a program, from their shapes; bodies of loops each time."""
    total = 0
    for equation in jaxpr.eqns:
        if equation.primitive.name == "dot_general":
            (contracted, _), _ = equation.params["dimension_numbers"]
            shape = equation.invars[0].aval.shape
            inner = math.prod(shape[axis] for axis in contracted)
            total += 2 * inner * math.prod(equation.outvars[0].aval.shape)
        for parameter in equation.params.values():
            inner_jaxpr = getattr(parameter, "jaxpr", parameter)
            if hasattr(inner_jaxpr, "eqns"):
                total += equation.params.get("length", 1) * matrix_flops(inner_jaxpr)
    return total


def make_step(loss: Callable[[Any, Any], jax.Array], tx: Any) -> Callable[..., Any]:
    """``(params, opt_state, key) -> params, opt_state`` after one step."""

    def step(params: Any, opt_state: Any, key: Any) -> tuple[Any, Any]:
        updates, opt_state = tx.update(jax.grad(loss)(params, key), opt_state, params)
        return optax.apply_updates(params, updates), opt_state

    return step


def repeat(step: Any, params: Any, tx: Any, steps: int) -> Callable[[], None]:
    """A run of some steps from fresh state each time."""

    def run() -> None:
        state = (params, tx.init(params))
        for number in range(steps):
            state = step(*state, jax.random.key(number))
        jax.block_until_ready(state)

    return run


def torch_run(model: Any, forward: Any, given: plain.Given, steps: int) -> Callable[[], None]:
    adam = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)

    def run() -> None:
        for _ in range(steps):
            adam.zero_grad()
            forward(given, noisy=True).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            adam.step()

    return run


def product_run(repeats: int) -> tuple[Callable[[], None], int]:
    """1024 x 1024 products here, and their operations."""
    a = jnp.ones((1024, 1024), jnp.float32)
    product = jax.jit(lambda a, b: a @ b)

    def run() -> None:
        b = a
        for _ in range(repeats):
            b = product(a, b)
        b.block_until_ready()

    return run, repeats * 2 * 1024**3


def timed(function: Callable[[], None], clock: Callable[[], float]) -> float:
    start = clock()
    function()
    return clock() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", help="a prepared dataset")
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--compile", action="store_true", help="also torch.compile; it needs a C++ compiler")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    arguments = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.threads])
    torch.set_num_threads(arguments.threads)
    clock = {"wall": time.perf_counter, "cpu": time.process_time}[arguments.clock]

    config = load_config(CONFIG, RunConfig)
    data = RealDesignDataset(arguments.dataset, split="train")
    task = decoder_task(config, data, data)
    size = config.train.micro_size
    batch = jax.device_put(
        task.micro_batches(next(iter(task.batches(batch_size=size, seed=0, epochs=None))), size)[0]
    )
    params = task.init(jax.random.key(0))
    xy = jax.random.uniform(jax.random.key(1), (POINTS, 2))
    aims = jax.jit(jax.vmap(lambda example: read_of(task.model, example, xy)))(batch)
    model = plain.Autoencoder(task.model, Sizes())
    plain.take_parameters(
        model, {k: np.asarray(v) for k, v in nnx.traversals.flatten_mapping(params).items()}
    )
    given = {name: torch.tensor(np.asarray(value)) for name, value in aims.items()}
    given["node_of"], given["place"], given["lines"] = (
        given[name].long() for name in ("node_of", "place", "lines")
    )
    quiet = jax.jit(lambda p, batch: networks_loss(task, p, batch, xy, None))
    with torch.no_grad():
        torch_loss = float(model(given, noisy=False))
    np.testing.assert_allclose(float(quiet(params, batch)), torch_loss, rtol=1e-3)

    tx = optax.chain(optax.clip_by_global_norm(CLIP), optax.adamw(RATE, weight_decay=DECAY))
    networks = make_step(lambda p, key: networks_loss(task, p, batch, xy, key), tx)
    whole = make_step(lambda p, key: task.loss(p, batch, key)[0], tx)
    state = (params, tx.init(params), jax.random.key(0))
    flops = matrix_flops(jax.make_jaxpr(networks)(*state).jaxpr)
    runs: dict[str, Callable[[], None]] = {}
    for name, step in (("whole", whole), ("networks", networks)):
        runs[name] = repeat(jax.jit(step), params, tx, arguments.steps)
    runs["PyTorch"] = torch_run(model, model, given, arguments.steps)
    if arguments.compile:
        runs["PyTorch compiled"] = torch_run(model, torch.compile(model), given, arguments.steps)
    product, product_flops = product_run(20)
    for run in (*runs.values(), product):
        run()
    seconds: dict[str, list[float]] = {name: [] for name in (*runs, "product")}
    before = os.getloadavg()[0]
    for _ in range(arguments.rounds):
        for name, run in runs.items():
            seconds[name].append(timed(run, clock) / arguments.steps)
        seconds["product"].append(timed(product, clock))

    count = sum(leaf.size for leaf in jax.tree.leaves(params))
    slots = batch.given.mask.shape[1]
    rate = product_flops / min(seconds["product"])
    print(
        f"{count / 1e6:.2f} M parameters on both sides, {size} designs of {slots} slots a step; "
        f"{arguments.threads} threads, {arguments.clock} time\n"
        f"load average {before:.1f} before, {os.getloadavg()[0]:.1f} after, of {os.cpu_count()} cores; "
        f"losses {torch_loss:.4f} on both sides\n"
        f"1024 x 1024 products: {rate / 1e9:.1f} GFLOP/s; matrix products of a step: {flops / 1e9:.2f} GFLOP"
    )
    torch_best = min(seconds["PyTorch"])
    print(f"{'':>16} {'ms a step':>10} {'designs/s':>10} {'of the rate':>12} {'PyTorch = 1':>12}")
    for name in runs:
        best = min(seconds[name])
        print(
            f"{name:>16} {1e3 * best:>10.1f} {size / best:>10.1f} {flops / best / rate:>12.1%} "
            f"{torch_best / best:>12.2f}"
        )


if __name__ == "__main__":
    main()
