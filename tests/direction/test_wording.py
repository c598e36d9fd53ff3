"""What the texts of a brief become on a page."""

from __future__ import annotations

from jaxdesign.brief.schema import BriefText
from jaxdesign.direction.wording import Wording, wording_of


def wording(*texts: tuple[str, str]) -> Wording:
    return wording_of([BriefText.model_validate({"role": role, "text": text}) for role, text in texts])


def strings(words: tuple) -> list[str]:
    return [one.string for one in words]


def test_a_label_right_before_the_headline_stands_above_it() -> None:
    found = wording(("label", "Festival"), ("headline", "Noites"), ("label", "2 jul"))
    assert found.kicker is not None
    assert (found.kicker.string, strings(found.facts)) == ("Festival", ["2 jul"])


def test_the_first_of_several_facts_stands_above_unless_it_is_looked_up() -> None:
    told = wording(("headline", "Open"), ("label", "Summer"), ("label", "1 May"), ("label", "Mill Lane"))
    assert told.kicker is not None
    assert told.kicker.string == "Summer"
    rows = ("Lamps −40%", "Chairs −50%", "Mirrors −60%")
    listed = wording(("headline", "Sale"), *(("label", row) for row in rows))
    assert listed.kicker is None
    assert strings(listed.facts) == list(rows)


def test_long_words_before_the_headline_do_not() -> None:
    found = wording(("caption", "A caption that is too long to stand on a line"), ("headline", "Open"))
    assert found.kicker is None
