"""Requests to designs in one call: prior, bank, composing, encoding and decoding, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, PRNGKeyArray

from jaxdesign.design.document import Document
from jaxdesign.models.generate import (
    Request,
    Structured,
    composed,
    encode,
    latents,
    restyled,
    stacked,
    structured,
    suitable,
)
from jaxdesign.models.shipped import Models
from jaxdesign.types import AnyArray

STYLE_SHARE = 0.5
"""How much of the style comes from the prior; the rest is that of the design that lent its structure."""


class Sample(NamedTuple):
    """A design made for a request."""

    document: Document
    floor: Document
    """The bank's design with the content, before the networks changed anything."""
    z: Float[AnyArray, "k z"]
    donor: int
    """Place in the bank of the design that lent its structure."""


def make(
    models: Models,
    requests: Sequence[Request],
    key: PRNGKeyArray,
    *,
    style: Float[AnyArray, "c s z"] | None = None,
    guidance: float = 1.5,
    temperature: float = 1.0,
    style_share: float = STYLE_SHARE,
    apart: bool = False,
) -> list[Sample | None]:
    """One design for each request; None where no design of the bank has places for its content.

    Args:
        style: latents of style to use instead of the prior's.
        style_share: 1 takes the style wholly from there, 0 leaves that of the structure's own design.
        apart: whether no two requests share a structure where there are enough that suit.
    """
    if style is None:
        style = np.asarray(
            latents(
                models.prior,
                stacked([one.condition for one in requests]),
                key,
                guidance=guidance,
                temperature=temperature,
            )
        )
    num = style.shape[1]
    found: list[tuple[Document, int] | None] = []
    for request, z in zip(requests, style, strict=True):
        choices = suitable(models.bank, models.latents[:, :num], request, z)
        if apart:
            taken = {one[1] for one in found if one is not None}
            choices = [choice for choice in choices if choice.place not in taken] or choices
        found.append(composed(models.bank, choices, request))
    places = [i for i, one in enumerate(found) if one is not None]
    trees: list[Structured] = [structured(one[0]) for one in found if one is not None]
    if not trees:
        return [None] * len(requests)
    own = encode(models.autoencoder, trees)
    z = own.copy()
    z[:, :num] += style_share * (style[places] - z[:, :num])
    documents = restyled(models.autoencoder, own, z, trees, plain=models.plain)
    out: list[Sample | None] = [None] * len(requests)
    for row, place in enumerate(places):
        one = found[place]
        assert one is not None
        out[place] = Sample(documents[row], one[0], z[row], one[1])
    return out
