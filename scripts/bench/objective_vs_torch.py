"""One step of innovation here and the same objective written plainly in PyTorch, same machine, same run.

    pip install torch && python scripts/bench/objective_vs_torch.py

Measured: decode bounded offsets to boxes and colours, rasterize (the same maths: row spans, footprint
weights, gradients, borders, with and without text), five terms (alignment, overlap of texts, busyness of the
picture, contrast of texts on the pixels under them, nearness), gradient, Adam step. Ours is one jitted scan
for each candidate, candidates shared among the cores as the loop of ``innovate`` shares them (its default is
four). PyTorch is batched over candidates, with autograd and ``torch.optim.Adam``; eager, and with
``torch.compile`` over the objective. Not measured: compiling, which is printed apart. Both use the same
cores, and runs are interleaved; the least time of each counts. Before, both losses are compared, and after
some steps both sets of variables. On a machine that others use as well, ``--threads 1 --clock cpu`` compares
the work done instead of the time waited.
"""

from __future__ import annotations

import argparse
import functools
import os
import time
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch
from jax.sharding import PartitionSpec
from objective_example import example
from torch_objective import TorchObjective

from jaxdesign.design.color import linear_from_srgb, srgb_from_oklab
from jaxdesign.innovation.loop import candidate_mesh
from jaxdesign.raster import rasterize
from jaxdesign.runtime import compiler_options, share_among_cores
from jaxdesign.types import Design, Kind, Textures

REACH, RATE = 0.05, 0.02
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


def alignment(box: jax.Array, live: jax.Array) -> jax.Array:
    lines = jnp.concatenate([box[:, :2], box[:, :2] + box[:, 2:] / 2, box[:, :2] + box[:, 2:]], -1)
    pairs = live[:, None] & live[None] & ~jnp.eye(len(live), dtype=bool)
    distance = jnp.sqrt((lines[:, None] - lines[None]) ** 2 + 1e-10)
    kernel = (jnp.log(1 + distance / 8e-4) - jnp.log(1 + distance / 0.05)) / np.log(0.05 / 8e-4)
    spread = jnp.where(pairs[..., None], kernel, 1e3).reshape(len(live), -1)
    nearest = jnp.sum(jax.nn.softmax(-spread / 0.03, -1) * spread, -1)
    return jnp.sum(nearest * live) / jnp.sum(live)


def overlap(box: jax.Array, text: jax.Array) -> jax.Array:
    pairs = text[:, None] & text[None] & ~jnp.eye(len(text), dtype=bool)
    low, high = box[:, :2], box[:, :2] + box[:, 2:]
    sides = jnp.minimum(high[:, None], high[None]) - jnp.maximum(low[:, None], low[None])
    shared = jnp.prod(jnp.maximum(sides, 0), -1)
    area = jnp.maximum(jnp.prod(box[:, 2:], -1), 1e-6)
    return jnp.sum(jnp.where(pairs, shared / area[:, None], 0.0)) / jnp.sum(text)


def contrast(under: jax.Array, box: jax.Array, fill: jax.Array, text: jax.Array) -> jax.Array:
    side = under.shape[0]
    edges = jnp.arange(side + 1) / side
    across, down = (
        jnp.maximum(
            jnp.minimum(edges[1:], box[:, axis, None] + box[:, 2 + axis, None])
            - jnp.maximum(edges[:-1], box[:, axis, None]),
            0,
        )
        for axis in (0, 1)
    )
    luminance = linear_from_srgb(jnp.clip(under, 0, 1)) @ LUMINANCE
    area = jnp.maximum(across.sum(-1) * down.sum(-1), 1e-6)
    behind = jnp.sum((down @ luminance) * across, -1) / area
    ink = linear_from_srgb(srgb_from_oklab(fill[:, 0, :3])) @ LUMINANCE
    ratio = (jnp.maximum(ink, behind) + 0.05) / (jnp.minimum(ink, behind) + 0.05)
    return jnp.sum(text / ratio) / jnp.sum(text)


