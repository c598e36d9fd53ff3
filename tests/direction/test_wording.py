"""What the texts of a brief become on a page."""

from __future__ import annotations

import pytest

from jaxdesign.brief.schema import BriefText, Goal
from jaxdesign.direction.wording import Wording, wording_of


def wording(*texts: tuple[str, str], goal: Goal | None = None) -> Wording:
    return wording_of([BriefText.model_validate({"role": role, "text": text}) for role, text in texts], goal)


def strings(words: tuple) -> list[str]:
    return [one.string for one in words]


def test_a_label_right_before_the_headline_stands_above_it() -> None:
    found = wording(("label", "Festival"), ("headline", "Noites"), ("label", "2 jul"))
    assert found.kicker is not None
    assert (found.kicker.string, strings(found.lead)) == ("Festival", ["2 jul"])


def test_the_first_of_several_facts_stands_above_unless_it_is_looked_up() -> None:
    told = wording(("headline", "Open"), ("label", "Summer"), ("label", "1 May"), ("label", "Mill Lane"))
    assert told.kicker is not None
    assert told.kicker.string == "Summer"
    rows = ("Lamps −40%", "Chairs −50%", "Mirrors −60%")
    listed = wording(("headline", "Sale"), *(("label", row) for row in rows))
    assert listed.kicker is None
    assert strings(listed.facts) == list(rows)


def test_things_of_a_list_do_not() -> None:
    tips = ("Keep a bedtime", "Dim the lights", "No screens", "Keep 18 degrees", "No late coffee")
    assert wording(("headline", "Tips"), *(("label", tip) for tip in tips)).kicker is None
    menu = ("Starters", "Soup €6", "Salad €8", "Mains", "Stew €14", "Steak €24")
    assert wording(("headline", "Menu"), *(("label", one) for one in menu)).kicker is None


def test_long_words_before_the_headline_do_not() -> None:
    found = wording(("caption", "A caption that is too long to stand on a line"), ("headline", "Open"))
    assert found.kicker is None


@pytest.mark.parametrize(
    "said",
    [
        "−50 %",
        "Up to 70 %",
        "%30",
        "50% off",
        "3,50 €",
        "£18",
        "129 kr",
        "kr. 129",
        "Nur 9,– €",
        "4 990 Ft",
        "12.– CHF",
        "129,-",
        "9 Euro",
        "R$ 20",
        "₹499",
        "ab 9 €",
        "3 months for the price of 2",
        "2 for 1",
        "Buy one, get one free",
        "2 für 1",
        "3x2",
    ],
)
def test_the_one_discount_or_price_of_a_sale_is_its_offer(said: str) -> None:
    found = wording(("headline", "Lamps"), ("label", said), ("label", "until 3 May"), goal="sale")
    assert found.offer is not None
    assert found.offer.string == said
    assert strings(found.facts) == ["until 3 May"]
    assert said in found.all()


@pytest.mark.parametrize(
    ("said", "goal"),
    [
        ("£18", "event"),
        ("£18", None),
        ("Open 9 to 18", "sale"),
        ("12 Euro-Street", "sale"),
        ("Kanzlei 12", "sale"),
        ("20 kr-note", "sale"),
        ("100% wool", "product"),
        ("70 %", "product"),
        ("70% cocoa", "product"),
        ("incl. 19% VAT", "sale"),
        ("was € 12,90", "sale"),
        ("Shipping €4.90", "sale"),
        ("9-18", "sale"),
        ("Entry for 18 £ at the door", "sale"),
        ("2 for 1", "event"),
        ("Tickets for 2 people", "sale"),
        ("2x4 lumber", "sale"),
        ("4 for 10", "sale"),
        ("12 für 2 Tage", "sale"),
    ],
)
def test_other_facts_are_no_offers(said: str, goal: Goal | None) -> None:
    found = wording(("headline", "Lamps"), ("label", said), goal=goal)
    assert found.offer is None
    assert strings((*found.lead, *found.facts)) == [said]


def test_a_list_of_prices_stays_a_list() -> None:
    found = wording(("headline", "Sale"), ("label", "Lamps −40%"), ("label", "Chairs −50%"), goal="sale")
    assert found.offer is None
    assert strings(found.facts) == ["Lamps −40%", "Chairs −50%"]


def test_of_an_old_and_a_new_price_the_new_one_is_the_offer_wherever_it_stands() -> None:
    found = wording(("label", "Now € 9,90"), ("headline", "Lamps"), ("caption", "was € 12,90"), goal="sale")
    assert found.kicker is None
    assert found.offer is not None
    assert found.offer.string == "Now € 9,90"
    assert strings(found.facts) == ["was € 12,90"]
    assert strings(found.without_offer().facts) == ["Now € 9,90", "was € 12,90"]


def test_facts_with_nothing_beside_them_are_a_list() -> None:
    dishes = (("label", "Ramen 9.50"), ("label", "Curry 8.90"), ("label", "Pasta 8.00 with bread"))
    menu = wording(("headline", "Menu"), *dishes)
    assert menu.is_list
    assert menu.lead_letters == len("Pasta 8.00 with bread")
    assert not wording(("headline", "Menu"), ("subheading", "At noon"), *dishes).is_list
    assert not wording(("headline", "Menu"), *dishes[:2]).is_list


def test_a_list_keeps_its_first_line() -> None:
    trades = [("label", trade) for trade in ("Plumbing", "Heating", "Tiling", "Painting")]
    services = wording(("headline", "Services"), *trades)
    assert services.kicker is None
    assert strings(services.facts) == [trade for _, trade in trades]
    card = wording(("headline", "Anna"), ("label", "Oslo"), ("caption", "a@b.org"), ("label", "12 34 56"))
    assert not card.is_list


def test_the_one_text_beside_a_headline_leads() -> None:
    headline = ("headline", "Slow Radio")
    for said in ("Conversations about time", "Oslo", "Every day at 9"):
        assert strings(wording(headline, ("label", said)).lead) == [said]
    assert strings(wording(headline, ("caption", "radio.org")).facts) == ["radio.org"]
    assert strings(wording(headline, ("label", "Oslo"), ("label", "Radio")).facts) == ["Oslo", "Radio"]
