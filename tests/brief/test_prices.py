"""Rows of price lists are told from other texts that end in a number."""

import pytest

from jaxdesign.brief.prices import name_and_price, price_rows


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ("Haircut 25", ("Haircut", "25")),
        ("Roast duck CHF 24.50", ("Roast duck", "CHF 24.50")),
        ("Lager 0.5 l 4,20 €", ("Lager 0.5 l", "4,20 €")),
        ("Doppelzimmer – 120 €", ("Doppelzimmer", "120 €")),
        ("Pasta:  8.00", ("Pasta", "8.00")),
        ("Pasta 8.00 with bread", None),
        ("Soup – € 8", ("Soup", "€ 8")),
        ("Sofa $1,200", ("Sofa", "$1,200")),
        ("Kaffee 3,5 €", ("Kaffee", "3,5 €")),
        ("Suppe 8,-", ("Suppe", "8,-")),
        ("Dune 1984", None),
        ("Doors 19.00", None),
        ("Friday 12.06", None),
        ("a" * 130 + " 8", None),
        ("40 trucks", None),
        ("March 12", None),
        ("Lamps −40%", None),
    ],
)
def test_a_row_is_a_name_and_a_price(said, row):
    assert name_and_price(said) == row


def test_a_list_has_three_rows_that_are_more_than_numbered():
    rows = ("Ale 8", "Bun 16", "Cod 24")
    assert price_rows(rows) == rows
    assert price_rows((*rows, "Walk-ins welcome")) == rows
    assert price_rows((*rows, "Friday", "Quay Street")) == ()
    assert price_rows((*rows, "Sofa from 99 € on")) == ()
    assert price_rows(("Ale 8", "Ale 8", "Bun 16")) == ("Ale 8", "Ale 8", "Bun 16")
    assert price_rows(rows[:2]) == ()
    assert price_rows(("Hall 1", "Hall 2", "Hall 3")) == ()
