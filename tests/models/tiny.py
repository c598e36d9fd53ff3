"""Documents drawn by hand and networks of a few numbers, for tests."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any, Literal

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from PIL import Image as PillowImage

from jaxdesign.design.arrays import to_arrays
from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Image, Paint, Text
from jaxdesign.layout.fit import fit
from jaxdesign.layout.parse import parse
from jaxdesign.layout.ties import content_sized, tied
from jaxdesign.models.autoencoder import Autoencoder, AutoencoderConfig
from jaxdesign.models.generate import Drawn, grounds
from jaxdesign.models.prior import PriorConfig
from jaxdesign.models.skeleton import skeleton_of
from jaxdesign.render.setting import set_text, text_metrics

CONFIG = AutoencoderConfig(
    width=24, num_heads=2, encoder_layers=1, decoder_layers=1, num_styles=2, num_places=4, latent_dim=6
)
PRIOR = PriorConfig(
    num_goals=10,
    num_formats=12,
    num_styles=13,
    num_latents=2,
    latent_dim=6,
    width=24,
    num_heads=2,
    num_layers=1,
)
Role = Literal["headline", "subheading", "body", "caption", "label", "button"]


def picture(seed: int = 0) -> Image:
    """A picture of a few coloured pixels."""
    pixels = np.random.default_rng(seed).integers(0, 255, (4, 6, 3), dtype=np.uint8)
    stream = io.BytesIO()
    PillowImage.fromarray(pixels).save(stream, "PNG")
    return Image(href=f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}", alt="a mill")


def text(
    name: str, x: float, y: float, string: str, *, size: float = 20, role: Role = "body",
    width: float | None = None, fill: str = "#202020",
) -> Element:  # fmt: skip
    """A text whose box is what it measures."""
    body = Text(string=string, size=size, family=("Inter",), role=role)
    found = set_text(body, width)
    box = (x, y, found.width, found.height)
    return Element(id=name, kind="text", box=box, text=body, paint=Paint(fill=fill))


def shape(name: str, x: float, y: float, w: float, h: float, *, fill: str = "#dddddd") -> Element:
    """A rectangle."""
    return Element(id=name, kind="shape", shape="rectangle", box=(x, y, w, h), paint=Paint(fill=fill))


def event(headline: str = "Harvest fair", *, seed: int = 0, canvas: tuple[int, int] = (800, 600)) -> Document:
    """A picture at the left, and beside it a headline, two lines of text and a button."""
    photo = Element(id="photo", kind="image", box=(40, 40, 300, 400), image=picture(seed))
    elements = (
        photo,
        text("title", 380, 60, headline, size=48, role="headline", fill="#123456"),
        text("when", 380, 140, "Saturday the twelfth of June at the old mill", width=300),
        shape("button", 380, 300, 220, 60, fill="#aa3322"),
        text("call", 410, 315, "Come along", size=24, role="button", fill="#ffffff"),
    )
    return Document(
        canvas=Canvas(width=canvas[0], height=canvas[1]), backdrop=Backdrop(fill="#f4f1e8"), elements=elements
    )


def one() -> Document:
    """A headline and nothing else."""
    title = text("title", 100, 100, "Alone", size=60, role="headline")
    return Document(canvas=Canvas(width=500, height=700), elements=(title,))


def drawn(document: Document, slots: int) -> Drawn:
    """What the encoder is shown of a document, besides its picture."""
    metrics = text_metrics(document, slots)
    tree = tied(content_sized(parse(document, num_slots=slots), document, metrics), document, metrics)
    design, _ = to_arrays(document, num_slots=slots)
    given = skeleton_of(document, tree, metrics)
    return Drawn(given, fit(document, tree, metrics), design, grounds(design))


def autoencoder(seed: int = 0) -> Autoencoder:
    """Small networks with random weights."""
    return at_random(lambda: Autoencoder(CONFIG, nnx.Rngs(0)), seed)


def at_random(make: Callable[[], Any], seed: int = 0) -> Any:
    """A module with every weight at random, also those that begin at zero."""
    graph, state = nnx.split(nnx.eval_shape(make))
    rng = np.random.default_rng(seed)

    def draw(path: Any, leaf: Any) -> jax.Array:
        around = float("scale" in jax.tree_util.keystr(path))
        spread = leaf.shape[0] ** -0.5 if leaf.ndim > 1 else 0.1
        return jnp.asarray(around + spread * rng.normal(size=leaf.shape), leaf.dtype)

    return nnx.merge(graph, jax.tree_util.tree_map_with_path(draw, state))
