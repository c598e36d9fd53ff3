"""From a brief to first designs: palette, type, structure and pictures chosen together."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import get_args

import numpy as np

from jaxdesign.brief.amounts import pairs_of
from jaxdesign.brief.lexicon import is_color
from jaxdesign.brief.parts import VENUE
from jaxdesign.brief.phrases import PRICED, WHEN
from jaxdesign.brief.promises import looks_like
from jaxdesign.brief.schema import Brief, BriefText, Goal, Style
from jaxdesign.design.document import Canvas, Document, Element, Image
from jaxdesign.direction.art import MANY, kind_for, painted, patterned
from jaxdesign.direction.crops import cropped
from jaxdesign.direction.figures import FIGURE
from jaxdesign.direction.looks import FREE, Look
from jaxdesign.direction.motifs import Motif, motifs_for
from jaxdesign.direction.page import AMOUNT, LEAD_SCALES, DoesNotFitError, Mark, Page
from jaxdesign.direction.palettes import (
    LIVELY,
    PALETTES,
    Palette,
    chroma,
    luminance,
    palette_of,
    palettes_of_picture,
)
from jaxdesign.direction.safe import on_whole, uncovered
from jaxdesign.direction.structures import STRUCTURES, TURNED, Placed, Structure, Subject, over_pictures
from jaxdesign.direction.topics import topic_words
from jaxdesign.direction.typefaces import TYPEFACES, Typefaces
from jaxdesign.direction.wording import Wording, wording_of
from jaxdesign.models.field import Field
from jaxdesign.render.drawings import is_svg
from jaxdesign.render.fonts import FontRegistry, default_registry

SCALES = (1.9, 1.6, 1.4, 1.25, 1.12, 1.0, 0.86, 0.72, 0.6)
"""Sizes of small type that are tried, the largest first."""
_COVER_EFFECTS = {"gradients", "picture-backdrop", "text-over-pictures", "cropped-pictures"}
"""Treatments without which a picture cannot cover the page under words."""
_RADII = (0.0, 0.0, 0.35, 2.0)
_LOUD = frozenset({"playful", "bold", "energetic", "colourful", "sale"})
_COMPOUND_LETTERS = 9
"""Least letters of a word that may be a compound."""
_COMPOUNDED = frozenset(
    {
        "kinder",
        "sommer",
        "winter",
        "herbst",
        "frühling",
        "garten",
        "musik",
        "konzert",
        "hochzeit",
        "geburtstag",
    }
    | {
        "schule",
        "lesung",
        "theater",
        "kaffee",
        "flohmarkt",
        "bücher",
        "ernte",
        "ostern",
        "zirkus",
        "weihnachtsmarkt",
    }
    | {"kerst", "zomer", "herfst", "muziek", "bröllop"}
)
"""Names of topics that German, Dutch and Swedish words are made of."""
_THUMBNAIL = "youtube-thumbnail"
"""Looked for among others of its kind: it is loud."""
_WHITE = 0.93
"""Relative luminance from which a paper is white; loud designs have no learned palettes on white."""
_TOPIC = 1.5
"""What a word for what a design is about counts beside others, for palettes."""
_TELLING = 3
"""Palettes by hand that suit a mood which says enough: then one learned palette is tried, none on white."""
_WORD = re.compile(r"[^\W\d_]+")
_TOLD_GOALS = frozenset({"quote", "recruitment"})
"""Goals that are what a design is about, though no word of it may say so."""
_PLACE = re.compile(r"(?:place|plaza|piazza|platz|rue|calle|via|square|salle|at|im|am)\s", re.IGNORECASE)
"""How places begin."""
_LONG_WORD_EM = 9.5
"""Width of a headline's widest word from which narrower families come first."""
_LONG_HEADLINE, _WIDE_LETTERS = 22, 0.6
"""Letters from which a headline is long, and their mean width in em that is wide."""
_NEAR_NARROWEST = 1.25
"""Families in which such a word is no more than so much wider than in the narrowest count as narrow."""
_LARGEST = ((70, 1.9), (120, 1.6), (220, 1.4), (420, 1.25), (800, 1.12))
"""The largest of them, by the letters of all texts but those that are set large or above the headline."""
_ALONE_ON_SCREENS = 0.5
"""What a letter counts on a page as wide as a screen that has nothing but words."""


