"""Content to designs: latents from the prior, structures from the tree bank, looks and lengths decoded."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int, PRNGKeyArray

from jaxdesign.compiled import Program
from jaxdesign.design.arrays import bucket, from_arrays, to_arrays
from jaxdesign.design.color import srgb_from_hex
from jaxdesign.design.document import Canvas, Document, Element
from jaxdesign.layout.assign import Assigned
from jaxdesign.layout.compose import Piece, filled, matched
from jaxdesign.layout.fit import fit
from jaxdesign.layout.parse import parse
from jaxdesign.layout.ties import content_sized, tied
from jaxdesign.layout.tree import TreeParams
from jaxdesign.models.autoencoder import Autoencoder, Decoded, Decoder, design_of
from jaxdesign.models.bank import TreeBank
from jaxdesign.models.documents import dressed
from jaxdesign.models.network import Network, built
from jaxdesign.models.prior import Condition, Prior, PriorConfig, sample
from jaxdesign.models.readable import readable
from jaxdesign.models.refiner import Drawn, Refiner, refined
from jaxdesign.models.skeleton import Skeleton, skeleton_of
from jaxdesign.models.weights import Params
from jaxdesign.render.setting import text_metrics
from jaxdesign.types import AnyArray, Design, Kind

_SHORT_LIST = 96
"""Designs of the bank that are tried for each request."""
_WITHIN_PX = 1.0


class Structured(NamedTuple):
    """A composed document with its tree."""

    document: Document
    given: Skeleton
    params: TreeParams
    """With which the tree gives the document's own boxes."""


