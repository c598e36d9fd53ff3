"""Each rule on a small design made for it, beside one that it must let pass; and on captures sorted by eye."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from jaxdesign.data.measures import measure
from jaxdesign.data.quality import KEPT_FROM, assess, strengths
from jaxdesign.data.quality_rules import RULES
from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Paint, Text
from jaxdesign.design.document import Image as Picture
from jaxdesign.importers import open_design

PIXEL = "data:image/png;base64,"


def text(string: str, box: tuple[float, float, float, float], size: float = 16.0, **fields: Any) -> Element:
    paint = Paint(fill=fields.pop("fill", "#222222"))
    name = fields.pop("id", "t-" + "-".join(str(round(v)) for v in box).replace("--", "-m"))
    return Element(id=name, kind="text", box=box, paint=paint, text=Text(string=string, size=size, **fields))


def image(box: tuple[float, float, float, float], name: str = "photo", radius: float = 0.0) -> Element:
    return Element(id=name, kind="image", box=box, paint=Paint(radius=radius), image=Picture(href=PIXEL))


def shape(
    box: tuple[float, float, float, float], fill: str | None, name: str, radius: float = 0.0
) -> Element:
    paint = Paint(fill=fill, radius=radius)
    return Element(id=name, kind="shape", shape="rectangle", box=box, paint=paint)


def design(*elements: Element, size: tuple[int, int] = (400, 400), fill: str = "#ffffff") -> Document:
    canvas = Canvas(width=size[0], height=size[1])
    return Document(canvas=canvas, backdrop=Backdrop(fill=fill), elements=elements)


def drawn(document: Document) -> Image.Image:
    """The design with bars for words and grain for pictures: enough for what is measured in pixels."""
    width, height = round(document.canvas.width), round(document.canvas.height)
    fill = document.backdrop.fill
    picture = Image.new("RGB", (width, height), fill if isinstance(fill, str) else "white")
    draw = ImageDraw.Draw(picture)
    for element in document.elements:
        x, y, w, h = (round(value) for value in element.box)
        color = element.paint.fill
        if element.image is not None:
            grain = np.random.default_rng(0).integers(40, 200, (h, w, 3), np.uint8)
            picture.paste(Image.fromarray(grain), (x, y))
        elif element.text is not None and isinstance(color, str):
            size = round(element.text.size)
            for top in range(y + size // 4, y + h - size // 4, round(1.4 * size)):
                for left in range(x, x + w - size // 4, max(2, size // 2)):
                    draw.rectangle((left, top, left + size // 4, top + size // 2), fill=color)
        elif isinstance(color, str):
            draw.rectangle((x, y, x + w - 1, y + h - 1), fill=color)
    return picture


SENTENCE = "A walk along the river to the old mill and back by the fields "
PARAGRAPH = text(SENTENCE * 3, (30, 200, 340, 120), 16, id="paragraph")
HEADLINE = text("The old mill", (30, 60, 300, 60), 48, weight=700, role="headline", id="headline")


def good() -> Document:
    """A headline, a line, a picture and a button, with margins."""
    return design(
        image((30, 30, 340, 160)),
        text("The old mill", (30, 210, 300, 40), 32, weight=700, role="headline", id="headline"),
        text("Open on Sundays from May to October", (30, 260, 300, 20), 16, id="line"),
        shape((30, 310, 120, 40), "#b03020", "box"),
        text("Plan a visit", (50, 320, 80, 20), 16, fill="#ffffff", role="button", id="button"),
    )


def against(document: Document, picture: Image.Image | None = None) -> dict[str, float]:
    picture = picture or drawn(document)
    return strengths(document, measure(document, picture), picture)


def test_a_whole_design_has_nothing_against_it() -> None:
    document = good()
    quality = assess(document, drawn(document))
    assert quality.score == 1.0
    assert quality.reasons == ()
    assert quality.kept


def _grain(width: int, height: int) -> Image.Image:
    """A soft photograph: coarse noise made smooth."""
    noise = np.random.default_rng(1).integers(20, 230, (6, 6, 3), np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)


LINKS = [text(word, (30 + 120 * (i % 3), 40 + 40 * (i // 3), 90, 18), 14, role="label", id=f"link-{i}")
         for i, word in enumerate(["Shop", "Blog", "Help", "Jobs", "Press", "Team", "Legal", "Terms", "Maps", "Tours", "Tickets", "Prices"])]  # fmt: skip
FIELDS = [
    text(word, (40, 40 + 70 * i, 90, 18), 14, id=f"field-{i}")
    for i, word in enumerate(["Your Name", "E-Mail", "Betreff", "Message"])
]
CODE = text("def f(x): return {k: [v] for (k, v) in x.items()} # <a_b> = $c; g(x)[0] += {1: (2)}; h = {(a): [b]}; i_j = k[l] & {m}", (30, 60, 340, 120), 14,
            family=("JetBrains Mono", "monospace"), id="code")  # fmt: skip
ROWS = [
    text(f"{i}.{j} units", (30 + 120 * j, 40 + 40 * i, 60, 18), 14, id=f"cell-{i}-{j}")
    for i in range(7)
    for j in range(3)
]

BAD = {
    "text-heavy": design(
        HEADLINE, *[text(SENTENCE * 9, (20 + 190 * i, 130, 175, 260), 9, id=f"column-{i}") for i in range(2)]
    ),
    "plain text": design(
        text("About", (30, 40, 80, 24), 20, id="a"), text(SENTENCE * 2, (30, 90, 340, 100), 16, id="b")
    ),
    "nothing read": design(shape((50, 50, 100, 100), "#cc3333", "box")),
    "mostly empty": design(
        text("The old mill", (30, 20, 200, 40), 32, id="a"), shape((30, 70, 60, 30), "#cc3333", "b")
    ),
    "tiny": design(HEADLINE, size=(700, 120)),
    "link list": design(*LINKS),
    "form": design(*FIELDS),
    "code listing": design(CODE),
    "overlapping text": design(
        HEADLINE, text("Sunday visits", (60, 70, 300, 60), 48, weight=700, id="second")
    ),
    "cut off": design(
        text("The old mill house", (250, 100, 240, 50), 48, role="headline", id="a"), PARAGRAPH
    ),
    "no margin": design(text(SENTENCE * 2, (0, 60, 400, 120), 20, id="a"), image((100, 220, 200, 100))),
    "table": design(*ROWS),
    "cookie banner": design(
        HEADLINE,
        text("This page uses cookies.", (30, 300, 200, 20), id="c"),
        text("Accept all", (30, 340, 90, 20), id="d"),
    ),
    "unstyled": design(
        *[
            text(SENTENCE, (8, 20 + 50 * i, 380, 40), 16, family=("Times New Roman",), id=f"u-{i}")
            for i in range(4)
        ]
    ),
    "running text": design(
        text("Opening hours", (30, 20, 200, 24), 20, id="a"),
        text(SENTENCE * 4, (30, 60, 340, 180), 16, id="b"),
    ),
    "component samples": design(
        HEADLINE,
        *[
            text(name, (30, 150 + 50 * i, 90, 20), id=name)
            for i, name in enumerate(["Primary", "Success", "Danger", "Info"])
        ],
    ),
    "dashboard": design(
        *[
            text(name, (30, 60 + 60 * i, 200, 20), 14, id=f"panel-{i}")
            for i, name in enumerate(["Sales overview", "New users", "+5% since last week", "Orders"])
        ],
    ),
    "empty boxes": design(
        HEADLINE, shape((30, 150, 340, 150), "#f0f0f0", "frame"), text("Below", (30, 330, 90, 20))
    ),
    "half empty": design(
        *[text("A narrow column", (30, 40 + 60 * i, 90, 20), id=f"c-{i}") for i in range(6)]
    ),
    "cut boxes": design(HEADLINE, shape((60, 150, 340, 150), "#dddddd", "window")),
    "cut pictures": design(HEADLINE, image((60, 0, 80, 60)), image((220, 0, 80, 60), "other")),
    "faint text": design(
        text("The old mill", (30, 60, 300, 60), 48, fill="#fafafa", id="a"),
        shape((50, 200, 200, 90), "#223366", "b"),
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_rule_sees_what_it_is_named_for(name: str) -> None:
    assert against(BAD[name])[name] >= 0.3
    assert against(good())[name] == 0.0


def test_every_rule_is_tested() -> None:
    in_pixels = {"unloaded pictures", "smeared", "blank pictures", "blurred marks", "lost on picture"}
    assert set(BAD) | in_pixels == set(RULES)


def _photo_with(paste: bool) -> tuple[Document, Image.Image]:
    """A headline on a soft photograph; where pasted, its own box shows the ground of another picture."""
    document = design(
        image((0, 0, 400, 400)), text("The old mill", (80, 150, 240, 60), 48, fill="#ffffff", id="a")
    )
    picture = _grain(400, 400)
    if paste:
        picture.paste(Image.fromarray(255 - np.asarray(picture)).crop((80, 150, 320, 210)), (80, 150))
    draw = ImageDraw.Draw(picture)
    for x in range(84, 310, 20):
        draw.rectangle((x, 165, x + 8, 195), fill="white")
    return document, picture


def test_a_text_pasted_on_a_picture_is_smeared_and_one_set_on_it_is_not() -> None:
    assert against(*_photo_with(paste=True))["smeared"] == 1.0
    assert against(*_photo_with(paste=False))["smeared"] == 0.0


def test_a_button_blurred_into_its_ground_is_smeared() -> None:
    document = good()
    sharp = drawn(document)
    left, top, right, bottom = 0, 290, 200, 370
    soft = sharp.copy()
    soft.paste(_grain(340, 160), (30, 30))
    soft.paste(
        sharp.crop((left, top, right, bottom)).resize((10, 4)).resize((200, 80), Image.Resampling.BICUBIC),
        (0, 290),
    )
    assert against(document, soft)["smeared"] >= 0.5


def test_nothing_is_smeared_beside_a_picture_that_is_sharp() -> None:
    document, picture = _photo_with(paste=True)
    noise = np.random.default_rng(2).integers(40, 200, (150, 400, 3), np.uint8)
    picture.paste(Image.fromarray(noise), (0, 250))
    assert against(document, picture)["smeared"] == 0.0


def test_white_letters_are_lost_on_a_photograph_that_is_white_around_them() -> None:
    document, picture = _photo_with(paste=False)
    assert against(document, picture)["lost on picture"] == 0.0
    picture.paste("white", (60, 120, 240, 240))
    assert against(document, picture)["lost on picture"] >= 0.5


def test_letters_lost_on_one_plain_colour_are_meant() -> None:
    document, picture = _photo_with(paste=False)
    picture.paste("#f4f4f4", (0, 0, 400, 400))
    assert against(document, picture)["lost on picture"] == 0.0


def test_figures_and_colours_are_no_list_of_links() -> None:
    sales = [
        text(f"${i},000", (30 + 120 * (i % 3), 40 + 40 * (i // 3), 90, 18), 14, id=f"n-{i}")
        for i in range(12)
    ]
    assert against(design(*sales))["link list"] == 0.0
    colours = [shape((0, 200 + 60 * i, 400, 50), "#d92a6a", f"band-{i}") for i in range(3)]
    assert against(design(*LINKS[:6], *LINKS[8:], LINKS[6], *colours))["link list"] == 0.0


def test_a_box_that_runs_off_beside_one_that_runs_off_on_the_other_side_is_meant() -> None:
    halves = [shape((0, 150, 190, 150), "#dddddd", "left"), shape((210, 150, 190, 150), "#dddddd", "right")]
    assert against(design(HEADLINE, *halves))["cut boxes"] == 0.0


def test_a_title_may_stand_alone_on_an_empty_canvas() -> None:
    assert against(design(text("The old mill", (30, 340, 240, 40), 32, id="a")))["half empty"] == 0.0


def test_one_selector_among_the_words_is_no_documentation() -> None:
    one = design(HEADLINE, text(".text-data", (30, 300, 90, 20), id="s"))
    two = design(HEADLINE, text(".slide-top and .content-left", (30, 300, 90, 20), id="s"))
    assert against(one)["component samples"] < 0.5 < against(two)["component samples"]


def test_a_place_of_a_picture_that_shows_nothing_is_blank() -> None:
    document = good()
    picture = drawn(document)
    assert against(document, picture)["blank pictures"] == 0.0
    picture.paste("white", (30, 30, 370, 190))
    assert against(document, picture)["blank pictures"] == 1.0


def test_a_blurred_logo_is_seen_and_a_sharp_one_is_not() -> None:
    document = design(image((30, 30, 90, 40), "logo"), image((30, 100, 340, 200)), HEADLINE)
    picture = drawn(document)
    assert against(document, picture)["blurred marks"] == 0.0
    picture.paste(_grain(90, 40).resize((4, 3)).resize((90, 40), Image.Resampling.BICUBIC), (30, 30))
    assert against(document, picture)["blurred marks"] >= 0.5


def test_prices_a_month_are_no_dashboard() -> None:
    names = ["$9 per month", "$19 per month", "this month only", "Billed per year"]
    cards = [text(name, (30, 60 + 60 * i, 200, 20), 14, id=f"card-{i}") for i, name in enumerate(names)]
    assert against(design(*cards))["dashboard"] == 0.0


def test_scores_stay_in_range_on_an_empty_canvas() -> None:
    for size in ((1, 1), (5, 2000), (400, 400)):
        document = design(size=size)
        quality = assess(document, drawn(document))
        assert 0.0 <= quality.score < KEPT_FROM


def rows(name: str) -> list[dict[str, Any]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _assess(captures: Path, row: dict[str, Any]) -> bool:
    path = captures / row["source"] / f"{row['id']}.json.gz"
    with Image.open(path.with_name(f"{row['id']}.webp")) as picture:
        return assess(open_design(path), picture.convert("RGB")).kept


def test_captures_sorted_by_eye_are_mostly_sorted_so(captures_dir: Path) -> None:
    chosen = rows("hand_quality_held.jsonl")[::4]
    same = sum(_assess(captures_dir, row) == row["keep"] for row in chosen)
    assert same / len(chosen) >= 0.75


def test_pictures_that_did_not_load_are_seen(captures_dir: Path) -> None:
    """Captures in which the browser's mark of a failed picture was seen by eye, and one that is whole."""
    broken = [
        "startbootstrap-shop-homepage-5.0.6/5e1ecd36432fbe1b",
        "konsav+email-templates/dae8d9b0483e223d",
    ]
    whole = ["startbootstrap-freelancer-7.0.7/a4cb08f5feec84d3"]
    found = {}
    for name in (*broken, whole[0]):
        path = captures_dir / f"{name}.json.gz"
        with Image.open(captures_dir / f"{name}.webp") as picture:
            found[name] = against(open_design(path), picture.convert("RGB"))["unloaded pictures"]
    assert all(found[name] >= 0.5 for name in broken)
    assert found[whole[0]] == 0.0


def test_a_menu_a_figure_and_hyphens_are_no_documentation() -> None:
    dishes = [text(f"Soup number {i}", (30, 130 + 30 * i, 200, 18), 14, id=f"dish-{i}") for i in range(6)]
    assert against(design(text("Menu", (30, 40, 300, 60), 48, id="m"), *dishes))["component samples"] == 0.0
    words = ["Border-free money", "Card-linked offers", "Success for everyone", "info@school.org", "Primary"]
    school = [text(word, (30, 130 + 40 * i, 300, 20), id=f"w-{i}") for i, word in enumerate(words)]
    assert against(design(HEADLINE, *school))["component samples"] == 0.0


def test_figures_of_colour_are_neither_empty_nor_cut() -> None:
    square = design(HEADLINE, shape((60, 150, 200, 200), "#d03020", "square"))
    assert against(square)["empty boxes"] == 0.0
    disc = shape((150, 150, 300, 200), "#d03020", "disc").model_copy(update={"shape": "ellipse"})
    assert against(design(HEADLINE, disc))["cut boxes"] == 0.0
