"""Drafts: all words, inside the margins, legible, in many structures and sizes, the same for the same seed."""

import io
import itertools
from dataclasses import replace
from functools import cache

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from PIL import Image as PillowImage

from jaxdesign.brief.promises import broken_promises
from jaxdesign.brief.schema import brief_from_dict
from jaxdesign.design.codec import dumps
from jaxdesign.design.color import mixed
from jaxdesign.design.formats import canvas_for, minimum_type_px
from jaxdesign.designer import picture_of
from jaxdesign.direction.art import _LIKED, KINDS, painted, waved
from jaxdesign.direction.drafts import drafts, mood_of, palettes_for
from jaxdesign.direction.figures import FIGURE, FIGURES, _bars, _confetti, _drawn, _softened
from jaxdesign.direction.page import DoesNotFitError, Page, Rect
from jaxdesign.direction.palettes import PALETTES, Palette, chroma, luminance
from jaxdesign.direction.structures import STRUCTURES, Subject, _facts_in_columns, over_pictures
from jaxdesign.direction.topics import topic_words
from jaxdesign.direction.typefaces import TYPEFACES
from jaxdesign.direction.wording import Words, wording_of
from jaxdesign.models.field import HIDDEN, Field, FieldParams
from jaxdesign.render.fonts import default_registry
from jaxdesign.render.pictures import picture_bytes

FORMATS = (
    "poster", "flyer-a6", "instagram-post", "instagram-story", "banner", "slide", "business-card", "web-banner",
)  # fmt: skip
TEXTS = [
    {"role": "headline", "text": "Jazz on the River"},
    {"role": "subheading", "text": "12 June, 19:30"},
    {
        "role": "body",
        "text": "Three bands, one river and no seats at all. Bring a blanket, we bring lanterns.",
    },
    {"role": "label", "text": "Riverside Hall"},
    {"role": "button", "text": "Book now"},
]


@cache
def field():
    return Field(144, nnx.Rngs(0))


NO_TOPIC = [
    {"role": "headline", "text": "Assembly of members"},
    {"role": "subheading", "text": "Friday 12 June, 8 pm"},
    {"role": "label", "text": "Riverside Hall"},
]


def made(texts=TEXTS, form="poster", pictures=(), seed=0, count=8, like=None, **brief):
    named = list(map(str, pictures))
    wanted = brief_from_dict({"texts": texts, "formats": [form], "pictures": named, **brief})
    given = [picture_of(path) for path in pictures]
    return drafts(wanted, canvas_for(form), given, count=count, seed=seed, field=field(), like=like)


def a_page(form="poster"):
    return Page(canvas=canvas_for(form), palette=PALETTES[0], faces=TYPEFACES[0], registry=default_registry())


def strings(elements):
    return sorted(element.text.string for element in elements if element.text is not None)


