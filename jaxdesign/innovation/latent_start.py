"""Where the search in latent space begins: a design inverted, and beside it what its latent cannot say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from flax import nnx
from jaxtyping import Array, Float

from jaxdesign.compiled import Program
from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Document
from jaxdesign.design.locks import LockMask
from jaxdesign.innovation.inversion import inverted
from jaxdesign.innovation.latent_space import LatentLocks, LatentSpace
from jaxdesign.layout.roughness import Expected
from jaxdesign.layout.snap import snap
from jaxdesign.models.generate import encode, structured
from jaxdesign.models.shipped import shipped
from jaxdesign.types import Design, TextMetrics

BOUND = 1.5
"""How far a number of a latent may go at boldness 1; the data's spread is about 1."""


def latent_space(
    document: Document,
    start: Design,
    metrics: TextMetrics,
    locks: LockMask,
    *,
    boldness: float,
    expected: Expected | None,
) -> tuple[LatentSpace, Design]:
    """The space around a document with the shipped decoder, and the snapped design to stay near to.

    Without ``expected`` the design is exact and is not snapped.
    """
    models = shipped()
    snapped = document if expected is None else snap(document, metrics, expected=expected)
    tree = structured(snapped, num_slots=start.box.shape[0])
    (z,) = encode(models.autoencoder, [tree], refiner=models.refiner)
    decoder = models.autoencoder.decoder
    goal, _ = to_arrays(snapped, num_slots=start.box.shape[0])
    space = LatentSpace(
        weights=nnx.state(decoder, nnx.Param),
        z=z,
        bound=np.full_like(z, BOUND * boldness),
        given=tree.given,
        start=start,
        goal=goal,
        origin=start,
        locked=LatentLocks(
            box=np.stack([locks.x, locks.y, locks.w, locks.h], axis=-1),
            font_size=np.asarray(locks.size),
            color=np.asarray(locks.color),
        ),
        config=decoder.config,
    )
    z, origin = _INVERTED(space)
    return replace(space, z=z, origin=origin), goal


def _inverted(space: LatentSpace) -> tuple[Float[Array, "k z"], Design]:
    """The latent that says most of the space's goal, and its design."""
    z = inverted(space.decoder(), space.z, space.given, space.goal)
    return z, space.decoded(z)


_INVERTED = Program(_inverted, name="inverted latent")