@dataclass(frozen=True, kw_only=True)
class Direction:
    """What was chosen together; the same direction on another canvas is the same design for it."""

    structure: str
    palette: Palette
    faces: Typefaces
    radius: float
    art: int
    """Seed of painted pictures."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A first design and what it was made of."""

    document: Document
    direction: Direction
    suits: float = 1.0
    """How much of what the mood asks of a palette its own has, beside the best one; 1 if it asks nothing."""

    @property
    def structure(self) -> str:
        return self.direction.structure

    @property
    def shows(self) -> bool:
        """Whether there is something to look at beside words."""
        return any(
            element.image is not None or element.id.startswith(FIGURE) for element in self.document.elements
        )

    @property
    def tells(self) -> bool:
        """Whether it shows a drawing of what it is about."""
        return any(
            is_made(element) and element.image is not None and is_svg(element.image.href)
            for element in self.document.elements
        )

    @property
    def palette(self) -> Palette:
        return self.direction.palette

    @property
    def faces(self) -> Typefaces:
        return self.direction.faces


def mood_of(brief: Brief) -> frozenset[str]:
    """The styles and the words by which a brief's mood is known."""
    words = _words(brief, [text for text in brief.texts if text.role == "button"])
    words |= set() if brief.goal is None else {brief.goal}
    words = _with_topics(words) | {*brief.styles}
    if _THUMBNAIL in brief.formats:
        words |= {"bold", "energetic"}
    if brief.tone is not None:
        words |= {"energetic", "bold"} if brief.tone > 0.65 else {"calm"} if brief.tone < 0.35 else set()
    return frozenset(words)


def subject_of(brief: Brief, *, further: bool = False) -> frozenset[str]:
    """The words that say what a brief is about: none of a place, a body of text, small print or a call.

    ``further`` are those of what there is, too: rows of a list of prices, and labels that are no places.
    """
    first = next((i for i, text in enumerate(brief.texts) if text.role == "headline"), 0)
    aside = [text for text in brief.texts[first + 1 :] if text.role in ("label", "caption", "body", "button")]
    if further:
        aside = [text for text in aside if not _is_thing(text)]
    words = _words(brief, aside, plain=True) - _TOLD_GOALS
    words |= {brief.goal} if brief.goal in _TOLD_GOALS else set()
    return frozenset(_with_topics(words))


def motifs_of(brief: Brief) -> tuple[Motif, ...]:
    """The drawings of what a brief is about."""
    return motifs_for(subject_of(brief)) or motifs_for(subject_of(brief, further=True))


def _is_thing(text: BriefText) -> bool:
    """Whether a text names what there is: one with a price, or a label that is no place."""
    if PRICED.search(text.text):
        return True
    is_place = VENUE.search(text.text) is not None or _PLACE.match(text.text) is not None
    return text.role == "label" and not is_place


def _words(brief: Brief, without: Sequence[BriefText], *, plain: bool = False) -> set[str]:
    """The words of the theme and of texts but some, in lower case, without plural s too.

    ``plain`` are those of no date and no colour.
    """
    theme = brief.theme
    for text in without:
        theme = re.sub(rf"(?<!\w){re.escape(text.text)}(?!\w)", " ", theme, flags=re.IGNORECASE)
    said = " ; ".join([theme, *(text.text for text in brief.texts if text not in without)])
    words = _uncolored(WHEN.sub(" ; ", said).lower()) if plain else _WORD.findall(said.lower())
    singular = {word[:-1] for word in words if word.endswith("s") and len(word) > 4}
    return {*words, *singular}


def _uncolored(said: str) -> list[str]:
    """The words without colours, and without those right before them: ``forest green`` is one."""
    found = list(_WORD.finditer(said))
    kept = []
    for i, one in enumerate(found):
        after = found[i + 1] if i + 1 < len(found) else None
        is_shade = after is not None and is_color(after[0]) and said[one.end() : after.start()] == " "
        if not (is_shade or is_color(one[0])):
            kept.append(one[0])
    return kept


def _with_topics(words: set[str]) -> set[str]:
    """The words and the topics that they name."""
    return words | {
        topic for topic, names in topic_words().items() if any(_says(word, names) for word in words)
    }


