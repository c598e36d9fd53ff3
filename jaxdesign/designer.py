"""``UniversalDesigner``: a brief in, finished, certified and editable designs out."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import jax
import numpy as np
from PIL import Image as PillowImage
from PIL import ImageOps

from jaxdesign.brief.amounts import amount_and_name
from jaxdesign.brief.pictures import MAX_PIXELS, told_plainly
from jaxdesign.brief.prices import name_and_price
from jaxdesign.brief.promises import broken_promises, obeying
from jaxdesign.brief.schema import MAX_PICTURES, MAX_TEXTS, Brief, BriefText
from jaxdesign.config import InnovateConfig
from jaxdesign.data.format_kinds import FORMAT_KINDS, format_of
from jaxdesign.data.goals import GOALS
from jaxdesign.data.styles import STYLES
from jaxdesign.design.color import hex_from_srgb
from jaxdesign.design.document import Canvas, Document, Element, Image
from jaxdesign.design.formats import canvas_for
from jaxdesign.direction.drafts import Direction, drafts, is_made
from jaxdesign.direction.figures import FIGURE
from jaxdesign.direction.looks import FREE, look_of
from jaxdesign.direction.page import AMOUNT, Mark
from jaxdesign.direction.palettes import Palette, chroma, luminance
from jaxdesign.direction.real_palettes import palette_of_design
from jaxdesign.errors import InputError, NotCertifiedError
from jaxdesign.innovation.innovate import search_documents
from jaxdesign.innovation.result import InnovationResult
from jaxdesign.layout.compose import Piece
from jaxdesign.models.generate import Request, drawn_styles, nearest_designs, stacked
from jaxdesign.models.prior import Condition, condition
from jaxdesign.models.sampling import make
from jaxdesign.models.shipped import Models
from jaxdesign.models.text import embedded
from jaxdesign.progress import Progress, ProgressCallback, silent
from jaxdesign.render.pictures import open_picture
from jaxdesign.render.png import to_png
from jaxdesign.style.analyzer import StyleAnalyzer
from jaxdesign.style.distances import palette_distance, profile_distance
from jaxdesign.style.profile import StyleProfile
from jaxdesign.style.references import Reference

PICTURE_SHARE = 0.3
"""Part of the canvas that the user's pictures are made for."""
LONGEST_PX = 1600
"""Longest side at which the user's pictures are put into a design."""
_LATER = 1.5
"""Points of the total that a draft must be better by for each place further back among those that suit."""
_SHOWS, _SHOWS_ALONE = 7.0, 9.0
"""Points of a draft that shows something beside words, unless it is to be minimal; more with few words."""
_SHOWS_STYLE = 5.0
"""Points of such a draft more where a style is asked for, whose colours it shows."""
_TELLS = 8.0
"""Points of such a draft more that shows what the design is about."""
_FEW_LETTERS = 70
_CROWDED = 20.0
"""Points that a design loses whose words finishing has brought to an edge of the page."""
_UNSUITED = 12.0
"""Points that a draft loses whose palette has nothing that the mood asks for, where it asks for something."""
_LINE = 0.01
"""Share of the canvas' shorter side up to which a box is a line."""
_BARE = 16.0
"""Points that a draft loses that has nothing but words, and most of its height or width without any."""
_BLANK = 8.0
"""Points that such a draft loses on white or another light grey, unless it is to be minimal, is a card or is
made in a style."""
_WHITE, _HUELESS = 0.8, 0.004
"""Relative luminance and OKLab chroma of such a ground."""
_UNLIKE = 120.0
"""Points that a draft loses for a unit of ``profile_distance`` from the style that is asked for."""
_OFF_COLOR = 140.0
"""Points that a draft loses for a unit of ``palette_distance`` beside that: colours are seen first."""
_LOOKED_AT_PX = 1000
"""Longest side at which that is measured."""
_GOOD, _ABOVE_GOOD = 70.0, 0.4
"""A total that a well-composed design has, and what a point more counts: above it lies what is usual on
screens, white and blue most of all, rather than what is better."""
_FINISHING = 5.0
"""Points that finishing seldom adds to a total: drafts that need more to be the best are left unfinished."""
_SAME_STRUCTURE, _SAME_PALETTE, _SAME_FACES = 12.0, 9.0, 4.0
"""Points that a design loses for each one kept before it that has the same."""
_SAME_DRAFTS = 3
"""Drafts of a further format: in the same structure if it has room, and in others."""
LEARNED = 2
"""Palettes of real designs that are tried for a brief, beside those made by hand."""
NEAREST = 24
"""Real designs that are looked at for one palette: many are grey, or have what others have."""
LEARNED_WITH_ADAPTERS = 8
"""The same where adapters are merged in: these are then tried first."""
CANDIDATES = 8
"""Drafts for each design that is wanted; the best are finished."""
TIDY = InnovateConfig(boldness=0.2, steps=26, candidates=1, straighten=False)
"""How drafts are innovated."""


