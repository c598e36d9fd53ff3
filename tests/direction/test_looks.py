"""Looks: drafts in the colours, families, corners and margins of a style."""

import pytest

from jaxdesign.brief.schema import brief_from_dict
from jaxdesign.data.palettes import palette_of as palette_of_pixels
from jaxdesign.data.palettes import sampled
from jaxdesign.design.formats import canvas_for
from jaxdesign.direction.drafts import drafts
from jaxdesign.direction.figures import FIGURE
from jaxdesign.direction.looks import FREE, look_of
from jaxdesign.direction.palettes import TEXT_CONTRAST, contrast, distance
from jaxdesign.render.pictures import open_picture
from jaxdesign.style.profile import Face, PaletteColor, StyleProfile, Trait
from tests.direction.test_drafts import TEXTS, field


def profile(colors, faces=(), **traits):
    palette = [
        PaletteColor(color=color, role=role, share=share, presence=1.0) for color, role, share in colors
    ]
    measured = {name: Trait(mean=value, spread=0.0, agreement=1.0) for name, value in traits.items()}
    return StyleProfile(palette=tuple(palette), faces=tuple(faces), traits=measured)


NIGHT = profile(
    [("#101426", "backdrop", 0.7), ("#f4f1ea", "text", 0.1), ("#e6b34a", "accent", 0.05)],
    [
        Face(role="display", family="Lora", style_class="serif", share=1.0),
        Face(role="body", family="Cabin", style_class="sans", share=1.0),
    ],
    radius=0.0,
    margin_across=0.1,
    margin_down=0.1,
    display_weight=7.0,
    uppercase=1.0,
)


def made(look, count=6):
    brief = brief_from_dict({"texts": TEXTS})
    return drafts(brief, canvas_for("poster"), [], count=count, seed=0, field=field(), look=look)


def test_drafts_wear_the_style():
    found = made(look_of(NIGHT))
    assert len(found) >= 4
    for draft in found:
        assert draft.document.backdrop.fill in ("#101426", "#e6b34a")
        assert (draft.faces.display, draft.faces.text, draft.faces.case) == ("Lora", "Cabin", "upper")
        colors = {e.paint.fill for e in draft.document.elements if e.text is not None}
        assert colors <= {"#f4f1ea", "#101426", "#e6b34a", draft.palette.quiet("#101426")} | {
            draft.palette.reversed().quiet("#e6b34a")
        }
        assert all(e.paint.radius == 0 for e in draft.document.elements if e.kind == "shape")


def test_wider_margins_are_kept():
    left = min(e.box[0] for e in made(look_of(NIGHT), 1)[0].document.elements if e.text is not None)
    free = min(e.box[0] for e in made(FREE, 1)[0].document.elements if e.text is not None)
    assert left > free


def test_a_family_that_is_not_there_is_not_asked_for():
    face = Face(role="display", family="Nowhere Grotesk", style_class="sans", share=1.0)
    one = profile([("#ffffff", "backdrop", 0.9)], [face])
    assert all(draft.faces.display != "Nowhere Grotesk" for draft in made(look_of(one), 2))


@pytest.mark.parametrize(
    "colors",
    [
        [("#777777", "backdrop", 0.9), ("#787878", "text", 0.1)],
        [("#ffffff", "surface", 0.9)],
        [("#ffcc00", "picture", 1.0)],
        [("#ffffff", "backdrop", 0.5), ("#000000", "backdrop", 0.45), ("#ff0000", "accent", 0.05)],
    ],
)
def test_poor_palettes_are_made_legible(colors):
    for palette in look_of(profile(colors)).palettes:
        assert contrast(palette.on(palette.paper), palette.paper) >= TEXT_CONTRAST


def test_a_second_ink_sets_running_words_and_no_others():
    inks = [("#101010", "text", 0.05), ("#666666", "text", 0.03), ("#b03030", "text", 0.02)]
    (palette,) = look_of(profile([("#ffffff", "backdrop", 0.9), *inks])).palettes
    assert (palette.ink, palette.quieter, palette.accent) == ("#101010", "#666666", "#b03030")
    assert palette.quiet("#ffffff") == "#666666"
    assert palette.quiet("#444444") != "#666666"
    assert palette.reversed().quieter is None