@pytest.fixture
def picture(tmp_path):
    def make(width, height, name="p.png"):
        pixels = np.zeros((height, width, 3), np.uint8)
        pixels[:, : width // 5 : 3] = 250
        path = tmp_path / name
        PillowImage.fromarray(pixels).save(path)
        return path

    return make


@pytest.mark.parametrize("form", FORMATS)
def test_every_word_stands_inside_and_is_large_enough(form):
    found = made(form=form)
    assert found
    canvas = canvas_for(form)
    for draft in found:
        texts = [element for element in draft.document.elements if element.text is not None]
        assert strings(texts) == sorted(text["text"] for text in TEXTS)
        for element in texts:
            x, y, w, h = element.box
            assert x >= 0.02 * canvas.width
            assert x + w <= 0.99 * canvas.width, draft.structure
            assert y >= 0, draft.structure
            assert y + h <= canvas.height, draft.structure
            assert element.text.size >= minimum_type_px(canvas)
        boxes = [element.box for element in texts]
        for i, (x, y, w, h) in enumerate(boxes):
            for x2, y2, w2, h2 in boxes[:i]:
                across, down = min(x + w, x2 + w2) - max(x, x2), min(y + h, y2 + h2) - max(y, y2)
                assert min(across, down) <= 0.5, draft.structure


def test_drafts_of_a_poster_differ_in_structure_and_palette():
    found = made()
    assert len({draft.structure for draft in found}) >= 5
    assert len({draft.palette for draft in found}) >= 4


def test_the_headline_is_largest_and_sizes_are_few():
    for draft in made():
        sizes = {e.text.role: e.text.size for e in draft.document.elements if e.text is not None}
        assert max(sizes, key=lambda role: sizes[role]) == "headline"
        assert len({round(size, 2) for size in sizes.values()}) <= 3


def test_the_same_seed_gives_the_same_and_another_does_not():
    first, again, other = ([dumps(d.document) for d in made(seed=seed)] for seed in (3, 3, 4))
    assert first == again
    assert first != other


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_every_picture_is_shown(picture, count):
    found = made(pictures=[picture(300 + 40 * i, 200, f"p{i}.png") for i in range(count)])
    assert found
    for draft in found:
        shown = [e.image.alt for e in draft.document.elements if e.image is not None]
        assert sorted(shown) == [f"p{i}" for i in range(count)]


def test_a_picture_is_cut_where_there_is_most_to_see(picture):
    found = made(pictures=[picture(1200, 300)], form="instagram-story")
    crops = [e.image.crop for draft in found for e in draft.document.elements if e.image is not None]
    assert crops
    for crop in crops:
        assert crop[2] < 1
        assert crop[0] < 0.25


def test_a_brand_is_worn():
    brand = {"palette": ["#0b3d91", "#fc3d21", "#ffffff"], "fonts": ["Lora", "Cabin"]}
    for draft in made(brand=brand):
        assert {draft.faces.display, draft.faces.text} == {"Lora", "Cabin"}
        assert {draft.palette.paper, draft.palette.accent} <= set(brand["palette"])


@pytest.mark.parametrize("words", ["Żółta łódź nad Wisłą", "Přijďte na řeku", "Çağrı ışığı", "Őszi vásár"])
def test_families_have_every_letter(words):
    registry = default_registry()
    for draft in made(texts=[{"role": "headline", "text": words}]):
        assert draft.faces.missing(words, registry) == 0, (draft.faces.display, draft.faces.text)


def test_a_call_stands_clear_of_the_facts_beside_it():
    facts = [
        "Botanical Garden", "8 pm to midnight", "Orchard Lane 12, south gate", "Adults 12, children free",
        "In rain we meet in the palm house. Bring a torch and good shoes.",
    ]  # fmt: skip
    texts = [*TEXTS[:2], TEXTS[4], *({"role": "caption", "text": fact} for fact in facts)]
    for form in ("poster", "instagram-portrait"):
        for draft in made(texts=texts, form=form, count=10):
            elements = draft.document.elements
            call = next(e for e in elements if e.text is not None and e.text.role == "button")
            (under,) = [e for e in elements if e.id.startswith("panel") and _holds(e.box, call.box)][-1:]
            for other in elements:
                if other.text is not None and other is not call:
                    assert _apart(under.box, other.box) >= 2, (form, draft.structure, other.text.string)


def _holds(outer, inner):
    x, y, w, h = inner
    return outer[0] <= x and outer[1] <= y and outer[0] + outer[2] >= x + w and outer[1] + outer[3] >= y + h


def _apart(one, other):
    """Free pixels between two boxes, along the axis in which they are farther apart."""
    gaps = [
        max(one[axis], other[axis]) - min(one[axis] + one[axis + 2], other[axis] + other[axis + 2])
        for axis in (0, 1)
    ]
    return max(gaps)


def test_learned_palettes_are_tried_where_they_have_an_accent():
    wanted, canvas = brief_from_dict({"texts": TEXTS}), canvas_for("poster")
    lively = Palette(paper="#f0e6ff", ink="#101010", accent="#8a2be2", tint="#eeeeee")
    grey = Palette(paper="#f0f0f0", ink="#101010", accent="#555555", tint="#eeeeee")
    found = drafts(wanted, canvas, [], count=8, seed=0, field=field(), learned=[grey, lively])
    used = {draft.palette for draft in found}
    assert lively in used
    assert grey not in used


def test_dark_is_dark():
    assert all(draft.palette.is_dark for draft in made(styles=["dark"]))


@pytest.mark.parametrize(
    "texts",
    [
        [{"role": "headline", "text": "Hi"}],
        [{"role": "body", "text": "x" * 60}],
        [{"role": "button", "text": "Go"}],
        [{"role": "headline", "text": "Donaudampfschifffahrtsgesellschaftskapitän gesucht"}],
        [{"role": "headline", "text": "A headline that goes on " * 6}],
    ],
)
def test_odd_wording_gives_sound_drafts_or_none(texts):
    for draft in made(texts=texts):
        for element in draft.document.elements:
            assert np.isfinite(element.box).all()
            assert element.shape or element.box[0] + element.box[2] <= draft.document.canvas.width + 1


def test_what_has_no_room_gives_no_draft():
    long = [{"role": "body", "text": "far too many words for so small a place " * 45}] * 3
    assert made(texts=[{"role": "headline", "text": "Small"}, *long], form="leaderboard") == []


def test_another_format_keeps_to_a_direction():
    for draft in made(count=6):
        again = made(form="instagram-story", like=draft.direction, count=3)
        assert again[0].direction == draft.direction
        assert {one.palette for one in again} == {draft.palette}
        assert {one.faces for one in again} == {draft.faces}
        assert len({one.structure for one in again}) == len(again)


def test_a_structure_sets_every_word_or_says_that_it_cannot():
    subject = Subject(wording=wording_of(brief_from_dict({"texts": TEXTS}).texts))
    for structure in STRUCTURES:
        if structure.pictures[0]:
            continue
        page = a_page("leaderboard")
        try:
            structure.build(page, subject)
        except DoesNotFitError:
            continue
        assert strings(page.elements) == sorted(text["text"] for text in TEXTS), structure.name


@pytest.mark.parametrize("kind", KINDS)
def test_painted_pictures_are_the_same_for_a_seed_and_show_something(kind):
    first, again, other = (
        painted(PALETTES[0], width_px=300, height_px=200, seed=seed, kind=kind, field=field())
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
    pixels = np.asarray(PillowImage.open(io.BytesIO(picture_bytes(first.href))), float)
    assert pixels.shape[1] / pixels.shape[0] == pytest.approx(1.5, abs=0.01)
    assert pixels.std() > 12


def _shares_of_colors(kind):
    """Of a painted picture, the largest first; colours that hardly differ are one."""
    picture = painted(PALETTES[0], width_px=300, height_px=200, seed=1, kind=kind, field=field())
    pixels = PillowImage.open(io.BytesIO(picture_bytes(picture.href))).convert("RGB")
    levels = np.asarray(pixels, int).reshape(-1, 3) // 24
    return np.sort(np.unique(levels, axis=0, return_counts=True)[1])[::-1] / len(levels)


def test_bands_of_the_field_are_a_few_flat_colours():
    shares = _shares_of_colors("bands")
    assert shares[:7].sum() > 0.8
    assert (shares > 0.04).sum() >= 5


def test_lines_of_the_field_leave_the_ground_free():
    assert 0.7 < _shares_of_colors("lines")[0] < 0.97


def test_art_differs_from_theme_to_theme_and_is_the_same_for_one():
    themes = ["jazz in the cellar", "a yoga studio", "jazz in the cellar"]
    first, other, again = (made(theme=theme, count=1)[0].direction.art for theme in themes)
    assert first == again != other


def test_a_list_alone_is_set_in_lead_type():
    dishes = [{"role": "label", "text": text} for text in ("Ramen 9.50", "Curry 8.90", "Pasta 8.00")]
    menu = [{"role": "headline", "text": "Menu"}, *dishes]
    sizes = [
        max(e.text.size for draft in made(texts=texts) for e in draft.document.elements
            if e.text is not None and e.text.role == "label")
        for texts in (menu, [*menu, {"role": "body", "text": "With bread and tea, from noon until everything is eaten."}])
    ]  # fmt: skip
    assert sizes[0] > 1.3 * sizes[1]


def test_the_field_on_the_host_is_that_of_the_networks():
    rng = np.random.default_rng(0)
    xy, scale, shift = rng.random((5, 2)), rng.random((2, HIDDEN)), rng.random((2, HIDDEN))
    params = FieldParams(jnp.asarray(scale), jnp.asarray(shift), jnp.ones(()))
    np.testing.assert_allclose(
        0.5 * waved(field(), xy, scale, shift), field()(params, jnp.asarray(xy)), atol=1e-5
    )


@pytest.mark.parametrize("form", ["poster", "instagram-post", "slide"])
def test_figures_keep_clear_of_the_words(form):
    found = [draft for seed in range(4) for draft in made(form=form, seed=seed, count=14)]
    figured = [draft for draft in found if draft.structure.startswith("figured")]
    assert len(figured) >= 3
    for draft in figured:
        shapes = [e.box for e in draft.document.elements if e.id.startswith("figure")]
        assert shapes
        for x, y, w, h in (e.box for e in draft.document.elements if e.text is not None):
            for x2, y2, w2, h2 in shapes:
                assert min(x + w, x2 + w2) - max(x, x2) <= 0.5 or min(y + h, y2 + h2) - max(y, y2) <= 0.5


def test_few_words_are_set_large():
    few = [{"role": "headline", "text": "We are moving"}, {"role": "caption", "text": "48 Mill Lane"}]
    many = [*few, {"role": "body", "text": "The shop stays open until the last day. " * 9}]
    sizes = [
        max(e.text.size for draft in made(texts=texts) for e in draft.document.elements
            if e.text is not None and e.text.role == "caption")
        for texts in (few, many)
    ]  # fmt: skip
    assert sizes[0] > 1.4 * sizes[1]


def _palette(paper, accent):
    return Palette(paper=paper, ink="#111111", accent=accent, tint="#eeeeee")


LEARNED = [_palette("#ffffff", "#2255ee"), _palette("#f0f0f0", "#777777"), _palette("#fafafa", "#cc3311")]
PICTURED = [_palette("#fbfaf8", "#338844"), replace(_palette("#101410", "#77cc88"), ink="#f6f6f6")]


def ordered(styles=(), texts=({"role": "headline", "text": "Hello"},), **options):
    brief = brief_from_dict({"texts": list(texts), "styles": list(styles)})
    return palettes_for(brief, mood_of(brief), np.random.default_rng(0), **options)


def test_hues_of_a_picture_come_first_and_greys_are_not_learned():
    found = ordered(learned=LEARNED, pictured=PICTURED)
    assert found[0] == PICTURED[0]
    assert PICTURED[1] in found[:4]
    assert {LEARNED[0], LEARNED[2]} <= set(found[:6])
    assert LEARNED[1] not in found
    assert {palette for palette in PALETTES if palette.accent != palette.ink} <= set(found)


def test_with_adapters_every_other_palette_is_learned():
    found = ordered(learned=LEARNED, pictured=PICTURED, learned_first=True)
    assert found[::2][:2] == [LEARNED[0], LEARNED[2]]
    assert found[1] == PICTURED[0]
    assert {palette for palette in PALETTES if palette.accent != palette.ink} <= set(found)
    assert ordered(learned=LEARNED[1:2], learned_first=True) == ordered()


def test_a_dark_design_has_dark_palettes_alone():
    found = ordered(["dark"], learned=LEARNED, pictured=PICTURED)
    assert found[0] == PICTURED[1]
    assert all(palette.is_dark for palette in found)


def test_loud_designs_have_no_learned_palette_on_white():
    learned = [_palette("#ffffff", "#2255ee"), _palette("#f4e3d0", "#cc3311")]
    assert not {learned[0]} & set(ordered(["playful"], learned=learned))
    assert learned[1] in ordered(["playful"], learned=learned)
    assert learned[0] in ordered(["playful"], learned=learned, learned_first=True)
    assert learned[0] in ordered(learned=learned)


def test_a_mood_that_says_enough_leaves_one_learned_palette():
    learned = [_palette("#ffffff", "#2255ee"), _palette("#f4e3d0", "#cc3311"), _palette("#e3d0f4", "#33aa11")]
    about = [{"role": "headline", "text": "Autumn jazz night with wine at the theatre"}]
    found = ordered(texts=about, learned=learned)
    assert [palette for palette in found if palette in learned] == learned[1:2]
    drafts_of_it = made(texts=about, count=6)
    asked = [
        len(draft.palette.words & {"autumn", "jazz", "night", "wine", "theatre"}) for draft in drafts_of_it
    ]
    assert max(asked) > 1
    assert [draft.suits for draft in drafts_of_it] == [count / max(asked) for count in asked]


def test_palettes_without_colour_are_for_moods_that_ask_for_them():
    grey = [palette for palette in PALETTES if palette.accent == palette.ink]
    assert grey
    party = [{"role": "headline", "text": "Birthday party"}]
    assert not set(grey) & set(ordered(texts=party))
    assert set(grey) & set(ordered(["photographic"], texts=party))


def test_a_style_that_is_asked_for_is_one_that_palettes_suit():
    vintage = made(texts=[{"role": "headline", "text": "Sharp & Sons"}], styles=["vintage"], count=8)
    assert {draft.suits for draft in vintage} == {0.0, 1.0}
    assert all(("vintage" in draft.palette.words) == (draft.suits > 0) for draft in vintage)


def test_quiet_moods_have_no_loud_figures():
    rng = np.random.default_rng(0)
    assert not any(_drawn(frozenset({"wedding", "invitation"}), rng).loud for _ in range(100))
    assert not any(_drawn(frozenset({"invitation"}), rng).loud for _ in range(100))
    assert any(_drawn(frozenset({"elegant", "techno"}), rng).loud for _ in range(100))


def test_confetti_is_for_parties():
    page = a_page()
    rng = np.random.default_rng(0)
    drawn = {_drawn(frozenset(), rng).draw for _ in range(200)}
    assert drawn == {figure.draw for figure in FIGURES if not figure.alone}
    counts = [_drawn(frozenset({"birthday"}), rng).alone for _ in range(200)]
    assert 20 < sum(counts) < 120
    _confetti(page, Rect(40, 40, 560, 300), ("#c8402f", "#204080"), rng)
    assert len({element.paint.fill for element in page.elements}) > 1


@pytest.mark.parametrize(
    "area", [Rect(400, 0, 1100, 700), Rect(400, 900, 1100, 600), Rect(1000, 300, 500, 1500)]
)
@pytest.mark.parametrize("number", range(len(FIGURES)))
def test_figures_stay_right_of_the_words(area, number):
    page = a_page()
    FIGURES[number].draw(page, area, ("#c8402f", "#204080"), np.random.default_rng(3))
    assert page.elements
    assert min(element.box[0] for element in page.elements) >= area.x - 1


def test_words_that_are_kept_across_a_row_are_set_as_they_are_written():
    rows = [
        {"role": "label", "text": f"{name}: ${price}"}
        for name, price in (("Ale", 8), ("Bun", 16), ("Cod", 24))
    ]
    texts = [{"role": "headline", "text": "Menu"}, *rows]
    for draft in made(texts=texts, must_keep=["Bun: $16"]):
        assert "Bun: $16" in {e.text.string for e in draft.document.elements if e.text is not None}
    for draft in made(texts=texts):
        assert "$16" in {e.text.string for e in draft.document.elements if e.text is not None}


@pytest.mark.parametrize(
    ("theme", "topic"),
    [
        ("Zahnarzt Dr. Weiss", "medical"),
        ("fiesta de la vendimia", "wine"),
        ("Nuit des étoiles", "night"),
        ("Kinderflohmarkt an der Grundschule", "kids"),
        ("Kinderflohmarkt an der Grundschule", "market"),
    ],
)
def test_topics_are_known_in_other_languages(theme, topic):
    assert topic in mood_of(brief_from_dict({"theme": theme, "texts": TEXTS}))


def test_words_that_only_look_like_compounds_have_no_topic():
    theme = "carpenters adventures ticketpreise baustelle"
    assert not {"car", "christmas", "travel", "night"} & mood_of(
        brief_from_dict({"theme": theme, "texts": TEXTS})
    )


def test_every_topic_is_one_of_palettes_type_or_pictures():
    known = frozenset().union(*(one.words for one in (*PALETTES, *TYPEFACES, *FIGURES)))
    known |= {word for some, _ in _LIKED for word in some.split()}
    assert not {topic for topic in topic_words() if topic not in known}


@pytest.mark.parametrize("style", ["dark", "light"])
def test_a_dark_or_light_design_is_no_poster_of_the_other_kind(style):
    for draft in made(styles=[style], count=12):
        backdrop = draft.document.backdrop.fill
        assert isinstance(backdrop, str)
        ink = draft.palette.reversed().ink if "poster" in draft.structure else draft.palette.ink
        assert (luminance(backdrop) < luminance(ink)) == (style == "dark") or draft.structure == "cover"


def test_more_pictures_than_a_structure_holds_give_no_draft(picture):
    assert made(pictures=[picture(300, 200, f"p{i}.png") for i in range(6)]) == []


def test_long_words_are_set_in_narrow_families():
    word = "Binnenschifffahrtsmuseumsnacht"
    long = made(texts=[{"role": "headline", "text": word}, {"role": "label", "text": "22. August"}], count=12)
    widths = {draft.faces.widest_word(word, default_registry()) for draft in long}
    every = [faces.widest_word(word, default_registry()) for faces in TYPEFACES]
    assert max(widths) < np.median(every)


def test_rows_of_a_list_are_equal_and_notes_stand_under_them():
    rows = [{"role": "label", "text": f"{day} March"} for day in (1, 8, 15, 22)]
    note = {"role": "caption", "text": "Bring a chair and a friend, rain or shine."}
    texts = [{"role": "headline", "text": "Open air"}, *rows, note]
    found = [draft for draft in made(texts=texts, count=8) if draft.structure in ("column", "low column")]
    assert found
    for draft in found:
        by_string = {e.text.string: e for e in draft.document.elements if e.text is not None}
        listed = [by_string[row["text"]] for row in rows]
        assert len({(e.text.weight, e.paint.fill) for e in listed}) == 1
        assert by_string[note["text"]].box[1] > max(e.box[1] for e in listed)


@pytest.mark.parametrize("form", FORMATS)
def test_prices_stand_in_one_line_at_the_right_of_their_names(form):
    dishes = {"Pumpkin soup 8": "8", "Mushroom risotto 16": "16", "Roast duck 24": "24"}
    texts = [
        {"role": "headline", "text": "Autumn"},
        *({"role": "label", "text": dish} for dish in dishes),
        {"role": "label", "text": "Closed on Mondays"},
    ]
    found = made(texts=texts, form=form)
    assert found
    for draft in found:
        by_string = {e.text.string: e for e in draft.document.elements if e.text is not None}
        assert set(by_string) == {
            "Autumn", "Closed on Mondays", *dishes.values(), *(dish.rsplit(" ", 1)[0] for dish in dishes),
        }  # fmt: skip
        prices = [by_string[price] for price in dishes.values()]
        assert len({round(e.box[0] + e.box[2], 2) for e in prices}) == 1
        for dish, price in dishes.items():
            name = by_string[dish.rsplit(" ", 1)[0]]
            assert name.group == by_string[price].group is not None
            assert name.box[1] == by_string[price].box[1]
            assert name.box[0] + name.box[2] < by_string[price].box[0]
        assert by_string["Closed on Mondays"].box[1] > max(e.box[1] for e in prices)


@pytest.mark.parametrize("form", ["poster", "flyer-a6", "instagram-post", "slide"])
def test_headings_of_a_price_list_stand_over_their_rows(form):
    menu = {"Starters": ("Soup", "Salad"), "Mains": ("Stew", "Steak"), "Desserts": ("Cake", "Sorbet")}
    texts = [{"role": "headline", "text": "Menu"}]
    for heading, dishes in menu.items():
        texts.append({"role": "label", "text": heading})
        texts += [{"role": "label", "text": f"{dish} €{len(dish)}"} for dish in dishes]
    found = [one for one in made(texts=texts, form=form) if one.structure not in ("centred", "framed")]
    assert found
    for draft in found:
        box = {e.text.string: e.box for e in draft.document.elements if e.text is not None}
        for heading, dishes in menu.items():
            below = [
                name for name in box if box[name][:1] == box[heading][:1] and box[name][1] > box[heading][1]
            ]
            assert sorted(below, key=lambda name: box[name][1])[:2] == list(dishes)


def test_two_results_on_a_wide_page_are_told_in_numbers():
    results = [{"role": "label", "text": "98% retention"}, {"role": "label", "text": "+340 new customers"}]
    found = made(texts=[{"role": "headline", "text": "Q3 results"}, *results], form="1500x300px")
    rows = [draft for draft in found if draft.structure == "strip"]
    assert rows
    for draft in rows:
        size = {e.text.string: e.text.size for e in draft.document.elements if e.text is not None}
        assert size["98%"] > size["retention"]


def test_a_list_on_a_wide_page_is_no_small_print():
    tips = ["Keep a schedule", "Avoid screens", "Cool room", "No caffeine after noon", "Read a book"]
    texts = [
        {"role": "headline", "text": "Tips for better sleep"},
        *({"role": "label", "text": t} for t in tips),
    ]
    rows = [draft for draft in made(texts=texts, form="banner") if draft.structure == "strip"]
    assert rows
    for draft in rows:
        size = {e.text.string: e.text.size for e in draft.document.elements if e.text is not None}
        assert size[tips[0]] > size["Tips for better sleep"] / 3


@pytest.mark.parametrize("form", FORMATS)
def test_amounts_are_larger_than_what_they_are_of_and_smaller_than_the_headline(form):
    results = {"Revenue up 24%": ("24%", "Revenue up"), "1.2 million users": ("1.2 million", "users")}
    texts = [
        {"role": "headline", "text": "Results"},
        *({"role": "label", "text": result} for result in results),
        {"role": "label", "text": "acme.com"},
    ]
    found, shown = made(texts=texts, form=form), 0
    assert found
    for draft in found:
        by_string = {e.text.string: e for e in draft.document.elements if e.text is not None}
        parted = [pair for pair in results.values() if pair[0] in by_string]
        assert len(parted) in (0, len(results))
        shown += bool(parted)
        for pair in parted:
            amount, name = (by_string[string] for string in pair)
            assert amount.group == name.group is not None
            assert by_string["Results"].text.size > amount.text.size > name.text.size
            beside = amount.box[0] + amount.box[2] < name.box[0]
            assert beside or (amount.box[0] == name.box[0] and amount.box[1] < name.box[1])
        assert broken_promises(brief_from_dict({"texts": texts}), draft.document) == ()
    assert shown


@pytest.mark.parametrize("form", ["leaderboard", "skyscraper", "business-card", "slide"])
def test_amounts_for_which_there_is_no_room_cost_no_draft(form):
    results = ("Revenue in our northern European region up 24%", "1,200,000 monthly users", "98% retention")
    texts = [{"role": "headline", "text": "Results"}, *({"role": "label", "text": one} for one in results)]
    assert len(made(texts=texts, form=form)) >= len(made(texts=texts, form=form, must_keep=["up 24%"])) > 0


def test_amounts_stay_whole_where_words_across_them_are_to_be_kept():
    texts = [{"role": "headline", "text": "Results"}] + [
        {"role": "label", "text": result} for result in ("Revenue up 24%", "98% retention")
    ]
    for draft in made(texts=texts, must_keep=["up 24%"]):
        assert "Revenue up 24%" in {e.text.string for e in draft.document.elements if e.text is not None}


def test_figures_are_of_the_palette_before_they_are_of_its_ink():
    palette = ["#ff6a13", "#ffffff", "#141414"]
    figured = 0
    for draft in made(NO_TOPIC, brand={"palette": palette}, count=12):
        shapes = [e.paint for e in draft.document.elements if e.id.startswith(FIGURE)]
        figured += bool(shapes)
        worn = {color for paint in shapes for color in (paint.fill, paint.stroke) if color is not None}
        assert not shapes or worn - {draft.palette.ink}
    assert figured


@pytest.mark.parametrize("form", ["poster", "business-card", "slide"])
def test_round_figures_either_run_off_an_edge_or_stay_clear_of_it(form):
    seen = 0
    for seed in range(4):
        for draft in made(NO_TOPIC, form=form, count=14, seed=seed):
            canvas = draft.document.canvas
            side = min(canvas.width, canvas.height)
            for element in draft.document.elements:
                if element.id.startswith(FIGURE) and element.shape == "ellipse":
                    x, y, w, h = element.box
                    seen += 1
                    for edge in (y, canvas.width - x - w, x, canvas.height - y - h):
                        assert abs(edge) > 0.015 * side
    assert seen


@pytest.mark.parametrize("area", [Rect(40, 300, 560, 300), Rect(40, 0, 560, 300)])
def test_bars_stand_from_the_left_edge_to_the_right_one(area):
    page = a_page()
    _bars(page, area, ("#000000", "#808080"), np.random.default_rng(0))
    boxes = [element.box for element in page.elements]
    assert boxes[0][0] == pytest.approx(area.x)
    assert boxes[-1][0] + boxes[-1][2] == pytest.approx(area.right)
    assert all(a[0] + a[2] < b[0] and a[2] < b[2] for a, b in itertools.pairwise(boxes))


def test_facts_stand_under_each_other_where_columns_would_break_their_lines():
    whole = [
        Words(one, "caption") for one in ("Tickets 14 £, concessions 9 £", "riverside.org, 27 Quay Street")
    ]
    short = [Words(one, "caption") for one in ("Tickets 14 £", "27 Quay Street")]
    page = a_page()
    width = 22 * page.small
    assert len(_facts_in_columns(page, whole, width, "#ffffff")) == 1
    assert len(_facts_in_columns(page, short, width, "#ffffff")) == 2


def test_three_short_facts_stand_in_three_columns_and_never_in_two():
    page = a_page()
    facts = [Words(one, "label") for one in ("21 June", "Doors 5 pm", "£18")]
    for width in (26 * page.small, 18 * page.small, 14 * page.small):
        columns = _facts_in_columns(page, facts, width, "#ffffff")
        assert len(columns) in (1, 3)
    assert len(_facts_in_columns(page, facts, 26 * page.small, "#ffffff")) == 3


@pytest.mark.parametrize("form", ["poster", "instagram-post", "instagram-story", "banner", "slide"])
def test_what_is_offered_is_larger_than_all_but_the_headline(form, picture):
    texts = [
        {"role": "headline", "text": "Strings half price"},
        {"role": "subheading", "text": "This weekend only"},
        {"role": "label", "text": "−50 %"},
        {"role": "caption", "text": "27 Quay Street"},
    ]
    for pictures in ((), (picture(900, 600),)):
        found = made(texts=texts, form=form, pictures=pictures, goal="sale")
        assert found
        for draft in found:
            sizes = {e.text.string: e.text.size for e in draft.document.elements if e.text is not None}
            offer, headline = sizes.pop("−50 %"), sizes.pop("Strings half price")
            assert max(sizes.values()) <= offer < headline, draft.structure


def test_short_headlines_stand_out_from_the_lines_under_them():
    texts = [
        {"role": "headline", "text": "2 for 1"},
        {"role": "subheading", "text": "Croissants after four"},
        {"role": "caption", "text": "Every weekday"},
    ]
    for form in ("poster", "instagram-post", "instagram-story"):
        found = made(texts=texts, form=form)
        assert found
        for draft in found:
            sizes = {e.text.role: e.text.size for e in draft.document.elements if e.text is not None}
            assert sizes["headline"] >= 2.1 * sizes["subheading"], draft.structure


@pytest.mark.parametrize("form", ["160x600px", "300x250px", "business-card", "web-banner", "2000x200px"])
def test_small_pages_of_a_sale_have_drafts_with_every_word(form):
    texts = [
        {"role": "headline", "text": "Closing sale"},
        {"role": "subheading", "text": "Until Sunday"},
        {"role": "label", "text": "Up to 70 % off now"},
        {"role": "caption", "text": "27 Quay Street"},
    ]
    found = made(texts=texts, form=form, goal="sale")
    assert found
    for draft in found:
        assert strings(draft.document.elements) == sorted(text["text"] for text in texts)


def test_between_yellow_and_blue_is_no_grey():
    assert chroma(mixed("#ffe14d", "#3d2bff", 0.45)) < 0.06
    assert chroma(_softened("#ffe14d", "#3d2bff", "#ffffff")) > 0.1
    assert _softened("#c8402f", "#f4efe6", "#1d1b18") == mixed("#c8402f", "#f4efe6", 0.45)


@pytest.mark.parametrize("form", ["pinterest-pin", "instagram-story"])
def test_pictures_fill_what_few_words_leave_of_a_high_page(form, picture):
    texts = [{"role": "headline", "text": "7 quick dinners under 20 minutes"}]
    found = made(texts=texts, form=form, pictures=(picture(900, 900),), count=16)
    halves = [draft.document for draft in found if draft.structure in ("halves", "turned halves")]
    assert halves
    for document in halves:
        [shown] = [element for element in document.elements if element.image is not None]
        assert shown.box[3] > 0.6 * document.canvas.height
        [words] = [element for element in document.elements if element.text is not None]
        assert words.box[2] > 0.7 * document.canvas.width


def test_rows_of_a_list_are_smaller_rather_than_broken():
    texts = [
        {"role": "headline", "text": "Yoga week"},
        *(
            {"role": "label", "text": row}
            for row in (
                "Monday 8:00 Vinyasa",
                "Tuesday 18:30 Yin",
                "Wednesday 7:00 Ashtanga",
                "Friday 19:00 Nidra",
            )
        ),
    ]
    for draft in made(texts=texts, form="poster-a4"):
        rows = [one for one in draft.document.elements if one.text is not None and one.text.role == "label"]
        assert all(len(row.text.lines or ()) == 1 for row in rows), draft.structure


def test_long_headlines_are_set_in_no_wide_letters():
    texts = [{"role": "headline", "text": "Seven quick dinners under twenty minutes"}]
    for draft in made(
        texts=texts, theme="futuristic techno club gallery museum", styles=["geometric", "bold"]
    ):
        assert draft.faces.mean_width(texts[0]["text"], default_registry()) < 0.6


def test_pictures_painted_under_words_are_dark_where_these_stand():
    texts = [{"role": "headline", "text": "Nordlicht"}, {"role": "label", "text": "Winter concerts at noon"}]
    brand = {"palette": ["#fbf7f4", "#2e2a2b", "#b08d57"]}
    drawn = made(texts=texts, count=24, brand=brand)
    covers = [draft for draft in drawn if draft.structure == "cover" and not draft.palette.is_dark]
    assert covers
    for draft in covers:
        worn = over_pictures(draft.palette)
        assert luminance(worn.paper) < 0.03
        assert worn.tint == worn.paper
        [shown] = [element for element in draft.document.elements if element.image is not None]
        lightness = np.asarray(PillowImage.open(io.BytesIO(picture_bytes(shown.image.href))).convert("L"))
        assert np.median(lightness) < 160, draft.palette
