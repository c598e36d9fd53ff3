"""Held-out designs through encoder and decoder: what of them comes back."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Bool, Float
from PIL import Image as PillowImage

from jaxdesign.data.dataset import RealDesignDataset
from jaxdesign.data.sheet import Entry, contact_sheet
from jaxdesign.design.document import Document
from jaxdesign.evaluation.examples import Example, drawn_of, example_of, padded_parts, prepared
from jaxdesign.innovation.inversion import inverted
from jaxdesign.layout.boxes import iou
from jaxdesign.models.autoencoder import Autoencoder, design_of
from jaxdesign.models.documents import dressed
from jaxdesign.models.generate import Look
from jaxdesign.models.refiner import Refiner, refined
from jaxdesign.render.png import render_array
from jaxdesign.types import AnyArray, Design, Kind

_PART = 16
LIVELY = 0.08
"""OKLab chroma from which an element is one of colour."""


@dataclass(frozen=True)
class Reconstruction:
    """Figures of ``b`` designs of up to ``n`` elements; what does not apply is masked."""

    iou: Float[AnyArray, "b n"]
    """Of each element's box with the real one, at the exact line count."""
    color: Float[AnyArray, "b n"]
    """OKLab distance of fills and inks."""
    type_size: Float[AnyArray, "b n"]
    """Relative error."""
    lively: Bool[AnyArray, "b n"]
    """Whether the real fill or ink is of a colour, not a grey."""
    backdrop: Float[AnyArray, " b"]
    """OKLab distance."""
    mask: Bool[AnyArray, "b n"]
    text: Bool[AnyArray, "b n"]

    def summary(self) -> dict[str, float]:
        """Means over all elements that apply, and the median error of type sizes."""
        sizes = self.type_size[self.text]
        return {
            "box_iou": float(self.iou[self.mask].mean()),
            "text_color": float(self.color[self.text].mean()),
            **({"lively_color": float(self.color[self.lively].mean())} if self.lively.any() else {}),
            "backdrop": float(self.backdrop.mean()),
            "type_size": float(sizes.mean()),
            "type_size_median": float(np.median(sizes)),
        }


@functools.cache
def _program(graph: Any, refiner_graph: Any, steps: int) -> Any:
    def one(model: Autoencoder, refiner: Refiner | None, example: Example) -> tuple[Look, Design]:
        given, target = example.given, prepared(example)
        posterior = model.encoder(
            given, target.params, target.design, example.ground, target.picture, target.shown
        )
        z = posterior.mean
        if refiner is not None:
            z = refined(refiner, model.decoder, z, drawn_of(example, target))
        if steps:
            z = inverted(model.decoder, z, given, target.design, steps=steps)
        decoded = model.decoder(z, given)
        return Look(design_of(decoded, given, softness=0.0), decoded.palette), target.design

    @jax.jit
    def run(state: Any, refiner_state: Any, example: Example) -> Any:
        refiner = None if refiner_graph is None else nnx.merge(refiner_graph, refiner_state)
        made, real = jax.vmap(functools.partial(one, nnx.merge(graph, state), refiner))(example)
        overlap, _ = jax.vmap(iou)(made.design.box, real.box)
        distance = jnp.linalg.norm(made.design.fill[..., :3] - real.fill[..., :3], axis=-1).mean(-1)
        ratio = made.design.font_size / jnp.where(real.font_size > 0, real.font_size, 1.0)
        lively = jnp.linalg.norm(real.fill[..., 0, 1:3], axis=-1) > LIVELY
        back = jnp.linalg.norm(made.design.backdrop - real.backdrop, axis=-1).mean(-1)
        return made, (overlap, distance, jnp.abs(ratio - 1), lively, back)

    return run


def reconstructed(
    model: Autoencoder, examples: Example, *, refiner: Refiner | None = None, steps: int = 0
) -> tuple[list[Look], Reconstruction]:
    """Every design as it comes back from the mean of its latent, and figures; in the examples' order.

    With a ``refiner`` the encoder takes second looks; with ``steps`` the latent is inverted after that (see
    ``innovation.inversion``).
    """
    graph, state = nnx.split(model)
    refiner_graph, refiner_state = (None, None) if refiner is None else nnx.split(refiner)
    count, slots = examples.given.mask.shape
    made: dict[int, Look] = {}
    figures = Reconstruction(
        iou=np.zeros((count, slots)),
        color=np.zeros((count, slots)),
        type_size=np.zeros((count, slots)),
        lively=np.zeros((count, slots), bool),
        backdrop=np.zeros(count),
        mask=np.asarray(examples.given.mask),
        text=np.asarray(examples.given.mask & (examples.given.kind == Kind.TEXT)),
    )
    for rows, part in padded_parts(examples, _PART):
        width = part.given.mask.shape[1]
        found, values = jax.device_get(_program(graph, refiner_graph, steps)(state, refiner_state, part))
        for place, row in enumerate(rows):
            made[int(row)] = jax.tree.map(lambda leaf, place=place: leaf[place], found)
        tables = (figures.iou, figures.color, figures.type_size, figures.lively)
        for table, value in zip(tables, values, strict=False):
            table[rows, :width] = value[: len(rows)]
        figures.backdrop[rows] = values[4][: len(rows)]
    figures.lively[:] &= figures.mask
    return [made[row] for row in range(count)], figures


def reconstruction(
    model: Autoencoder,
    data: RealDesignDataset,
    *,
    refiner: Refiner | None = None,
    limit: int | None = None,
    steps: int = 0,
) -> Reconstruction:
    """Figures of all designs of a dataset, or of ``limit`` of them spread over it; as ``reconstructed``."""
    count = len(data)
    places = np.arange(count) if limit is None else np.linspace(0, count - 1, min(limit, count)).astype(int)
    return reconstructed(model, example_of(data.take(places)), refiner=refiner, steps=steps)[1]


def reconstruction_sheet(
    model: Autoencoder, data: RealDesignDataset, *, refiner: Refiner | None = None, count: int = 12
) -> np.ndarray:
    """``[h, w, 3]`` uint8: pairs of a real design and what comes back of it, its box IoU under it."""
    places = np.linspace(0, len(data) - 1, min(count, len(data))).astype(int)
    made, figures = reconstructed(model, example_of(data.take(places)), refiner=refiner)
    entries = []
    for i, place in enumerate(places):
        record = data.record(int(place))
        document = dressed(record.read_document(), made[i].design, made[i].palette)
        score = float(figures.iou[i][figures.mask[i]].mean())
        entries += [
            Entry(record.read_picture(), record.source),
            Entry(picture_of(document), f"IoU {score:.2f}"),
        ]
    return np.asarray(contact_sheet(entries, columns=6))


def picture_of(document: Document, *, longest_px: int = 480) -> PillowImage.Image:
    """The document as a small picture."""
    pixels = render_array(document, longest_px=longest_px)
    return PillowImage.fromarray(np.uint8(np.round(255 * pixels)))