def structured(document: Document, *, num_slots: int | None = None) -> Structured:
    """The tree of a document, sized by its content, with equal values tied."""
    slots = num_slots or bucket(len(document.elements))
    metrics = text_metrics(document, slots)
    tree = parse(document, num_slots=slots)
    tree = content_sized(tree, document, metrics, within_px=_WITHIN_PX)
    tree = tied(tree, document, metrics)
    return Structured(document, skeleton_of(document, tree, metrics), fit(document, tree, metrics))


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is to be designed."""

    pieces: tuple[Piece, ...]
    canvas: Canvas
    condition: Condition


@functools.cache
def _sampler(graph: Any, num_steps: int, guidance: float, temperature: float) -> Any:
    @jax.jit
    def run(state: Any, conditions: Condition, keys: PRNGKeyArray) -> Float[Array, "c k z"]:
        draw = functools.partial(
            sample, nnx.merge(graph, state), num_steps=num_steps, guidance=guidance, temperature=temperature
        )
        return jax.vmap(draw)(conditions, keys)

    return run


def latents(
    prior: Prior,
    conditions: Condition,
    key: PRNGKeyArray,
    *,
    num_steps: int = 24,
    guidance: float = 1.5,
    temperature: float = 1.0,
) -> Float[Array, "c k z"]:
    """A latent for each of ``c`` conditions, in one compiled program."""
    graph, state = nnx.split(prior)
    keys = jax.random.split(key, len(conditions.goal))
    return _sampler(graph, num_steps, guidance, temperature)(state, conditions, keys)


def _drawn_styles(
    params: Params, conditions: Condition, seed: Int[Array, ""], *, prior: PriorConfig
) -> Float[Array, "c k z"]:
    draw = functools.partial(sample, built(Prior, prior, params))
    return jax.vmap(draw)(conditions, jax.random.split(jax.random.key(seed), len(conditions.goal)))


_STYLES = Program(_drawn_styles, name="drawn styles", static_argnames=("prior",))


def drawn_styles(prior: Network[Prior], conditions: Condition, seed: int) -> Float[np.ndarray, "c k z"]:
    """As ``latents``, for a network that has not been made, by a compiled program that is kept."""
    return jax.device_get(_STYLES(prior.params, conditions, np.uint32(seed % 2**32), prior=prior.config))


def nearest_designs(
    bank_latents: Float[AnyArray, "b k z"], z: Float[AnyArray, "k z"], count: int
) -> list[int]:
    """The ``count`` designs of the bank whose latents are nearest, the nearest first."""
    apart = np.mean((bank_latents - np.asarray(z)) ** 2, axis=(1, 2))
    return [int(place) for place in np.argsort(apart, kind="stable")[:count]]


class Look(NamedTuple):
    """Decoded arrays of one document."""

    design: Design
    palette: Float[AnyArray, "p 3"]


def grounds(design: Design) -> Float[np.ndarray, "n 3"]:
    """OKLab of what lies under the middle of each text, pictures taken for grey; 0 for what is no text."""
    box, kind = np.asarray(design.box), np.asarray(design.kind)
    shown = (kind == Kind.IMAGE) | ((kind >= Kind.RECTANGLE) & (np.asarray(design.fill)[:, 0, 3] > 0.5))
    color = np.where((kind == Kind.IMAGE)[:, None], [0.55, 0.0, 0.0], np.asarray(design.fill)[:, 0, :3])
    out = np.zeros((len(kind), 3), np.float32)
    for i in np.flatnonzero((kind == Kind.TEXT) & np.asarray(design.mask)):
        at = box[i, :2] + box[i, 2:] / 2
        inside = ((at >= box[:i, :2]) & (at <= box[:i, :2] + box[:i, 2:])).all(1) & shown[:i]
        below = np.flatnonzero(inside)
        out[i] = color[below[-1]] if len(below) else np.asarray(design.backdrop).mean(0)
    return out


@functools.cache
def _encoder(graph: Any) -> Any:
    def one(model: Any, drawn: Drawn) -> Float[Array, "k z"]:
        side = model.config.picture_px
        nothing, unseen = jnp.zeros((side, side, 3)), jnp.zeros(())
        return model(drawn.given, drawn.params, drawn.design, drawn.ground, nothing, unseen).mean

    @jax.jit
    def run(state: Any, drawn: Drawn) -> Float[Array, "c k z"]:
        return jax.vmap(functools.partial(one, nnx.merge(graph, state)))(drawn)

    return run


@functools.cache
def _decoder(graph: Any) -> Any:
    def one(model: Any, z: Array, given: Skeleton) -> Look:
        decoded: Decoded = model(z, given)
        return Look(design_of(decoded, given, softness=0.0), decoded.palette)

    @jax.jit
    def run(state: Any, z: Float[AnyArray, "c k z"], given: Skeleton) -> Look:
        return jax.vmap(functools.partial(one, nnx.merge(graph, state)))(jnp.asarray(z), given)

    return run


_TOGETHER = 16
"""Designs that go through the networks in one call; fewer are padded."""


def _groups(documents: Sequence[Structured]) -> Iterator[tuple[list[int], np.ndarray]]:
    """Documents of one number of slots each: their places, and the same padded to ``_TOGETHER``."""
    by_slots: dict[int, list[int]] = {}
    for i, one in enumerate(documents):
        by_slots.setdefault(len(one.given.kind), []).append(i)
    for members in by_slots.values():
        for first in range(0, len(members), _TOGETHER):
            rows = members[first : first + _TOGETHER]
            yield rows, np.array(rows + [rows[0]] * (_TOGETHER - len(rows)))


def stacked(parts: Sequence[Any]) -> Any:
    """Trees of one form as one, with a first dimension."""
    return jax.tree.map(lambda *leaves: np.stack(leaves), *parts)


@functools.cache
def _refiner(graph: Any, decoder_graph: Any) -> Any:
    @jax.jit
    def run(state: Any, decoder_state: Any, z: Array, drawn: Drawn) -> Float[Array, "c k z"]:
        refiner, decoder = nnx.merge(graph, state), nnx.merge(decoder_graph, decoder_state)
        return jax.vmap(functools.partial(refined, refiner, decoder))(z, drawn)

    return run


def _second_looks(refiner: Refiner, decoder: Decoder) -> Callable[[Array, Drawn], Array]:
    (graph, state), (decoder_graph, decoder_state) = nnx.split(refiner), nnx.split(decoder)
    return functools.partial(_refiner(graph, decoder_graph), state, decoder_state)


def encode(
    model: Autoencoder, documents: Sequence[Structured], *, refiner: Refiner | None = None
) -> Float[np.ndarray, "c k z"]:
    """The latents of composed documents, from their arrays alone; with a ``refiner`` after second looks."""
    graph, state = nnx.split(model.encoder)
    config = model.encoder.config
    out = np.zeros((len(documents), config.num_latents, config.latent_dim), np.float32)
    drawn = []
    for one in documents:
        design, _ = to_arrays(one.document, num_slots=len(one.given.kind))
        drawn.append(Drawn(one.given, one.params, design, grounds(design)))
    second = None if refiner is None else _second_looks(refiner, model.decoder)
    for rows, padded in _groups(documents):
        seen = stacked([drawn[i] for i in padded])
        found = _encoder(graph)(state, seen)
        found = found if second is None else second(found, seen)
        out[rows] = np.asarray(found)[: len(rows)]
    return out


def looks(model: Autoencoder, z: Float[AnyArray, "c k z"], documents: Sequence[Structured]) -> list[Look]:
    """What each latent means for its document's content and tree."""
    graph, state = nnx.split(model.decoder)
    out: dict[int, Look] = {}
    for rows, padded in _groups(documents):
        given = stacked([documents[i].given for i in padded])
        found = jax.device_get(_decoder(graph)(state, jnp.asarray(z)[padded], given))
        for place, i in enumerate(rows):
            out[i] = jax.tree.map(lambda leaf, place=place: leaf[place], found)
    return [out[i] for i in range(len(documents))]


