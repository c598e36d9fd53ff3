"""Results told in numbers are told from prices, days, addresses and discounts."""

import pytest

from jaxdesign.brief.amounts import amount_and_name, told_amounts


@pytest.mark.parametrize(
    ("said", "pair"),
    [
        ("Revenue up 24%", ("24%", "Revenue up")),
        ("1.2 million users", ("1.2 million", "users")),
        ("Revenue: €3.4m", ("€3.4m", "Revenue")),
        ("120+ clients", ("120+", "clients")),
        ("12 offices", ("12", "offices")),
        ("4,500 trees  planted", ("4,500", "trees planted")),
        ("CO2 down 30%", ("30%", "CO2 down")),
        ("15 % de croissance", ("15 %", "de croissance")),
        ("3x faster", ("3x", "faster")),
        ("12 Main Street", None),
        ("80331 München", None),
        ("12 rue de la Gare", None),
        ("5 km run", None),
        ("Ages 6+", None),
        ("2026 edition", None),
        ("030 123 456 Praxis", None),
        ("100m Lauf", None),
        ("20% korting", None),
        ("Am Markt 5", None),
        ("20-22 August", None),
        ("10 am", None),
        ("20% off", None),
        ("From 2 €", None),
        ("Up to 50%", None),
        ("Saturday 9 to 1", None),
        ("98% of all who answered our long survey in spring", None),
    ],
)
def test_an_amount_and_what_it_is_of(said, pair):
    assert amount_and_name(said) == pair


def test_results_are_two_to_four_amounts_that_are_not_all_plain_numbers():
    told = ("Revenue up 24%", "12 offices", "98% retention")
    assert told_amounts(told) == told
    assert told_amounts((*told, "acme.com")) == told
    assert told_amounts((*told, "acme.com", "Berlin")) == ()
    assert told_amounts(told[:1]) == ()
    assert told_amounts((*told, "3x faster", "4x cheaper")) == ()
    assert told_amounts(("12 offices", "40 houses", "3 cats")) == ()