def _says(word: str, names: frozenset[str]) -> bool:
    """Whether a word is one of some names, or begins or ends with one as ``kinderflohmarkt`` does."""
    parts = tuple(_COMPOUNDED & names)
    return word in names or (
        len(word) >= _COMPOUND_LETTERS and (word.startswith(parts) or word.endswith(parts))
    )


def _affinity(words: frozenset[str], mood: frozenset[str], brief: Brief) -> float:
    """How well tagged things suit a mood; styles that were asked for count most."""
    asked = sum(style in words for style in brief.styles)
    shunned = sum(style in words for style in brief.must_not.styles)
    return 2.0 * asked - 4.0 * shunned + len(words & mood)


def _ranked(affinities: Sequence[float], rng: np.random.Generator) -> list[int]:
    """Places in the order of affinity, equal ones and near ones shuffled."""
    noisy = np.array(affinities) + rng.gumbel(0, 0.6, len(affinities))
    return [int(i) for i in np.argsort(-noisy, kind="stable")]


_GOALS = frozenset(get_args(Goal))
_GOAL, _SUITING_FACES = 0.5, 3
"""What a goal counts less than other words, for type, and pairs that suit from which no others are tried."""
_GENERAL = frozenset({*get_args(Style), *_GOALS, "energetic", "calm", "design"})
"""Words of a mood that many things are."""


def _topics(mood: frozenset[str]) -> frozenset[str]:
    """The words of a mood that say what a design is about, or its season, place or time."""
    return mood - _GENERAL


def _darkness(brief: Brief) -> bool | None:
    """Whether a dark page is asked for, or a light one; None where neither is."""
    return True if "dark" in brief.styles else False if "light" in brief.styles else None


def palettes_for(
    brief: Brief,
    mood: frozenset[str],
    rng: np.random.Generator,
    look: Look = FREE,
    learned: Sequence[Palette] = (),
    pictured: Sequence[Palette] = (),
    *,
    learned_first: bool = False,
) -> list[Palette]:
    """Palettes in the order in which to try them: the brand's alone, or the look's, or those that suit.

    Those that suit are of the pictures' hues, of the mood (without colour only where that asks for it), and
    drawn from the prior; with ``learned_first`` every other one, from the first on, is drawn.
    """
    dark = _darkness(brief)
    if brief.brand.palette:
        own = palette_of(brief.brand.palette, dark=dark)
        turned = own.reversed()
        is_own = turned.ink in {own.paper, own.ink}
        return [own, turned] if dark is None and is_own else [own]
    if look.palettes:
        return list(look.palettes)
    unwanted = brief.must_not
    fitting = [p for p in PALETTES if dark is None or p.is_dark == dark]
    fitting = [p for p in fitting if not _has_any(p, unwanted.colors)] or fitting
    fitting = [p for p in fitting if p.accent != p.ink or p.words & mood] or fitting
    seen, drawn = (
        [p for p in found if (dark is None or p.is_dark == dark) and not _has_any(p, unwanted.colors)]
        for found in (pictured, learned)
    )
    drawn = [p for p in drawn if chroma(p.accent) > LIVELY]
    if mood & _LOUD and not learned_first:
        drawn = [p for p in drawn if luminance(p.paper) < _WHITE]
    topics = _topics(mood)
    liking = [_affinity(p.words, mood, brief) + _TOPIC * len(p.words & topics) for p in fitting]
    order = _ranked(liking, rng)
    if learned_first:
        suiting = [*seen, *(fitting[i] for i in order)]
        in_turn = [palette for pair in zip(drawn, suiting, strict=False) for palette in pair]
        return [*in_turn, *suiting[len(drawn) :]]
    by_hand = [fitting[i] for i in order]
    suited = sum(_affinity(palette.words, mood, brief) > 0 for palette in by_hand[:4])
    if sum(bool(palette.words & topics) for palette in by_hand[:4]) >= _TELLING:
        drawn = [p for p in drawn if luminance(p.paper) < _WHITE][:1]
    first = min(max(suited, 2), 4 - len(seen))
    return [*seen[:1], *by_hand[:1], *seen[1:], *by_hand[1:first], *drawn, *by_hand[first:]]


