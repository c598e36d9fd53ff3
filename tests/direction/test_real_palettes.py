"""Palettes of real designs: each colour keeps its part."""

import pytest

from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Gradient, Paint, Text
from jaxdesign.direction.palettes import contrast
from jaxdesign.direction.real_palettes import palette_of_design
from jaxdesign.models.shipped import shipped


def a_design(paper="#faf7f0", button="#c8402f", ink="#1d1b18", ground=None, further=()) -> Document:
    def panel(name, fill, box):
        return Element(id=name, kind="shape", shape="rectangle", box=box, paint=Paint(fill=fill))

    words = Text(string="Open day", size=40)
    return Document(
        canvas=Canvas(width=400, height=400),
        backdrop=Backdrop(fill=paper),
        elements=(
            *((panel("ground", ground, (0, 0, 400, 300)),) if ground else ()),
            Element(id="words", kind="text", box=(20, 20, 200, 50), text=words, paint=Paint(fill=ink)),
            panel("button", button, (20, 200, 120, 40)),
            *(panel(f"f{i}", color, (200 + 20 * i, 200, 20, 20)) for i, color in enumerate(further)),
        ),
    )


def test_paper_ink_and_accent_are_the_designs() -> None:
    found = palette_of_design(a_design(further=("#c8412f", "#2f6fc8", "#00ff00")))
    assert found is not None
    assert (found.paper, found.ink, found.accent) == ("#faf7f0", "#1d1b18", "#c8402f")
    assert found.others == ("#2f6fc8",)


def test_a_shape_that_covers_most_is_the_paper() -> None:
    found = palette_of_design(a_design(ground="#101418", ink="#f4f4f4"))
    assert found is not None
    assert (found.paper, found.ink) == ("#101418", "#f4f4f4")


@pytest.mark.parametrize(
    "changes",
    [
        {"button": "#808080"},
        {"button": "#c8402f80"},
        {"button": "#00ff00"},
        {"button": "#f5e9a8"},
        {"paper": "#d63384"},
        {"paper": "#7a7a7a"},
    ],
    ids=["grey", "see-through", "garish", "hardly seen", "lively paper", "paper neither light nor dark"],
)
def test_designs_without_a_calm_paper_and_an_accent_have_none(changes) -> None:
    assert palette_of_design(a_design(**changes)) is None


def test_a_gradient_has_its_colours() -> None:
    button = Gradient(stops=((0, "#c8402f"), (1, "#2f6fc8")))
    found = palette_of_design(a_design(button=button))
    assert found is not None
    assert {found.accent, *found.others} == {"#c8402f", "#2f6fc8"}


def test_palettes_of_the_bank_are_legible() -> None:
    bank = shipped().bank
    found = [palette_of_design(bank.document(place)) for place in range(0, len(bank), 40)]
    palettes = [palette for palette in found if palette is not None]
    assert len(palettes) > len(found) / 4
    assert min(contrast(palette.ink, palette.paper) for palette in palettes) >= 4.5