def decode(
    model: Autoencoder, z: Float[np.ndarray, "c k z"], documents: Sequence[Structured]
) -> list[Document]:
    """The documents, each with the lengths, type and colours that its latent means."""
    return [
        dressed(one.document, look.design, look.palette)
        for one, look in zip(documents, looks(model, z, documents), strict=True)
    ]


def restyled(
    model: Autoencoder,
    before: Float[AnyArray, "c k z"],
    after: Float[AnyArray, "c k z"],
    documents: Sequence[Structured],
    *,
    plain: Autoencoder | None = None,
) -> list[Document]:
    """The documents in the colours that the decoder gives ``after`` and did not give ``before``.

    Places and sizes stay those of the bank's design, which are nearer to real ones than decoded ones are; a
    latent that did not move changes words alone that could hardly be read. ``plain`` decodes ``before`` where
    the model has adapters: then what they change is added too.
    """
    old_looks = looks(model if plain is None else plain, before, documents)
    changed = zip(documents, old_looks, looks(model, after, documents), strict=True)
    out = []
    for one, old, new in changed:
        design, content = to_arrays(one.document, num_slots=len(one.given.kind))
        out.append(from_arrays(recolored(design, old.design, new.design), content))
    return readable(out)


def recolored(design: Design, old: Design, new: Design) -> Design:
    """The design with its colours moved by the difference of two others."""
    fill = np.array(design.fill)
    fill[..., :3] += np.asarray(new.fill)[..., :3] - np.asarray(old.fill)[..., :3]
    backdrop = np.asarray(design.backdrop) + np.asarray(new.backdrop) - np.asarray(old.backdrop)
    fill[..., 0], backdrop[..., 0] = np.clip(fill[..., 0], 0, 1), np.clip(backdrop[..., 0], 0, 1)
    return design._replace(fill=jax.device_put(fill), backdrop=jax.device_put(backdrop))


@dataclass(frozen=True)
class BankChoice:
    """A design of the bank that suits a request."""

    place: int
    cost: float


def suitable(
    bank: TreeBank,
    bank_latents: Float[AnyArray, "b k z"],
    request: Request,
    z: Float[AnyArray, "k z"],
    *,
    count: int = _SHORT_LIST,
    latent_weight: float = 0.5,
) -> list[BankChoice]:
    """The designs whose places suit the content and whose latents are near, best first."""
    costs = bank.costs([piece.item() for piece in request.pieces], request.canvas)
    spread = bank_latents.reshape(len(bank), -1)
    distance = np.sqrt(np.mean((spread - np.asarray(z).reshape(-1)) ** 2, axis=1))
    total = costs + latent_weight * 3.0 * distance / max(float(np.median(distance)), 1e-9)
    order = np.argsort(total, kind="stable")[:count]
    return [BankChoice(int(place), float(total[place])) for place in order]


def composed(bank: TreeBank, choices: Sequence[BankChoice], request: Request) -> tuple[Document, int] | None:
    """The best design of the choices with the content in it, and its place in the bank.

    Those whose places suit the single pieces best and stay empty least are laid out; of them the one is taken
    that has few faults, breaks few texts into more lines than their places had and shows pictures as large as
    they are made for. None where no design has places for
    the content.
    """
    pieces = list(request.pieces)
    shares = [piece.share for piece in pieces if piece.image is not None]
    wanted = None if None in shares else sum(share for share in shares if share is not None)
    ranked = []
    for choice in choices:
        donor, root = bank.donor(choice.place)
        try:
            assigned = matched(donor, pieces, root)
        except ValueError:
            continue
        cost = choice.cost + assigned.cost + _EMPTY_PRICE * emptied_share(donor, assigned)
        ranked.append((cost, choice.place, donor, assigned))
    ranked.sort(key=lambda one: one[:2])
    laid_out = []
    for cost, place, donor, assigned in ranked[:_LAID_OUT]:
        document = filled(donor, assigned, pieces, request.canvas)
        shown = abs(pictured_share(document) - wanted) if wanted is not None else 0.0
        cost += _FAULT_PRICE * faults(document) + _WRAP_PRICE * wrapped(donor, assigned, document)
        laid_out.append((cost + _SHARE_PRICE * shown, place, document))
    if not laid_out:
        return None
    _, place, document = min(laid_out, key=lambda one: one[:2])
    return document, place