def _most_of(palettes: Sequence[Palette], asked: set[Palette], learned: Sequence[Palette]) -> list[Palette]:
    """The first that are asked for, and two others: one learned, if there is any, and those made by hand."""
    suiting = [p for p in palettes if p in asked][:4]
    others = [p for p in palettes if p not in asked]
    drawn = [p for p in others if p in learned][:1]
    return suiting + [*drawn, *(p for p in others if p not in learned)][:2]


def _has_any(palette: Palette, colors: Sequence[str]) -> bool:
    parts = (palette.paper, palette.ink, palette.accent, palette.tint)
    return any(looks_like(part, color) for part in parts for color in colors)


def typefaces_for(
    brief: Brief,
    mood: frozenset[str],
    wording: Wording,
    registry: FontRegistry,
    rng: np.random.Generator,
    look: Look = FREE,
) -> list[Typefaces]:
    """Pairs that lack the fewest letters: the look's, or those that suit first; in the brand's families."""
    liking = [_affinity(t.words, mood, brief) - _GOAL * len(t.words & mood & _GOALS) for t in TYPEFACES]
    suiting = [i for i, points in enumerate(liking) if points > max(max(liking) - 1.0, 0.0)]
    order = _ranked(liking, rng)
    if len(suiting) >= _SUITING_FACES:
        order = [i for i in order if i in suiting]
    unwanted = {name.casefold() for name in brief.must_not.fonts}
    ranked = [TYPEFACES[i] for i in order]
    ranked = [t for t in ranked if not {t.display.casefold(), t.text.casefold()} & unwanted] or ranked
    if "capitals" in brief.must_not.effects:
        ranked = [replace(faces, case="none") for faces in ranked]
    if brief.brand.fonts:
        return [faces.with_families(brief.brand.fonts) for faces in ranked]
    wanted = [faces for faces in look.faces if registry.knows(faces.display) and registry.knows(faces.text)]
    worn = [faces for faces in wanted if not faces.missing(wording.all(), registry)]
    if worn:
        return worn
    lacks = [faces.missing(wording.all(), registry) for faces in ranked]
    complete = [faces for faces, lack in zip(ranked, lacks, strict=True) if lack == min(lacks)]
    widths = [faces.widest_word(wording.headline.string, registry) for faces in complete]
    limit = max(_LONG_WORD_EM, _NEAR_NARROWEST * min(widths))
    narrow = [faces for faces, width in zip(complete, widths, strict=True) if width <= limit]
    headline = wording.headline.string
    if len(headline) > _LONG_HEADLINE:
        narrow = [
            faces for faces in narrow if faces.mean_width(headline, registry) <= _WIDE_LETTERS
        ] or narrow
    return narrow + [faces for faces in complete if faces not in narrow]


def structures_for(
    brief: Brief, mood: frozenset[str], canvas: Canvas, count: int, rng: np.random.Generator
) -> list[Structure]:
    """Structures for the canvas and ``count`` pictures, those that suit first.

    Where there is no picture, structures with one follow: it is painted.
    """
    aspect = canvas.width / canvas.height
    here = [s for s in STRUCTURES if s.aspects[0] <= aspect <= s.aspects[1]]
    if set(brief.must_not.effects) & _COVER_EFFECTS:
        here = [s for s in here if s.name != "cover"]
    fitting = [s for s in here if s.pictures[0] <= count <= s.pictures[1]]
    if not count:
        fitting += [s for s in here if s.pictures[0] == 1]
    order = _ranked([_affinity(s.words, mood, brief) for s in fitting], rng)
    return [fitting[i] for i in order]