Picture = tuple[Image, float]
"""A picture and its width over height."""


@dataclass(frozen=True)
class Finished:
    """A design that came out, best first."""

    result: InnovationResult
    format: str
    structure: str
    """What it was built on: a structure's name, or the source of a layout tree."""
    direction: Direction | None = None
    """What was chosen for it; None on a layout tree of the bank."""


class Unfinished(NamedTuple):
    """A draft and what it was built on."""

    document: Document
    structure: str
    direction: Direction | None = None
    shows: bool = True
    """Whether there is something to look at beside words."""
    suits: float = 1.0
    """How much of what the brief's mood asks of a palette its own has, beside the best one."""
    tells: bool = False
    """Whether it shows what the design is about."""


def picture_of(path: Path) -> Picture:
    """A picture file as it is put into a document, and its width over height. Raises ``InputError``."""
    try:
        with told_plainly(path), PillowImage.open(path) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise InputError(
                    f"{path}: {picture.width} x {picture.height} pixels are too many; at most 60 million."
                )
            picture = ImageOps.exif_transpose(picture)
            aspect = picture.width / picture.height
            kind = "PNG" if picture.mode in ("RGBA", "LA", "P") else "JPEG"
            picture = picture.convert("RGBA" if kind == "PNG" else "RGB")
            picture.thumbnail((LONGEST_PX, LONGEST_PX), PillowImage.Resampling.LANCZOS)
            stream = io.BytesIO()
            picture.save(stream, kind, quality=90) if kind == "JPEG" else picture.save(stream, kind)
    except PillowImage.DecompressionBombError as error:
        raise InputError(f"{path}: has too many pixels; at most 60 million.") from error
    data = base64.b64encode(stream.getvalue()).decode()
    return Image(href=f"data:image/{kind.lower()};base64,{data}", alt=path.stem), aspect


def mark_of(brief: Brief) -> Mark | None:
    """The brand's logo. Raises ``InputError`` for a picture that cannot be read."""
    logo = brief.brand.logo
    if logo is None:
        return None
    image, aspect = picture_of(Path(logo.picture))
    seen = open_picture(image.href).convert("RGBA").resize((32, 32), PillowImage.Resampling.BOX)
    pixels = np.asarray(seen, np.float64).reshape(-1, 4)
    shown = pixels[:, :3].T @ pixels[:, 3] / max(pixels[:, 3].sum(), 1e-9) / 255
    color = hex_from_srgb((*np.clip(shown, 0, 1), 1.0))[:7]
    return Mark(image=image, aspect=aspect, clear_space=logo.clear_space, width=logo.width, color=color)