def make_ours(design: Design, textures: Textures, side: int) -> tuple[Callable, Callable]:
    """The loss of one candidate's variables, and a run of some steps for all candidates."""
    text = design.mask & (design.kind == Kind.TEXT)
    tx = optax.adam(RATE)

    def decode(variables: dict[str, jax.Array]) -> Design:
        color = design.fill[..., :3] + REACH * jnp.tanh(variables["fill"])
        return design._replace(
            box=design.box + REACH * jnp.tanh(variables["box"]),
            fill=jnp.concatenate([color, design.fill[..., 3:]], -1),
        )

    def loss(variables: dict[str, jax.Array]) -> jax.Array:
        new = decode(variables)
        picture, under = rasterize(new, textures, height=side, width=side, rotated=False)
        busy = jnp.mean(jnp.diff(picture, axis=0) ** 2) + jnp.mean(jnp.diff(picture, axis=1) ** 2)
        away = jnp.sum((new.box - design.box) ** 2)
        terms = (
            alignment(new.box, new.mask) + overlap(new.box, text) + contrast(under, new.box, new.fill, text)
        )
        return terms + busy + away

    def run(variables: dict[str, jax.Array], steps: int) -> dict[str, jax.Array]:
        def step(carry: tuple, _: None) -> tuple[tuple, None]:
            variables, state = carry
            updates, state = tx.update(jax.grad(loss)(variables), state)
            return (optax.apply_updates(variables, updates), state), None

        return jax.lax.scan(step, (variables, tx.init(variables)), None, length=steps)[0][0]

    def every(variables: dict[str, jax.Array], steps: int) -> dict[str, jax.Array]:
        own = PartitionSpec("candidate")
        mesh = candidate_mesh(len(variables["box"]))
        one_by_one = functools.partial(jax.lax.map, functools.partial(run, steps=steps))
        return jax.shard_map(one_by_one, mesh=mesh, in_specs=own, out_specs=own, check_vma=False)(variables)

    compiled = jax.jit(every, static_argnums=1, compiler_options=compiler_options())
    return jax.jit(jax.vmap(loss)), compiled


def run_torch(objective: Callable, start: dict[str, np.ndarray], steps: int) -> dict[str, np.ndarray]:
    variables = {name: torch.tensor(value, requires_grad=True) for name, value in start.items()}
    adam = torch.optim.Adam(list(variables.values()), lr=RATE)
    for _ in range(steps):
        adam.zero_grad()
        objective(variables).sum().backward()
        adam.step()
    return {name: value.detach().numpy() for name, value in variables.items()}


def timed(function: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    function()
    return clock() - start


def compare(
    num: int, candidates: int, *, side: int, steps: int, rounds: int, clock: Callable[[], float]
) -> None:
    """Print the times of a step and their ratios for one size."""
    design, textures = example(num)
    rng = np.random.default_rng(1)
    start = {
        "box": rng.normal(0, 0.3, (candidates, num, 4)).astype(np.float32),
        "fill": rng.normal(0, 0.3, (candidates, num, 2, 3)).astype(np.float32),
    }
    loss, run = make_ours(design, textures, side)
    plain = TorchObjective(design._asdict(), textures._asdict(), side, REACH)
    ours_loss = np.asarray(loss(start))
    with torch.no_grad():
        torch_loss = plain({name: torch.tensor(value) for name, value in start.items()}).numpy()
    np.testing.assert_allclose(ours_loss, torch_loss, rtol=2e-3)
    first = timed(lambda: jax.block_until_ready(run(start, steps)))
    torch.compiler.reset()
    compiled = torch.compile(plain)
    first_torch = timed(lambda: run_torch(compiled, start, steps))
    apart = np.abs(np.asarray(run(start, steps)["box"]) - run_torch(plain, start, steps)["box"]).mean()
    moved = np.abs(np.asarray(run(start, steps)["box"]) - start["box"]).mean()
    seconds: dict[str, list[float]] = {"ours": [], "compiled": [], "eager": []}
    for _ in range(rounds):
        seconds["ours"].append(timed(lambda: jax.block_until_ready(run(start, steps)), clock))
        seconds["compiled"].append(timed(lambda: run_torch(compiled, start, steps), clock))
        seconds["eager"].append(timed(lambda: run_torch(plain, start, steps), clock))
    ours, compiled_s, eager = (1e3 * min(seconds[name]) / steps for name in ("ours", "compiled", "eager"))
    print(
        f"{num:>5} {candidates:>10} {ours:>9.2f} {eager:>9.2f} {compiled_s:>9.2f} {eager / ours:>9.1f}x"
        f" {compiled_s / ours:>9.1f}x   {first:>6.1f} s {first_torch:>6.1f} s   {apart / moved:.1%}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--side", type=int, default=96)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", nargs="*", default=["16x1", "16x4", "16x8"], help="slots x candidates")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    arguments = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.threads])
    torch.set_num_threads(arguments.threads)
    if arguments.threads > 1:
        share_among_cores()
    clock = {"wall": time.perf_counter, "cpu": time.process_time}[arguments.clock]
    side = arguments.side
    print(
        f"{arguments.threads} threads, {side} x {side} pixels; {arguments.clock} ms a step of all candidates"
    )
    print(
        f"{'slots':>5} {'candidates':>10} {'ours':>9} {'eager':>9} {'compiled':>9} {'vs eager':>10}"
        f" {'vs comp.':>10}   first runs: ours, compiled   apart, of the way"
    )
    for size in arguments.sizes:
        num, candidates = map(int, size.split("x"))
        compare(num, candidates, side=side, steps=arguments.steps, rounds=arguments.rounds, clock=clock)


if __name__ == "__main__":
    main()
