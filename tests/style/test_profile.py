"""Profiles on disk: exact, versioned, refused with one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jaxdesign.errors import InputError
from jaxdesign.style.profile import StyleLatent, StyleProfile, dumps, loads, read_profile
from jaxdesign.style.traits import TRAITS


def test_json_round_trip_is_exact(profile: StyleProfile) -> None:
    latent = StyleLatent(model="ab12", mean=((0.1, -1 / 3),), spread=((1e-17, 2.5),))
    whole = profile.model_copy(update={"latent": latent})
    assert loads(dumps(whole)) == whole
    assert dumps(loads(dumps(whole))) == dumps(whole)


def test_traits_are_written_in_their_order(profile: StyleProfile) -> None:
    data = json.loads(dumps(profile))
    data["traits"] = dict(reversed(data["traits"].items()))
    assert dumps(loads(json.dumps(data))) == dumps(profile)
    assert list(profile.traits) == [name for name in TRAITS if name in profile.traits]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"version": 2}, "version: 2 is not known"),
        ({"palette": []}, "palette: must have at least 1"),
        ({"traits": {"contrst": {"mean": 1, "spread": 0, "agreement": 1}}}, "did you mean 'contrast'"),
        ({"traits": {"contrast": {"mean": 1, "spread": -1, "agreement": 1}}}, "spread: must be at least 0"),
        ({"nme": "a"}, "nme: is not a field"),
        ({"latent": {"model": "a", "mean": [[1, 2], [3]], "spread": [[1, 2], [3, 4]]}}, "one shape"),
    ],
)
def test_wrong_profiles_are_refused_with_one_sentence(
    profile: StyleProfile, change: dict, sentence: str
) -> None:
    data = json.loads(dumps(profile)) | change
    with pytest.raises(InputError) as caught:
        loads(json.dumps(data), name="a.json")
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("a.json: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "[1]", "{", '{"canvas": {}}', '{"traits": {"contrast": {"mean": NaN}}}']
)
def test_what_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        loads(text)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.json: cannot be read"):
        read_profile(tmp_path / "none.json")