def condition_of(brief: Brief, canvas: Canvas, styles: frozenset[str] = frozenset()) -> Condition:
    """What the prior is told of a brief, in styles beside those that it names."""
    words = brief.theme or " ".join(text.text for text in brief.texts)
    return condition(
        embedded([words])[0],
        goal=GOALS.index(brief.goal) if brief.goal else -1,
        format=FORMAT_KINDS.index(format_of(canvas)),
        styles=[style in brief.styles or style in styles for style in STYLES],
        tone=-1.0 if brief.tone is None else brief.tone,
        canvas=(canvas.width, canvas.height),
    )


@dataclass(frozen=True)
class UniversalDesigner:
    """Makes designs of briefs with trained models, in a style if one is given."""

    models: Models
    style: StyleProfile | None = None

    def drafts(
        self,
        brief: Brief,
        canvas: Canvas,
        pictures: Sequence[Picture],
        *,
        count: int,
        seed: int,
        like: Direction | None = None,
    ) -> list[Unfinished]:
        """Unfinished designs that differ, or that keep to the direction ``like``.

        They are set on structures of the page; for content that these have no room for, on layout trees of
        the bank. Raises ``InputError`` if there is room in neither.
        """
        look = FREE if self.style is None else look_of(self.style)
        look = replace(look, words=look.words | self.models.words)
        is_settled = bool(like is not None or brief.brand.palette or look.palettes)
        directed = drafts(
            brief,
            canvas,
            pictures,
            count=count,
            seed=seed,
            field=self.models.field,
            look=look,
            learned=() if is_settled else self._learned_palettes(brief, canvas, seed),
            learned_first=self.models.plain_network is not None,
            mark=mark_of(brief),
            like=like,
        )
        found = [
            Unfinished(
                draft.document, draft.structure, draft.direction, draft.shows, draft.suits, draft.tells
            )
            for draft in directed
        ]
        if not found and brief.brand.logo is None:
            found = self._from_bank(brief, canvas, pictures, count=count, seed=seed)
        if not found:
            raise InputError(
                f"{canvas.format}: no structure has room for this content; use fewer or shorter texts, fewer "
                "pictures or a larger format."
            )
        return found

    def _learned_palettes(self, brief: Brief, canvas: Canvas, seed: int) -> list[Palette]:
        """Palettes of the real designs that are nearest to latents of style which the prior draws."""
        count = LEARNED if self.models.plain_network is None else LEARNED_WITH_ADAPTERS
        conditions = stacked([condition_of(brief, canvas, self.models.words)] * count)
        known = self.models.latents[:, : self.models.prior_network.config.num_latents]
        found: dict[tuple[str, str], Palette] = {}
        for z in drawn_styles(self.models.prior_network, conditions, seed):
            for place in nearest_designs(known, z, NEAREST):
                palette = palette_of_design(self.models.bank.document(place))
                if palette is not None and (palette.paper, palette.accent) not in found:
                    found[palette.paper, palette.accent] = palette
                    break
        return list(found.values())

    def _from_bank(
        self,
        brief: Brief,
        canvas: Canvas,
        pictures: Sequence[Picture],
        *,
        count: int,
        seed: int,
    ) -> list[Unfinished]:
        """Drafts on layout trees of real designs, in colours of latents that the prior draws."""
        pieces = [Piece(string=text.text, role=text.role) for text in brief.texts]
        pieces += [Piece(image=image, aspect=aspect, share=PICTURE_SHARE) for image, aspect in pictures]
        request = Request(
            pieces=tuple(pieces), canvas=canvas, condition=condition_of(brief, canvas, self.models.words)
        )
        samples = make(self.models, [request] * count, jax.random.key(seed), apart=True)
        return [
            Unfinished(branded(sample.document, brief), self.models.bank.labels[sample.donor].source)
            for sample in samples
            if sample is not None
        ]

    def design(
        self,
        brief: Brief,
        *,
        count: int = 1,
        seed: int = 0,
        candidates: int = CANDIDATES,
        progress: ProgressCallback = silent,
    ) -> list[Finished]:
        """The best ``count`` designs of each format, finished and certified.

        Those of further formats are the first format's set anew: the same palette, type and pictures, and the
        same structure where it has room. Raises ``InputError`` for a brief that cannot be used and
        ``NotCertifiedError`` if no draft of a format could be certified.
        """
        pictures = [picture_of(Path(name)) for name in brief.pictures]
        finished: list[Finished] = []
        for name in brief.formats:
            canvas = canvas_for(name)
            progress(Progress("drafting", 0, 1))
            kept = [one.direction for one in finished[:count]]
            if any(direction is None for direction in kept) or not kept:
                drafted = self.drafts(brief, canvas, pictures, count=max(candidates, count), seed=seed)
                finished += self._best(brief, name, drafted, count, progress)
                continue
            for like in kept:
                drafted = self.drafts(brief, canvas, pictures, count=_SAME_DRAFTS, seed=seed, like=like)
                finished += self._best(brief, name, drafted, 1, progress, in_order=True)
        return finished

    def restyle(
        self,
        document: Document,
        *,
        count: int = 1,
        seed: int = 0,
        candidates: int = CANDIDATES,
        progress: ProgressCallback = silent,
    ) -> list[Finished]:
        """The words and pictures of a design on its own canvas in the designer's style; the best ``count``.

        Raises ``InputError`` for a design without words and ``NotCertifiedError`` as ``design`` does.
        """
        brief, pictures = content_of(document)
        progress(Progress("drafting", 0, 1))
        drafted = self.drafts(brief, document.canvas, pictures, count=max(candidates, count), seed=seed)
        return self._best(brief, document.canvas.format, drafted, count, progress)

    def _bonus(self, brief: Brief, place: int, draft: Unfinished) -> float:
        """Points of a draft beside its total."""
        shows = draft.shows and "minimal" not in {*brief.styles, *self.models.words}
        letters = sum(len(text.text) for text in brief.texts)
        worth = _SHOWS_ALONE if letters <= _FEW_LETTERS else _SHOWS
        worth += 0.0 if self.style is None else _SHOWS_STYLE
        worth += _TELLS if draft.tells else 0.0
        bare = 0.0 if draft.shows else _BARE * float(np.clip((emptiness(draft.document) - 0.35) / 0.25, 0, 1))
        is_asked = "minimal" in {*brief.styles, *self.models.words} or "card" in draft.document.canvas.format
        is_free = not (draft.shows or is_asked) and self.style is None
        blank = _BLANK if is_free and is_blank(draft.document) else 0.0
        return (worth if shows else 0.0) - bare - blank - _LATER * place - _UNSUITED * (1.0 - draft.suits)

    def _unlike(self, document: Document) -> float:
        """Points that a draft loses for its distance from the designer's style."""
        if self.style is None:
            return 0.0
        scale = _LOOKED_AT_PX / max(document.canvas.width, document.canvas.height)
        picture = PillowImage.open(io.BytesIO(to_png(document, scale=scale))).convert("RGB")
        reference = Reference(name="draft", document=document, picture=picture)
        profile = StyleAnalyzer().analyze([reference])
        off_color = palette_distance(profile.palette, self.style.palette)
        return _UNLIKE * profile_distance(profile, self.style) + _OFF_COLOR * off_color

    def _best(
        self,
        brief: Brief,
        name: str,
        drafted: Sequence[Unfinished],
        count: int,
        progress: ProgressCallback,
        *,
        in_order: bool = False,
    ) -> list[Finished]:
        """The best of the drafts, or the first ``in_order``: finished, certified and as the brief demands."""
        target = None if self.style is None else self.style.target()
        documents = [bleeding_locked(obeying(brief, draft.document)) for draft in drafted]
        found = search_documents(documents, TIDY, style=target, progress=progress)
        bonuses = [
            self._bonus(brief, place, draft) - (0.0 if in_order else self._unlike(one.document))
            for place, (draft, one) in enumerate(zip(drafted, found.found, strict=True))
        ]
        expected = [worth(total) + bonus for total, bonus in zip(found.totals, bonuses, strict=True)]
        order = range(len(drafted)) if in_order else sorted(range(len(drafted)), key=lambda i: -expected[i])
        good: list[tuple[float, Finished]] = []
        reasons: list[str] = []
        for done, place in enumerate(order):
            best = max((rank for rank, _ in good), default=-math.inf)
            if count == 1 and good and (in_order or best > expected[place] + _FINISHING):
                break
            progress(Progress("finishing", done, len(drafted)))
            outcome, draft = found.finish(place), drafted[place]
            if isinstance(outcome, NotCertifiedError):
                reasons.append(str(outcome))
                continue
            broken = broken_promises(brief, outcome.after)
            reasons += broken[:1]
            if broken:
                continue
            result = replace(outcome, after=with_locks_of(outcome.after, draft.document))
            crowded = _CROWDED if is_crowded(result.after, draft.document) else 0.0
            rank = worth(result.scores_after.total) + bonuses[place] - crowded
            good.append((rank, Finished(result, name, draft.structure, draft.direction)))
        progress(Progress("finishing", len(drafted), len(drafted)))
        if not good:
            raise NotCertifiedError(f"{name}: no draft could be certified: {sorted(reasons)[0]}")
        return [one for _, one in good[:count]] if in_order else diverse(good, count)