def drafts(
    brief: Brief,
    canvas: Canvas,
    pictures: Sequence[tuple[Image, float]],
    *,
    count: int,
    seed: int,
    field: Field,
    look: Look = FREE,
    learned: Sequence[Palette] = (),
    learned_first: bool = False,
    mark: Mark | None = None,
    like: Direction | None = None,
    registry: FontRegistry | None = None,
) -> list[Draft]:
    """``count`` drafts that differ, or fewer where few structures have room.

    Args:
        pictures: the brief's pictures with their width over height.
        field: the neural field of which pictures are painted where there are none.
        look: what a style asks for.
        learned: palettes that are tried beside those made by hand, where neither brand nor look has any.
        learned_first: whether every other palette is one of these, from the first on.
        mark: the brand's logo.
        like: a direction to keep to: its structure where that has room, else another in its looks.
    """
    registry = registry or default_registry()
    rng = np.random.default_rng([seed, round(canvas.width), round(canvas.height)])
    own = zlib.crc32(brief.theme.encode()) >> 1  # figures and painted pictures differ from theme to theme
    mood, wording = mood_of(brief) | look.words, wording_of(brief.texts, brief.goal)
    motifs = motifs_of(brief)
    pictured = palettes_of_picture(pictures[0][0].href) if pictures else []
    colors = palettes_for(brief, mood, rng, look, learned, pictured, learned_first=learned_first)
    faces = typefaces_for(brief, mood, wording, registry, rng, look)
    structures = structures_for(brief, mood, canvas, len(pictures), rng)
    if not structures:
        return []
    if like is not None:
        structures.sort(key=lambda structure: structure.name != like.structure)
    asked = {p: len(p.words & {*_topics(mood), *brief.styles}) for p in colors}
    most = max(asked.values(), default=0)
    if most:
        asked |= dict.fromkeys([*pictured, *(learned if learned_first else ())], most)
        colors = _most_of(colors, {p for p, count in asked.items() if count}, learned)
    dark = _darkness(brief)
    if like is None and dark is not None:
        kept = [s for s in structures if s.name not in TURNED or all(_turns_to(p, dark) for p in colors)]
        structures = kept or structures
    found: list[Draft] = []
    uncropped = "cropped-pictures" in brief.must_not.effects
    unsplit = _is_kept_across_rows(brief)
    wordings = (wording,) if wording.offer is None else (wording, wording.without_offer())
    for words, i in product(wordings, range(3 * count)):
        if i == 0 and found:
            break
        structure = structures[i % len(structures)]
        radius = _RADII[int(rng.integers(len(_RADII)))] if look.radius is None else look.radius
        direction = Direction(
            structure=structure.name,
            palette=colors[i % min(len(colors), 6)],
            faces=faces[(i + i // 4) % min(len(faces), 5)],
            radius=radius,
            art=int(rng.integers(2**31)) ^ own,
        )
        if like is not None:
            direction = replace(like, structure=structure.name)
        subject = Subject(
            wording=words,
            pictures=tuple(_placed(*picture) for picture in pictures) or _unpainted(structure),
        )
        page = Page(
            canvas=canvas if uncropped else uncovered(canvas),  # there, pictures that reach on are cropped
            palette=direction.palette,
            faces=direction.faces,
            registry=registry,
            radius=direction.radius,
            art=direction.art,
            mood=mood,
            motifs=motifs,
            lead_letters=words.lead_letters,
            is_list=words.is_list,
            mark=mark,
            uncropped=uncropped,
            look=look,
            unsplit=unsplit,
        )
        document = _built(structure, page, subject)
        if document is not None:
            document = on_whole(document, canvas)
            covers = structure.name == "cover"
            worn = over_pictures(direction.palette) if covers else direction.palette
            document = _painted_in(document, worn, mood, motifs, direction.art, field, covers=covers)
            suits = asked.get(direction.palette, 0) / most if most and like is None else 1.0
            found.append(Draft(document=document, direction=direction, suits=suits))
        if len(found) == count or (like is not None and found and i + 1 >= len(structures)):
            break
    return found


def _is_kept_across_rows(brief: Brief) -> bool:
    """Whether words to be kept are parted where a row of prices or an amount and its name are."""
    return any(
        phrase in text.text and phrase not in " ".join(pair)
        for text in brief.texts
        for pair in pairs_of(text.text)
        for phrase in brief.must_keep
    )


def _turns_to(palette: Palette, dark: bool) -> bool:
    """Whether words on the palette's accent are a dark or a light page, as wanted."""
    return palette.reversed().is_dark == dark


def _placed(image: Image, aspect: float) -> Placed:
    return Placed(shown=partial(cropped, image, aspect), aspect=aspect)


PAINTED = "painted"
"""What the ids of painted pictures begin with."""
_MADE = re.compile(rf"(?:{FIGURE}|{PAINTED})-\d+")


def is_made(element: Element) -> bool:
    """Whether a picture was drawn or painted for a design."""
    image = element.image
    return image is not None and not image.alt and _MADE.fullmatch(element.id) is not None


_TO_BE_PAINTED = Image(href="data:,", alt="")
"""Stands for a painted picture until its place is known."""


def _unpainted(structure: Structure) -> tuple[Placed, ...]:
    """One picture that is yet to be painted, for a structure that needs one."""
    return (
        (Placed(shown=lambda width, height, **focus: _TO_BE_PAINTED, aspect=1.0),)
        if structure.pictures[0]
        else ()
    )


_PATTERNED = 0.85
"""How often a painted picture shows what the design is about, where there is a drawing of it."""


def _painted_in(
    document: Document,
    palette: Palette,
    mood: frozenset[str],
    motifs: Sequence[Motif],
    seed: int,
    field: Field,
    *,
    covers: bool,
) -> Document:
    """The document with pictures painted where they are to be, most of them of ``motifs`` if there are any.

    One that ``covers`` the page is no swell of colour, which would drown under the words, and no tiles, which
    would cut into them; one without colours is no swell, which would be fog. A style of many colours is shown
    in more than two.
    """
    faint = covers or chroma(palette.accent) < LIVELY
    many = len(palette.others) >= MANY
    unfit = {"field": faint, "tiles": covers, "lines": many and not covers}
    without = [kind for kind, is_unfit in unfit.items() if is_unfit]
    rng = np.random.default_rng(seed)
    kind = kind_for(mood, rng, without=without)
    told = bool(motifs) and not covers and rng.random() < _PATTERNED
    motif = motifs[int(rng.integers(len(motifs)))] if told else None
    elements = []
    for element in document.elements:
        if element.image == _TO_BE_PAINTED:
            w, h = element.box[2:]
            if motif is not None:
                image = patterned(palette, motif, width_px=w, height_px=h, seed=seed)
            else:
                image = painted(palette, width_px=w, height_px=h, seed=seed, kind=kind, field=field)
            number = element.id.rpartition("-")[2]
            element = element.model_copy(update={"id": f"{PAINTED}-{number}", "image": image})
        elements.append(element)
    return document.model_copy(update={"elements": tuple(elements)})


_AMOUNTS = 0.9
"""Most size of amounts, over that of the headline."""


def _is_outdone(elements: Sequence[Element]) -> bool:
    """Whether an amount is set about as large as the headline."""
    sizes = [one.text.size for one in elements if one.text is not None and one.text.role == "headline"]
    amounts = [
        one.text.size for one in elements if one.text is not None and (one.group or "").startswith(AMOUNT)
    ]
    return bool(sizes) and max(amounts, default=0.0) > _AMOUNTS * max(sizes)


def _built(structure: Structure, page: Page, subject: Subject) -> Document | None:
    """The structure with the largest small type that it has room for; None if it has none.

    Amounts are set as other facts where there is no room for them.
    """
    document = _largest(structure, page, subject)
    if document is None and page.told_amounts(subject.wording.facts):
        return _largest(structure, replace(page, whole_amounts=True), subject)
    return document


def _largest(structure: Structure, page: Page, subject: Subject) -> Document | None:
    letters = subject.wording.num_letters
    if structure.pictures[1] == 0 and page.is_screen:
        letters *= _ALONE_ON_SCREENS
    largest = next((scale for most, scale in _LARGEST if letters <= most), 1.0)
    leads = LEAD_SCALES if page.lead_letters else LEAD_SCALES[:1]
    seen = set()
    for scale, lead in product((scale for scale in SCALES if scale <= largest), leads):
        tried = replace(page, scale=scale, lead_scale=lead, elements=[])
        sizes = (tried.small, tried.middle, scale > 1, lead == leads[-1])
        if sizes in seen:  # the format's least size holds both up
            continue
        seen.add(sizes)
        try:
            backdrop = structure.build(tried, subject)
        except DoesNotFitError:
            continue
        if _is_outdone(tried.elements):
            continue
        return Document(canvas=page.canvas, backdrop=backdrop, elements=tuple(tried.elements))
    return None
