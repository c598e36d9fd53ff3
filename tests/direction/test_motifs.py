"""Drawings of what designs are about: which one is chosen, and how it stands."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from flax import nnx

from jaxdesign.brief.prompt import read_prompt
from jaxdesign.brief.schema import brief_from_dict
from jaxdesign.design.document import Element
from jaxdesign.design.formats import canvas_for
from jaxdesign.direction.art import patterned
from jaxdesign.direction.drafts import drafts, is_made, motifs_of, subject_of
from jaxdesign.direction.figures import FIGURE
from jaxdesign.direction.motifs import motifs_for
from jaxdesign.direction.palettes import PALETTES
from jaxdesign.models.field import Field
from jaxdesign.render.drawings import is_svg
from jaxdesign.render.pictures import natural_size, open_picture

FOLDER = Path(__file__).parents[2] / "jaxdesign/direction"


def _names(prompt: str) -> set[str]:
    return {motif.name for motif in motifs_of(read_prompt(prompt))}


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("lost cat poster: Milo, grey tabby, missing since 3 March, call 555 0134", {"cat"}),
        ("Weinfest am Marktplatz, 5. bis 7. September, Eintritt frei", {"wine"}),
        ('coffee shop loyalty poster "Tenth cup is on us", warm', {"coffee", "coffee-bean"}),
        ("concours de pétanque samedi 14 h, place de l'église, inscription 5 €", {"boules"}),
        ("instagram post: new ramen menu from Monday, Kobo Kitchen", {"bowl-steam"}),
        ("clase de yoga gratis en el parque, domingos a las 10", {"flower-lotus", "person-simple-tai-chi"}),
        ("chess club, Tuesdays 7 pm, library", {"strategy"}),
        ("menu: Pizza Margherita 8.50, Funghi 9.50, Diavola 10.50", {"pizza"}),
        (
            "instagram post: guess who's back? Pumpkin spice latte, from 1 September",
            {"coffee"},
        ),
        ("pizza night Friday 6 pm, 12 Church Street", {"pizza"}),
        ('"Notice of assembly" by the board, 3 May', set()),
        ("Book fair, Sun 14 June, Riverside Hall", {"book-open", "books"}),
        ("Sommerfest im Hof, 12. Jul 2026", {"ice-cream", "sun", "sun-horizon"}),
        ("Concert dans le parc, samedi 20 h", {"music-notes", "vinyl-record"}),
        ("jazz night poster, orange and blue", {"microphone-stage", "piano-keys"}),
        ('poster for a bank, forest green and gold, "Annual meeting"', set()),
        ("Celebration of life for Ann Bell, 3 May, 2 pm", set()),
        ("Gorilla day at the zoo, 3 May", set()),
        ("funeral of Ann Bell, flowers welcome, 3 May, St Mary", set()),
    ],
)
def test_a_prompt_asks_for_the_drawing_of_its_subject(prompt: str, wanted: set[str]) -> None:
    assert _names(prompt) == wanted


def test_places_and_calls_are_not_the_subject() -> None:
    texts = [
        {"role": "headline", "text": "Assembly"},
        {"role": "label", "text": "Garden Church"},
        {"role": "button", "text": "Book now"},
    ]
    subject = subject_of(brief_from_dict({"texts": texts, "theme": "assembly, garden church, book now"}))
    assert "assembly" in subject
    assert not {"garden", "church", "book"} & subject
    assert not motifs_for(subject)


@pytest.mark.parametrize("headline", ["404", "50 %", "!", "Blue", "10 am"])
def test_a_headline_without_words_has_no_subject(headline: str) -> None:
    brief = brief_from_dict({"texts": [{"role": "headline", "text": headline}]})
    assert motifs_of(brief) == ()


def test_words_are_taken_out_whole() -> None:
    texts = [{"role": "headline", "text": "Garden party & cargo bikes"}, {"role": "button", "text": "Go"}]
    assert {"garden", "party", "cargo", "bikes"} <= subject_of(brief_from_dict({"texts": texts}))


def test_pictures_of_users_are_none_that_were_made() -> None:
    (motif,) = motifs_for(frozenset({"pizza"}))
    image = motif.image("#c81e1e")

    def made(name: str, alt: str = "") -> bool:
        shown = image.model_copy(update={"alt": alt})
        return is_made(Element(id=name, kind="image", box=(0, 0, 9, 9), image=shown))

    assert made("figure-1")
    assert made("painted-12")
    assert not any(map(made, ("figure_team", "painted-wall", "figures-1", "photo-1")))
    assert not made("figure-1", "Our team")


def test_every_motif_is_drawn_and_every_last_word_asks_for_it() -> None:
    with (FOLDER / "motifs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    drawings = json.loads((FOLDER / "motifs.json").read_text(encoding="utf-8"))
    assert [row["motif"] for row in rows if not row["words"].split()] == []
    assert {row["motif"] for row in rows} == set(drawings)
    for row in rows:
        words = row["words"].split()
        assert words == [word.lower() for word in words]
        assert row["motif"] in {motif.name for motif in motifs_for(frozenset(words[-1:]))}


def test_ink_fills_the_picture_of_a_motif() -> None:
    for motif in motifs_for(frozenset({"birthday"})):
        alpha = np.asarray(open_picture(motif.image("#c81e1e").href).getchannel("A")) > 128
        rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
        assert rows[0] <= 8
        assert columns[0] <= 8
        assert rows[-1] >= alpha.shape[0] - 9
        assert columns[-1] >= alpha.shape[1] - 9


@pytest.mark.parametrize(
    ("width", "height"), [(600, 400), (300, 900), (500, 500), (100, 2000), (2500, 100), (3, 3)]
)
def test_a_pattern_fills_its_place_and_is_the_same_again(width: int, height: int) -> None:
    (motif,) = motifs_for(frozenset({"pizza"}))
    made = [
        patterned(PALETTES[0], motif, width_px=width, height_px=height, seed=seed) for seed in (0, 1, 2, 0)
    ]
    assert made[0] == made[3]
    is_thin = max(width, height) > 20 * min(width, height) - 1
    assert (len({image.href for image in made}) > 1) != is_thin
    for image in made:
        wide, high = natural_size(image.href)
        assert wide / high == pytest.approx(width / height, rel=0.02)
        assert open_picture(image.href).convert("RGBA").getchannel("A").getextrema() == (255, 255)


@pytest.mark.parametrize("form", ["poster", "slide", "instagram-story", "business-card", "banner"])
def test_drawings_stand_whole_within_the_margins_and_clear_of_words(form: str) -> None:
    brief = brief_from_dict({
        "texts": [
            {"role": "headline", "text": "Pizza night"},
            {"role": "subheading", "text": "Friday 12 June, 6 pm"},
            {"role": "label", "text": "Riverside Hall"},
        ],
        "formats": [form],
    })  # fmt: skip
    field = Field(144, nnx.Rngs(0))
    seen = 0
    for draft in drafts(brief, canvas_for(form), [], count=24, seed=0, field=field):
        canvas = draft.document.canvas
        boxes = [one.box for one in draft.document.elements if one.text is not None]
        for element in draft.document.elements:
            if element.image is None or not element.id.startswith(FIGURE):
                continue
            seen += 1
            assert is_svg(element.image.href)
            x, y, w, h = element.box
            least = 0.03 * min(canvas.width, canvas.height)
            assert min(x, y, canvas.width - x - w, canvas.height - y - h) > least
            natural = natural_size(element.image.href)
            assert w / h == pytest.approx(natural[0] / natural[1], rel=0.02)
            for left, top, wide, high in boxes:
                assert x + w <= left or left + wide <= x or y + h <= top or top + high <= y
    assert seen
