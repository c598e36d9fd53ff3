"""Settings of an innovation: names, ranges and messages."""

from __future__ import annotations

import pytest

from jaxdesign.config import BOLDNESS, InnovateConfig, boldness_from, weight_from
from jaxdesign.errors import InputError


def test_boldness_by_name_and_by_number() -> None:
    assert boldness_from("tidy") == BOLDNESS["tidy"]
    assert boldness_from("0.25") == 0.25
    assert sorted(BOLDNESS.values()) == list(BOLDNESS.values())


def test_unknown_boldness_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'balanced'"):
        boldness_from("balancd")


@pytest.mark.parametrize("text", ["alignment", "=2", "alignment=", "alignment=two", "alignment=nan"])
def test_weight_of_the_wrong_form(text: str) -> None:
    with pytest.raises(InputError, match="term=number"):
        weight_from(text)


@pytest.mark.parametrize(
    "settings",
    [
        {"boldness": 1.5},
        {"boldness": float("nan")},
        {"steps": 0},
        {"candidates": 0},
        {"seed": -1},
        {"space": "pixels"},
        {"weights": (("alignment", -1.0),)},
        {"weights": (("alignment", float("inf")),)},
    ],
)
def test_values_out_of_range_name_the_field(settings: dict) -> None:
    with pytest.raises(InputError, match=f"^{next(iter(settings))}: "):
        InnovateConfig(**settings)


def test_weights_of_known_terms_keep_their_order() -> None:
    config = InnovateConfig(weights=(weight_from("balance=0"), weight_from("alignment=2.5")))
    weights = config.weights_of(["alignment", "contrast", "balance"])
    assert list(weights.items()) == [("alignment", 2.5), ("contrast", 1.0), ("balance", 0.0)]


def test_weights_of_an_unknown_term_name_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'alignment'"):
        InnovateConfig(weights=(("alignmnt", 1.0),)).weights_of(["alignment", "contrast"])
