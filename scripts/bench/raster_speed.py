"""What rasterizing costs: compiling, a picture, a picture with its gradient, and the memory in between.

    python scripts/bench/raster_speed.py [--sizes 16x1 16x8 64x4] [--side 96] [--rotated]

Sizes are slots x candidates; the candidates are a ``vmap`` over boxes and colours, kinds are
shared. Each figure is the least of several runs of all candidates, in wall-clock and processor time.
"""

from __future__ import annotations

import argparse
import time

import jax
import jax.numpy as jnp
from objective_example import example

from jaxdesign.raster import rasterize
from jaxdesign.types import Design

RUNS = 8


def measure(name: str, function: jax.stages.Wrapped, *arguments: jax.Array) -> None:
    """Print what compiling and running ``function`` takes."""
    start, start_cpu = time.perf_counter(), time.process_time()
    compiled = function.lower(*arguments).compile()
    compile_s, compile_cpu = time.perf_counter() - start, time.process_time() - start_cpu
    jax.block_until_ready(compiled(*arguments))
    wall, cpu = [], []
    for _ in range(RUNS):
        start, start_cpu = time.perf_counter(), time.process_time()
        jax.block_until_ready(compiled(*arguments))
        wall.append(1e3 * (time.perf_counter() - start))
        cpu.append(1e3 * (time.process_time() - start_cpu))
    analysis = compiled.memory_analysis()
    assert analysis is not None, "this backend does not say what memory a program takes"
    memory = analysis.temp_size_in_bytes / 2**20
    print(
        f"{name:<18}{compile_s:>10.1f}{compile_cpu:>10.1f}{min(wall):>10.2f}{min(cpu):>10.2f}{memory:>10.1f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--side", type=int, default=96)
    parser.add_argument("--sizes", nargs="*", default=["16x1", "16x8", "64x4"])
    parser.add_argument("--rotated", action="store_true", help="take the path for rotated elements")
    arguments = parser.parse_args()
    side, rotated = arguments.side, arguments.rotated
    print(f"{'':<18}{'compile s':>10}{'cpu s':>10}{'ms':>10}{'cpu ms':>10}{'MiB':>10}")
    for size in arguments.sizes:
        num, candidates = map(int, size.split("x"))
        design, textures = example(num)
        boxes = jnp.broadcast_to(design.box, (candidates, *design.box.shape))
        fills = jnp.broadcast_to(design.fill, (candidates, *design.fill.shape))

        def loss(box: jax.Array, fill: jax.Array, *, design: Design = design, textures=textures) -> jax.Array:
            moved = design._replace(box=box, fill=fill)
            layers = rasterize(moved, textures, height=side, width=side, rotated=rotated)
            return jnp.sum(layers.picture**2 + layers.under**2)

        measure(f"{size} picture", jax.jit(jax.vmap(loss)), boxes, fills)
        measure(f"{size} gradient", jax.jit(jax.vmap(jax.grad(loss, argnums=(0, 1)))), boxes, fills)


if __name__ == "__main__":
    main()
