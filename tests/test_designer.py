"""The designer's own parts: what it takes of a design, which of many it keeps, what it holds in place."""

import io
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PIL import Image

from jaxdesign import designer
from jaxdesign.brief.schema import Brief, brief_from_dict
from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Paint, Text
from jaxdesign.design.formats import canvas_for
from jaxdesign.designer import (
    Finished,
    Unfinished,
    UniversalDesigner,
    bleeding_locked,
    content_of,
    diverse,
    emptiness,
    is_blank,
    is_crowded,
    with_locks_of,
    worth,
)
from jaxdesign.direction.drafts import Direction
from jaxdesign.direction.motifs import motifs_for
from jaxdesign.direction.palettes import PALETTES
from jaxdesign.direction.typefaces import TYPEFACES
from jaxdesign.errors import InputError
from jaxdesign.models.shipped import shipped
from jaxdesign.render.png import to_png
from jaxdesign.style.analyzer import StyleAnalyzer
from jaxdesign.style.distances import profile_distance
from jaxdesign.style.references import Reference


def finished(structure: str, palette: int = 0, faces: int = 0) -> Finished:
    direction = Direction(
        structure=structure, palette=PALETTES[palette], faces=TYPEFACES[faces], radius=0.0, art=0
    )
    return Finished(cast(Any, SimpleNamespace()), "poster", structure, direction)


def test_kept_designs_differ_before_they_are_good():
    ranked = [
        (80.0, finished("column")),
        (79.0, finished("column", 0, 1)),
        (74.0, finished("band", 1, 1)),
        (60.0, finished("cover", 2, 2)),
        (30.0, finished("swiss", 3, 3)),
    ]
    kept = diverse(ranked, 3)
    assert [one.structure for one in kept] == ["column", "band", "cover"]
    assert len(diverse(ranked, 9)) == 5
    assert diverse([], 3) == []


def shape(name: str, box: tuple[float, float, float, float], lock: tuple[str, ...] = ()) -> Element:
    paint = Paint(fill="#112233")
    return Element(id=name, kind="shape", shape="rectangle", box=box, lock=lock, paint=paint)


def text(name: str, string: str, y: float, role: Any = "body") -> Element:
    return Element(id=name, kind="text", box=(10, y, 50, 10), text=Text(string=string, role=role, size=8))


CANVAS = Canvas(width=100, height=100)


def test_what_runs_to_an_edge_is_held_and_let_go_again():
    elements = (shape("edge", (0, 20, 30, 30)), shape("inside", (10, 60, 30, 30), ("color",)))
    document = Document(canvas=CANVAS, elements=(*elements, text("t", "words", 5)))
    held = bleeding_locked(document)
    assert [element.lock for element in held.elements] == [("box",), ("color",), ()]
    assert with_locks_of(held, document) == document


def test_emptiness_is_the_largest_stretch_without_anything():
    low = Document(canvas=CANVAS, elements=(text("a", "below", 70), text("b", "foot", 85)))
    assert emptiness(low) == pytest.approx(0.7, abs=0.02)
    rule = text("c", "rule", 30).model_copy(update={"kind": "shape", "shape": "rectangle", "text": None})
    thin = rule.model_copy(update={"box": (0.0, 30.0, 100.0, 0.5)})
    thick = rule.model_copy(update={"box": (0.0, 30.0, 100.0, 5.0)})
    assert emptiness(low.model_copy(update={"elements": (*low.elements, thin)})) == emptiness(low)
    assert emptiness(low.model_copy(update={"elements": (*low.elements, thick)})) < 0.4
    assert emptiness(Document(canvas=CANVAS)) == 1.0


@pytest.mark.parametrize(
    ("paper", "expected"),
    [("#ffffff", True), ("#f0f0f0", True), ("#fbf7f4", False), ("#ffd23f", False), ("#14213d", False)],
)
def test_white_and_light_greys_are_blank(paper: str, expected: bool) -> None:
    assert is_blank(Document(canvas=CANVAS, backdrop=Backdrop(fill=paper))) == expected