def worth(total: float) -> float:
    """What a total counts beside a draft's other points: of what is above a good one, a part."""
    return min(total, _GOOD) + _ABOVE_GOOD * max(total - _GOOD, 0.0)


def bleeding_locked(document: Document) -> Document:
    """The document with what runs to an edge of the canvas held there, and figures as they are."""
    width, height = document.canvas.width, document.canvas.height
    elements = []
    for element in document.elements:
        x, y, w, h = element.box
        bleeds = element.text is None and (
            x <= 0.5 or y <= 0.5 or x + w >= width - 0.5 or y + h >= height - 0.5
        )
        held = bleeds or element.id.startswith(FIGURE)
        lock = tuple(dict.fromkeys((*element.lock, "box"))) if held else element.lock
        elements.append(element.model_copy(update={"lock": lock}))
    return document.model_copy(update={"elements": tuple(elements)})


def is_blank(document: Document) -> bool:
    """Whether the ground is white, or a light grey."""
    fill = document.backdrop.fill
    return isinstance(fill, str) and luminance(fill) > _WHITE and chroma(fill) < _HUELESS


def emptiness(document: Document) -> float:
    """Largest share of the canvas' height or width along which there is nothing; thin lines are nothing."""
    size = np.array([document.canvas.width, document.canvas.height])
    boxes = np.array([element.box for element in document.elements], float).reshape(-1, 4)
    boxes = boxes[boxes[:, 2:].min(axis=1) > _LINE * size.min()]
    low, high = boxes[:, :2] / size, (boxes[:, :2] + boxes[:, 2:]) / size
    gaps = []
    for axis in (0, 1):
        order = np.argsort(low[:, axis])
        reached = np.maximum.accumulate(np.concatenate([[0.0], high[order, axis]]))
        gaps.append(np.max(np.append(low[order, axis], 1.0) - reached))
    return float(max(gaps))