_LAID_OUT = 16
"""Designs of the bank that are laid out before one is taken."""
_FAULT_PRICE = 6.0
_WRAP_PRICE = 6.0
_EMPTY_PRICE = 6.0
_SHARE_PRICE = 6.0
_LEAST_TYPE = 0.014
"""Square root of the canvas area below which type is too small."""


def canvas_share(document: Document, elements: Iterable[Element]) -> float:
    """Share of the canvas under elements; what is covered twice counts twice."""
    size = np.array([document.canvas.width, document.canvas.height])
    boxes = np.array([element.box for element in elements], float).reshape(-1, 4)
    low, high = np.maximum(boxes[:, :2], 0), np.minimum(boxes[:, :2] + boxes[:, 2:], size)
    return float((np.maximum(high - low, 0) / size).prod(axis=1).sum())


def emptied_share(donor: Document, assigned: Assigned) -> float:
    """Share of the canvas under the texts and pictures of a donor that show nothing of the content."""
    kept = {look for look, _ in assigned.elements}
    gone = (element for i, element in enumerate(donor.elements) if i not in kept and element.kind != "shape")
    return canvas_share(donor, gone)


def wrapped(donor: Document, assigned: Assigned, document: Document) -> float:
    """Share of the texts of a document that are broken into more lines than those whose places they have."""
    more = [
        _num_lines(new) > _num_lines(donor.elements[look])
        for new, (look, item) in zip(document.elements, assigned.elements, strict=True)
        if item is not None and new.text is not None
    ]
    return sum(more) / max(len(more), 1)


def _num_lines(element: Element) -> int:
    """In how many lines a text is set, by its height."""
    text = element.text
    assert text is not None
    return max(round((element.box[3] / text.size - 1.2) / text.line_height) + 1, 1)


def pictured_share(document: Document) -> float:
    """Share of the canvas under pictures."""
    return canvas_share(document, (element for element in document.elements if element.kind == "image"))


def _is_seen(shape: Element) -> bool:
    """Whether a shape has a fill that can be seen."""
    fill = shape.paint.fill
    alpha = srgb_from_hex(fill)[3] if isinstance(fill, str) else float(fill is not None)
    return alpha * shape.opacity > _FAINT


_FAINT = 0.1
"""Opacity up to which a panel is hardly seen."""


def faults(document: Document) -> float:
    """Share of the texts that touch each other, leave the canvas, are too small or stray onto pictures or off
    panels."""
    texts = [(e, np.array(e.box)) for e in document.elements if e.text is not None]
    if not texts:
        return 0.0
    least = _LEAST_TYPE * (document.canvas.width * document.canvas.height) ** 0.5
    size = np.array([document.canvas.width, document.canvas.height])
    boxes = np.stack([box for _, box in texts])
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    common = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    touch = (common > 1.0).all(-1) & ~np.eye(len(boxes), dtype=bool)
    outside = ((low < -1) | (high > size + 1)).any(1)
    small = np.array([e.text.size < least for e, _ in texts if e.text is not None])
    areas = boxes[:, 2:].prod(1)
    stray = np.zeros(len(boxes), bool)
    for element in document.elements:
        if element.kind == "image" or (element.kind == "shape" and _is_seen(element)):
            box = np.array(element.box)
            over = np.minimum(high, box[:2] + box[2:]) - np.maximum(low, box[:2])
            inside = (low >= box[:2] - 1).all(1) & (high <= box[:2] + box[2:] + 1).all(1)
            large = (areas < box[2:].prod()) | (element.kind == "image")  # no line under a text
            stray |= (over > 1).all(1) & ~inside & large
    return float((touch.any(1) | outside | small | stray).mean())
