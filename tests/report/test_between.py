"""Documents between two documents."""

from __future__ import annotations

import pytest

from jaxdesign.design.document import Backdrop, Canvas, Document, Element, Gradient, Paint, Text
from jaxdesign.report.between import between, eased, journey


def _document(x: float, color: str, size: float, fill: Gradient | str = "#000000") -> Document:
    text = Text(string="Hello", size=size, weight=400)
    return Document(
        canvas=Canvas(width=100, height=100),
        backdrop=Backdrop(fill=fill),
        elements=(
            Element(id="a", kind="text", box=(x, 10, 50, 20), text=text, paint=Paint(fill=color)),
            Element(id="b", kind="shape", shape="ellipse", box=(0, x, 10, 10), rotation=x),
        ),
    )


def test_half_way_is_the_mean() -> None:
    middle = between(_document(10, "#000000", 10), _document(30, "#ff8040", 20), 0.5)
    first, second = middle.elements
    assert first.box == (20, 10, 50, 20)
    assert first.paint.fill == "#804020"
    assert first.text is not None
    assert first.text.size == 15
    assert second.rotation == 20


def test_the_ends_are_the_documents_themselves() -> None:
    a, b = _document(10, "#000000", 10), _document(30, "#ffffff", 20)
    assert between(a, b, 0) is a
    assert between(a, b, 1) is b


def test_gradients_mix_stop_by_stop_and_unlike_fills_change_at_half_way() -> None:
    dark = Gradient(angle=0, stops=((0, "#000000"), (1, "#000000")))
    light = Gradient(angle=90, stops=((0, "#ffffff"), (0.5, "#ffffff")))
    a, b = _document(0, "#000000", 9, dark), _document(0, "#000000", 9, light)
    mixed = between(a, b, 0.5).backdrop.fill
    assert mixed == Gradient(angle=45, stops=((0, "#808080"), (0.75, "#808080")))
    plain = _document(0, "#000000", 9, "#123456")
    assert between(plain, a, 0.4).backdrop.fill == "#123456"
    assert between(plain, a, 0.6).backdrop.fill == dark


def test_an_element_of_one_side_only_follows_the_end() -> None:
    a, b = _document(0, "#000000", 9), _document(10, "#000000", 9)
    a = a.model_copy(update={"elements": a.elements[:1]})
    assert [e.id for e in between(a, b, 0.5).elements] == ["a", "b"]


def test_easing_starts_and_ends_at_rest() -> None:
    step = 1e-3
    assert (eased(0), eased(1), eased(0.5)) == (0, 1, pytest.approx(0.5))
    assert eased(step) < 1e-7
    assert 1 - eased(1 - step) < 1e-7
    values = [eased(i / 50) for i in range(51)]
    assert values == sorted(values)


def _shares(count: int) -> list[float]:
    return [eased(i / (count - 1)) for i in range(count)]


def test_a_journey_passes_its_stations_in_order() -> None:
    stations = [_document(x, "#000000", 9) for x in (0, 10, 40)]
    places = [document.elements[0].box[0] for document in journey(stations, _shares(21))]
    assert places[0] == 0
    assert places[10] == pytest.approx(20)
    assert places[-1] == 40
    assert places == sorted(places)


def test_a_journey_takes_its_detours() -> None:
    stations = [_document(x, "#000000", 9) for x in (0, 40, 40, 10)]
    places = [document.elements[0].box[0] for document in journey(stations, _shares(61))]
    assert max(places) == pytest.approx(40, abs=2)
    assert places[-1] == 10