def is_crowded(document: Document, draft: Document) -> bool:
    """Whether words stand less than half as far from an edge of the page as any did in the draft."""
    return bool((_nearest_to_edges(document) < 0.5 * _nearest_to_edges(draft)).any())


def _nearest_to_edges(document: Document) -> np.ndarray:
    """Least distance of texts from the left, upper, right and lower edge, in pixels."""
    boxes = np.array([e.box for e in document.elements if e.text is not None], float).reshape(-1, 4)
    far = np.array([document.canvas.width, document.canvas.height]) - boxes[:, :2] - boxes[:, 2:]
    return np.concatenate([boxes[:, :2], far], axis=1).min(axis=0, initial=np.inf)


def with_locks_of(document: Document, other: Document) -> Document:
    """The document with the locks that elements of the same id have in another."""
    locks = {element.id: element.lock for element in other.elements}
    elements = [
        element.model_copy(update={"lock": locks.get(element.id, element.lock)})
        for element in document.elements
    ]
    return document.model_copy(update={"elements": tuple(elements)})


def content_of(document: Document) -> tuple[Brief, list[Picture]]:
    """The words and pictures of a design as a brief and its pictures, but what was drawn or painted for it.

    Raises ``InputError`` without words.
    """
    rows = _rows_of(document)
    said = {one.id: one.text for one in document.elements if one.text is not None and one.text.string.strip()}
    names = said.keys() - rows.values()
    drawn = iter([one.id for one in document.elements if one.id in rows])  # column by column
    read = sorted(document.elements, key=lambda one: (one.box[1], one.box[0]))
    order = [next(drawn) if one.id in rows else one.id for one in read if one.id in names]
    texts = [
        BriefText(
            role=said[name].role,
            text=f"{said[name].string} {said[rows[name]].string}" if name in rows else said[name].string,
        )
        for name in order
    ]
    if not texts:
        raise InputError("the design has no words to set.")
    if len(texts) > MAX_TEXTS:
        raise InputError(f"the design has {len(texts)} texts; at most {MAX_TEXTS} can be set anew.")
    pictures = [
        (element.image, max(element.box[2], 1e-3) / max(element.box[3], 1e-3))
        for element in document.elements
        if element.image is not None and not is_made(element)
    ]
    return Brief(texts=tuple(texts)), pictures[:MAX_PICTURES]


