"""Pictures of briefs that are missing, damaged or none, told before anything is made."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image

from jaxdesign.brief.pictures import check_pictures
from jaxdesign.brief.schema import Brief, brief_from_dict
from jaxdesign.errors import InputError
from tests.cli.test_commands import _run


def _brief(**parts: object) -> Brief:
    return brief_from_dict({"texts": [{"text": "Jazz"}], **parts})


def _picture(path: Path, *, share: float = 1.0) -> str:
    """A picture of noise, or the first ``share`` of its file."""
    Image.frombytes("RGB", (120, 90), random.Random(0).randbytes(120 * 90 * 3)).save(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return str(path)


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif"])
def test_whole_pictures_pass_and_those_cut_short_do_not(ending: str, tmp_path: Path) -> None:
    check_pictures(_brief(pictures=[_picture(tmp_path / f"whole.{ending}")]))
    cut = _picture(tmp_path / f"cut.{ending}", share=0.6)
    with pytest.raises(InputError) as failure:
        check_pictures(_brief(pictures=[cut]))
    assert str(failure.value) == f"{cut}: is cut short or damaged; download or save the picture anew."


def test_what_is_no_picture_and_what_is_missing_are_named(tmp_path: Path) -> None:
    (tmp_path / "words.png").write_text("words")
    for name, message in (
        ("words.png", "is no picture that can be read; save it as PNG, JPEG or WebP."),
        ("none.png", "there is no such file."),
        ("", "is a folder; name the picture in it."),
    ):
        with pytest.raises(InputError) as failure:
            check_pictures(_brief(brand={"logo": str(tmp_path / name)}))
        assert str(failure.value) == f"{tmp_path / name}: {message}"


def test_the_command_tells_it_before_it_makes_anything(tmp_path: Path) -> None:
    out, missing = tmp_path / "out", tmp_path / "nope.jpg"
    rows, brief = tmp_path / "rows.csv", tmp_path / "brief.yaml"
    rows.write_text("headline\nJazz\n")
    brief.write_text("texts: [{text: Jazz}]\npictures: [nope.jpg]\n")
    for asked in (
        ["--prompt", '"Jazz"', "--picture", missing],
        ["--data", rows, "--picture", missing],
        ["--brief", brief],
    ):
        assert _run("generate", *asked, "-o", out) == (
            3,
            "",
            f"jaxdesign: {missing}: there is no such file.\n",
        )
    assert not out.exists()