def test_a_page_of_words_alone_on_white_loses_points_unless_it_is_to_be_plain() -> None:
    brief = brief_from_dict({"texts": [{"role": "headline", "text": "Now open"}]})

    def points(paper: str, brief: Brief = brief, canvas: Canvas = CANVAS, *, shows: bool = False) -> float:
        document = Document(canvas=canvas, backdrop=Backdrop(fill=paper))
        draft = Unfinished(document, "centred", None, shows)
        return UniversalDesigner(cast(Any, SimpleNamespace(words=frozenset())))._bonus(brief, 0, draft)

    minimal = brief.model_copy(update={"styles": ("minimal",)})
    card = canvas_for("business-card")
    assert points("#ffffff") < points("#ffd23f")
    assert points("#ffffff", shows=True) == points("#ffd23f", shows=True)
    assert points("#ffffff", minimal) == points("#ffd23f", minimal)
    assert points("#ffffff", canvas=card) == points("#ffd23f", canvas=card)


def test_of_what_is_above_a_good_total_a_part_counts() -> None:
    assert worth(50.0) - worth(40.0) == 10.0
    assert 0.0 < worth(95.0) - worth(85.0) < 5.0
    totals = range(101)
    assert all(worth(total) < worth(total + 1) for total in totals)


def test_words_at_an_edge_are_crowded():
    draft = Document(canvas=CANVAS, elements=(text("a", "above", 20), text("b", "below", 70)))
    moved = draft.model_copy(update={"elements": (text("a", "above", 24), text("b", "below", 86))})
    near = draft.model_copy(update={"elements": (text("a", "above", 12), text("b", "below", 78))})
    assert is_crowded(moved, draft)
    assert not is_crowded(near, draft)
    assert not is_crowded(draft, draft)
    assert not is_crowded(Document(canvas=CANVAS), Document(canvas=CANVAS))


def test_drawn_and_painted_pictures_are_no_content():
    (motif,) = motifs_for(frozenset({"pizza"}))
    image = motif.image("#c81e1e")
    elements = [
        Element(id=name, kind="image", box=(10, 10, 40, 20), image=image)
        for name in ("figure-1", "painted-1", "picture-2")
    ]
    document = Document(canvas=CANVAS, elements=(text("a", "above", 60), *elements))
    _, pictures = content_of(document)
    assert pictures == [(image, 2.0)]


def test_painted_pictures_are_named_so():
    words = [{"role": "headline", "text": "Assembly"}, {"role": "body", "text": "All members are welcome."}]
    found = UniversalDesigner(shipped()).drafts(
        brief_from_dict({"texts": words}), canvas_for("poster"), [], count=8, seed=0
    )
    images = [one for draft in found for one in draft.document.elements if one.image is not None]
    assert images
    assert {one.id.partition("-")[0] for one in images} == {"painted"}


def test_drafts_that_tell_the_subject_gain_points() -> None:
    brief = brief_from_dict({"texts": [{"role": "headline", "text": "Pizza night"}]})

    def points(*, tells: bool) -> float:
        draft = Unfinished(Document(canvas=CANVAS), "figured column", None, True, 1.0, tells)
        return UniversalDesigner(cast(Any, SimpleNamespace(words=frozenset())))._bonus(brief, 0, draft)

    assert points(tells=True) > points(tells=False) + 1.0


def test_content_is_read_from_above():
    document = Document(canvas=CANVAS, elements=(text("b", "below", 60), text("a", "above", 10, "headline")))
    brief, pictures = content_of(document)
    assert [(one.role, one.text) for one in brief.texts] == [("headline", "above"), ("body", "below")]
    assert pictures == []
    with pytest.raises(InputError, match="no words"):
        content_of(Document(canvas=CANVAS, elements=(shape("s", (1, 1, 5, 5)),)))
    many = tuple(text(f"t{i}", f"text {i}", i) for i in range(25))
    with pytest.raises(InputError, match="25 texts"):
        content_of(Document(canvas=CANVAS, elements=many))