def _rows_of(document: Document) -> dict[str, str]:
    """Ids of the first texts of pairs, with that of the other text of their group.

    A pair is a row of a price list, or an amount and what it is of.
    """
    groups: dict[str, list[Element]] = {}
    for element in document.elements:
        if element.group is not None and element.text is not None:
            groups.setdefault(element.group, []).append(element)
    found = {}
    for pair in groups.values():
        if len(pair) != 2:
            continue
        name, price = pair
        assert name.text is not None
        assert price.text is not None
        is_beside = name.box[0] + name.box[2] <= price.box[0] and (
            abs(name.box[1] - price.box[1]) <= 0.5 * min(name.box[3], price.box[3])
        )
        said = f"{name.text.string} {price.text.string}"
        is_amount = (name.group or "").startswith(AMOUNT) and amount_and_name(said)
        if (is_beside and name_and_price(said)) or is_amount:
            found[name.id] = price.id
    return found


def branded(document: Document, brief: Brief) -> Document:
    """The document in the brand's families."""
    fonts = brief.brand.fonts
    if not fonts:
        return document
    elements = []
    for element in document.elements:
        if element.text is not None:
            family = fonts[0] if element.text.role == "headline" else fonts[-1]
            element = element.model_copy(
                update={"text": element.text.model_copy(update={"family": (family, *element.text.family)})}
            )
        elements.append(element)
    return document.model_copy(update={"elements": tuple(elements)})


def diverse(ranked: Sequence[tuple[float, Finished]], count: int) -> list[Finished]:
    """``count`` designs with the most points that differ: what was seen before costs a design points."""
    left = list(ranked)
    kept: list[Finished] = []
    while left and len(kept) < count:
        best = max(left, key=lambda pair: pair[0] - _likeness(pair[1], kept))
        left.remove(best)
        kept.append(best[1])
    return kept


def _likeness(one: Finished, others: Sequence[Finished]) -> float:
    """Points that a design loses for structure, palette and type that others have."""
    structures = sum(one.structure == other.structure for other in others)
    if one.direction is None:
        return _SAME_STRUCTURE * structures
    directions = [other.direction for other in others if other.direction is not None]
    palettes = sum(one.direction.palette == other.palette for other in directions)
    faces = sum(one.direction.faces == other.faces for other in directions)
    return _SAME_STRUCTURE * structures + _SAME_PALETTE * palettes + _SAME_FACES * faces
