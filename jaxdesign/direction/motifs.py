"""Motifs: drawings of what a design is about, told by words in several languages.

The drawings are icons of Phosphor (MIT, see ``motifs.LICENSE.txt``), fetched by
``scripts/fetch_motifs``.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple, get_args

from jaxdesign.brief.schema import Goal
from jaxdesign.design.document import Image
from jaxdesign.design.tables import table
from jaxdesign.direction.topics import topic_words
from jaxdesign.render.drawings import Shape, drawing_address

UNITS_PX = 4.0
"""Pixels of a drawing for a unit of its path."""
_NAMED, _TOPIC, _BROAD = 4, 2, 1
"""What a word for a thing itself counts, one for a topic that many things belong to, and a broad one."""
_BROAD_TOPICS = frozenset(
    {"market", "kids", "night", "school", "food", "party", "sport", "travel", *get_args(Goal)}
)
_GRAVE = frozenset(
    {"funeral", "memorial", "remembrance", "begrafenis", "uitvaart", "esquela", "lutto", "esequie"}
    | {"gedenkfeier", "bestattung", "condoglianze", "homeless", "abuse", "suicide"}
    | {"sympathy", "condolence", "condolences", "obituary", "mourning", "kondolenz"}
    | {"trauer", "trauerfeier", "beerdigung", "beileid", "deuil", "obsèques", "condoléances", "funerale"}
)
"""Occasions for which things are not drawn."""


_CELEBRATED_LIFE = frozenset({"celebration", "of", "life"})


class Motif(NamedTuple):
    """A drawing in one colour."""

    name: str
    path: str
    left: float
    top: float
    width: float
    height: float
    """What its ink fills, in units of the path."""

    def shape(self, color: str, x: float, y: float, scale: float) -> Shape:
        """The drawing with the corner of its ink at a point; ``scale`` is pixels a unit."""
        return Shape(self.path, color, x - scale * self.left, y - scale * self.top, scale)

    def image(self, color: str) -> Image:
        """The drawing alone, as large as its ink."""
        width, height = (max(round(UNITS_PX * side), 1) for side in (self.width, self.height))
        return Image(href=drawing_address(width, height, [self.shape(color, 0.0, 0.0, UNITS_PX)]))


@cache
def _motifs() -> dict[str, Motif]:
    text = (files("jaxdesign.direction") / "motifs.json").read_text(encoding="utf-8")
    return {name: Motif(name, one["path"], *one["ink"]) for name, one in json.loads(text).items()}


@cache
def _worth() -> dict[str, dict[str, int]]:
    """What each word counts for each motif."""
    topics = topic_words().keys()

    def worth(word: str) -> int:
        return _BROAD if word in _BROAD_TOPICS else _TOPIC if word in topics else _NAMED

    rows = table("jaxdesign.direction", "motifs.csv")
    return {row["motif"]: {word: worth(word) for word in row["words"].split()} for row in rows}


def motifs_for(mood: frozenset[str]) -> tuple[Motif, ...]:
    """The drawings that the most telling words of a mood ask for; none where no word does."""
    if mood & _GRAVE or mood >= _CELEBRATED_LIFE:
        return ()
    told = {
        name: max((words[word] for word in mood & words.keys()), default=0)
        for name, words in _worth().items()
    }
    most = max(told.values())
    return tuple(_motifs()[name] for name, worth in sorted(told.items()) if worth == most) if most else ()