def test_the_liveliest_ground_is_the_accent_where_there_is_no_other():
    grounds = [("#ffffff", "backdrop", 0.6), ("#1e82a1", "backdrop", 0.3), ("#222222", "text", 0.05)]
    palettes = look_of(profile(grounds)).palettes
    assert (palettes[0].paper, palettes[0].accent) == ("#ffffff", "#1e82a1")
    assert palettes[1].paper == "#1e82a1"


def test_grounds_set_no_running_words():
    colors = [("#16161a", "backdrop", 0.6), ("#d8d8d8", "surface", 0.3), ("#f4f1ea", "text", 0.05)]
    palette = look_of(profile(colors)).palettes[0]
    assert (palette.paper, palette.ink, palette.quieter) == ("#16161a", "#f4f1ea", None)


def test_a_second_ground_is_that_of_panels_and_the_accent_stays_where_it_is_seen():
    grounds = [("#fafafa", "backdrop", 0.6), ("#1d3557", "backdrop", 0.3), ("#f4a261", "accent", 0.02)]
    paper, turned = look_of(profile([*grounds, ("#222222", "text", 0.05)])).palettes
    assert (paper.second, paper.panel, turned.second) == ("#1d3557", "#1d3557", "#fafafa")
    on_panel = paper.on_panel()
    assert (on_panel.paper, on_panel.accent, on_panel.second) == ("#1d3557", "#f4a261", None)
    assert contrast(on_panel.ink, on_panel.paper) >= TEXT_CONTRAST


def test_a_ground_that_is_hardly_used_is_none_of_panels():
    grounds = [("#fafafa", "backdrop", 0.8), ("#1d3557", "backdrop", 0.05), ("#f4a261", "accent", 0.02)]
    (palette,) = look_of(profile(grounds)).palettes
    assert palette.second is None
    assert palette.panel == palette.accent == "#f4a261"
    assert palette.on_panel() == palette.reversed()


def test_panels_of_drafts_are_of_the_second_ground():
    grounds = [("#fafafa", "backdrop", 0.6), ("#1d3557", "backdrop", 0.1), ("#e76f51", "accent", 0.02)]
    found = made(look_of(profile(grounds)), 24)
    banded = [draft.document.elements[0].paint.fill for draft in found if draft.structure == "band"]
    assert set(banded) == {"#1d3557"}


@pytest.mark.parametrize(("paper", "ink"), [("#fdfdfd", "#918188"), ("#202428", "#5c6570")])
def test_an_ink_too_faint_for_its_ground_is_made_readable_and_keeps_its_hue(paper, ink):
    (palette,) = look_of(profile([(paper, "backdrop", 0.9), (ink, "text", 0.1)])).palettes
    assert TEXT_CONTRAST <= contrast(palette.ink, paper) < TEXT_CONTRAST + 2
    assert distance(palette.ink, ink) < distance(
        palette.on("#fdfdfd" if paper == "#202428" else "#202428"), ink
    )


def test_what_pictures_show_serves_as_ink_where_no_text_does():
    colors = [("#ffffff", "backdrop", 0.7), ("#cccccc", "text", 0.1), ("#3e1572", "picture", 0.2)]
    (palette,) = look_of(profile(colors)).palettes
    assert palette.ink == "#3e1572"


def test_many_colours_are_never_painted_in_two():
    many = [("#fafafa", "backdrop", 0.6), ("#222222", "text", 0.05), ("#e76f51", "accent", 0.02)]
    few = look_of(profile(many))
    more = look_of(profile([*many, ("#2a9d8f", "picture", 0.1), ("#264653", "picture", 0.1)]))
    assert [len(look.palettes[0].others) for look in (few, more)] == [0, 2]

    def kinds(look):
        pictures = [
            e.image
            for draft in made(look, 16)
            if draft.structure != "cover"
            for e in draft.document.elements
            if e.image and not e.id.startswith(FIGURE)
        ]
        found = [palette_of_pixels(sampled(open_picture(image.href))) for image in pictures]
        return [int((palette.shares > 0.02).sum()) for palette in found]

    assert min(kinds(more)) >= 3
    assert min(kinds(few)) == 2
