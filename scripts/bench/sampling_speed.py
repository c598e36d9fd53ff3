"""How long 16 designs take once all is compiled: latents from the prior, trees from the bank, decoding.

    python scripts/bench/sampling_speed.py [--models FOLDER]

Prints seconds of each part, and the networks' share alone.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import numpy as np

from jaxdesign.brief.prompt import read_prompt
from jaxdesign.design.formats import canvas_for
from jaxdesign.designer import condition_of
from jaxdesign.layout.compose import Piece
from jaxdesign.models.generate import (
    Request,
    composed,
    decode,
    encode,
    latents,
    stacked,
    structured,
    suitable,
)
from jaxdesign.models.shipped import read_models, shipped

COUNT = 16
PROMPT = '"Jazz Night", vintage, 12 June, "Riverside Hall", "Three bands, one river, no seats", book now'


def timed(call: Callable[[], Any], rounds: int = 3) -> tuple[float, Any]:
    """Least seconds of some calls after a first one, and what the last gave."""
    result = call()
    least = np.inf
    for _ in range(rounds):
        began = time.perf_counter()
        result = jax.block_until_ready(call())
        least = min(least, time.perf_counter() - began)
    return float(least), result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path)
    folder = parser.parse_args().models
    models = shipped() if folder is None else read_models(folder)
    brief, canvas = read_prompt(PROMPT), canvas_for("poster")
    pieces = tuple(Piece(string=text.text, role=text.role) for text in brief.texts)
    request = Request(pieces=pieces, canvas=canvas, condition=condition_of(brief, canvas))
    requests = [request] * COUNT
    conditions = stacked([one.condition for one in requests])
    sampled, style = timed(lambda: latents(models.prior, conditions, jax.random.key(0)))
    style = np.asarray(style)
    num = style.shape[1]

    def compose_all() -> list[Any]:
        found = [
            composed(models.bank, suitable(models.bank, models.latents[:, :num], request, z), request)
            for request, z in zip(requests, style, strict=True)
        ]
        return [structured(one[0]) for one in found if one is not None]

    laid_out, trees = timed(compose_all, rounds=1)
    encoded, z = timed(lambda: encode(models.autoencoder, trees))
    decoded, _ = timed(lambda: decode(models.autoencoder, z, trees))
    print(f"{COUNT} designs: prior {sampled:.3f} s, trees composed {laid_out:.2f} s,", end=" ")
    print(f"encoded {encoded:.3f} s, decoded {decoded:.3f} s")
    everything = sampled + laid_out + encoded + decoded
    print(f"sampling and decoding: {sampled + decoded:.3f} s; all: {everything:.2f} s")


if __name__ == "__main__":
    main()