def grouped(name: str, string: str, x: float, y: float, group: str) -> Any:
    return text(name, string, y).model_copy(update={"group": group, "box": (x, y, 30.0, 20.0)})


def test_a_row_of_a_price_list_is_one_text_of_the_content():
    rows = [
        (grouped(f"n{i}", name, x, y + 0.2, f"row-{i}"), grouped(f"p{i}", f"{i} €", x + 40, y, f"row-{i}"))
        for i, (name, x, y) in enumerate(
            [("Soup", 10, 10), ("Duck", 10, 50), ("Bread", 200, 9), ("Tart", 200, 50)]
        )
    ]
    brief, _ = content_of(Document(canvas=CANVAS, elements=tuple(one for row in rows for one in row)))
    assert [one.text for one in brief.texts] == ["Soup 0 €", "Duck 1 €", "Bread 2 €", "Tart 3 €"]


def test_an_amount_and_what_it_is_of_are_one_text_of_the_content():
    pair = (grouped("a", "24%", 10, 10, "amount-1"), grouped("n", "Revenue up", 10, 40, "amount-1"))
    brief, _ = content_of(Document(canvas=CANVAS, elements=pair))
    assert [one.text for one in brief.texts] == ["24% Revenue up"]


@pytest.mark.parametrize(
    "others",
    [
        (("Soup", 10, 10), ("of the day", 90, 10)),
        (("Since", 10, 10), ("84 €", 10, 40)),
        (("Plan", 10, 10), ("19 €", 90, 10), ("5 users", 10, 60)),
    ],
    ids=["no price", "under each other", "three texts"],
)
def test_other_groups_are_no_rows(others: tuple[tuple[str, float, float], ...]):
    elements = tuple(grouped(f"e{i}", string, x, y, "g") for i, (string, x, y) in enumerate(others))
    brief, _ = content_of(Document(canvas=CANVAS, elements=elements))
    assert sorted(one.text for one in brief.texts) == sorted(string for string, _, _ in others)


def test_the_design_kept_is_the_one_that_finishing_all_drafts_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [{"role": "headline", "text": "Jazz Night"}, {"role": "label", "text": "12 June"}]
    brief = brief_from_dict({"texts": texts, "formats": ["instagram-post"]})
    finishing: list[int] = []

    def told(progress: Any) -> None:
        if progress.phase == "finishing" and progress.done < progress.total:
            finishing.append(progress.done)

    made = UniversalDesigner(shipped())
    (few,) = made.design(brief, progress=told)
    num_few = len(finishing)
    monkeypatch.setattr(designer, "_FINISHING", float("inf"))
    (every,) = made.design(brief, progress=told)
    assert every.result.after == few.result.after
    assert num_few < len(finishing) - num_few == designer.CANDIDATES


def test_the_design_kept_is_near_to_the_style(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = Document(
        canvas=CANVAS,
        backdrop=Backdrop(fill="#f7f4ee"),
        elements=(text("headline", "Open house", 60, "headline"), text("body", "Come and see us.", 300)),
    )
    picture = Image.open(io.BytesIO(to_png(reference))).convert("RGB")
    style = StyleAnalyzer().analyze([Reference(name="house", document=reference, picture=picture)])
    texts = [{"role": "headline", "text": "Jazz Night"}, {"role": "label", "text": "12 June"}]
    brief = brief_from_dict({"texts": texts, "formats": ["instagram-post"]})
    made = UniversalDesigner(shipped(), style=style)

    def away() -> float:
        (found,) = made.design(brief)
        picture = Image.open(io.BytesIO(to_png(found.result.after))).convert("RGB")
        seen = Reference(name="made", document=found.result.after, picture=picture)
        return profile_distance(StyleAnalyzer().analyze([seen]), style)

    near = away()
    monkeypatch.setattr(designer, "_UNLIKE", 0.0)
    monkeypatch.setattr(designer, "_OFF_COLOR", 0.0)
    assert near < away()
