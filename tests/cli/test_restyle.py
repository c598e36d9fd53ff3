"""``jaxdesign restyle``: the words of a design in another style, and what was changed by hand since."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from typer.testing import CliRunner

from jaxdesign.cli.main import app
from jaxdesign.design.codec import dumps, read
from jaxdesign.report.destination import FILES

EXAMPLES = Path(str(files("jaxdesign") / "examples"))


def _restyle(out: Path, *options: str) -> tuple[int, str]:
    arguments = ["restyle", str(EXAMPLES / "social-post.json"), "--style", str(EXAMPLES / "poster.json")]
    result = CliRunner().invoke(app, [*arguments, "-o", str(out), "--candidates", "2", *options])
    return result.exit_code, result.output


def test_words_stay_and_what_was_changed_by_hand_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "restyled"
    code, told = _restyle(out)
    assert code == 0, told
    assert {path.name for path in out.iterdir()} == set(FILES)
    made = read(out / "design.json")
    before = read(EXAMPLES / "social-post.json")
    words = [sorted(one.text.string for one in each.elements if one.text) for each in (made, before)]
    assert words[0] == words[1]

    first = next(one for one in made.elements if one.text is not None)
    x, y, w, h = first.box
    moved = first.model_copy(update={"box": (x + 9, y, w, h)})
    elements = tuple(moved if one is first else one for one in made.elements)
    changed = dumps(made.model_copy(update={"elements": elements}))
    (out / "design.json").write_text(changed, encoding="utf-8")
    code, told = _restyle(out)
    assert (code, "kept as it was changed by hand" in told) == (0, True)
    assert (x + 9, y, w, h) in [one.box for one in read(out / "design.json").elements]

    code, told = _restyle(out, "--seed", "5")
    assert (code, "was changed by hand" in told) == (3, True)
    code, told = _restyle(out, "--discard-edits")
    assert (code, "by hand" in told) == (0, False)
    assert read(out / "design.json") == made
