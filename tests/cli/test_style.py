"""``jaxdesign style`` as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jaxdesign.errors import InputError
from jaxdesign.style.profile import read_profile
from tests.cli.test_commands import EXAMPLES, _run


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Of the poster, and of all examples."""
    folder = tmp_path_factory.mktemp("styles")
    made = folder / "poster.json", folder / "all.json"
    for place, out in zip((EXAMPLES / "poster.json", EXAMPLES), made, strict=True):
        code, told, _ = _run("style", "analyze", place, "-o", out, "--no-latents")
        assert code == 0
        assert str(out) in told
    return made


def test_help_does_not_import_jax() -> None:
    code = (
        "import sys\nfrom jaxdesign.cli.main import app\n"
        "try: app(['style', 'analyze', '--help'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert not {'jax', 'numpy', 'PIL'} & set(sys.modules), 'a heavy import'\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr


def test_show_and_diff_tell_what_a_style_is(profiles: tuple[Path, Path]) -> None:
    one, both = profiles
    code, out, _ = _run("style", "show", both)
    assert code == 0
    assert all(
        word in out for word in ("of 3 references", "backdrop", "agreement", "shared: ", "different: ")
    )
    code, out, _ = _run("style", "diff", one, both)
    assert code == 0
    assert out.startswith("distance ")
    assert _run("style", "diff", one, one)[1].startswith("distance 0.00")


def test_what_cannot_be_read_in_a_folder_is_told_and_left_out(tmp_path: Path) -> None:
    folder, out = tmp_path / "my posters", tmp_path / "my style.json"
    folder.mkdir()
    (folder / "card.json").write_bytes((EXAMPLES / "business-card.json").read_bytes())
    (folder / "a.svg").write_text("<svg")
    (folder / "words.psd").write_text("words")
    code, told, notes = _run("style", "analyze", folder, "-o", out, "--no-latents")
    assert code == 0
    assert told == f"{out}: the style of 1 reference; `jaxdesign style show '{out}'` tells it.\n"
    assert _run("style", "show", out)[1].startswith("my style: of 1 reference\n")
    first, second = (line for line in notes.splitlines() if line.startswith("jaxdesign: "))
    assert first == "jaxdesign: my posters/words.psd: not a kind of file that is read; it is left out."
    assert second.startswith(f"jaxdesign: {folder / 'a.svg'}: ")
    assert second.endswith("; it is left out.")
    code, _, err = _run("style", "analyze", folder, folder / "a.svg", "-o", out, "--no-latents")
    assert code == 3
    assert str(folder / "a.svg") in err
    (folder / "card.json").unlink()
    code, _, err = _run("style", "analyze", folder, "-o", out, "--no-latents")
    assert code == 3
    assert err.endswith(f"jaxdesign: {folder}: nothing in it can be read.\n")


def test_blend_and_export_write_files(profiles: tuple[Path, Path], tmp_path: Path) -> None:
    one, both = profiles
    mixed, css = tmp_path / "mixed.json", tmp_path / "style.css"
    told = f"{mixed}: a blend of 2 profiles.\n"
    assert _run("style", "blend", f"{one}=0.7", f"{both}=0.3", "-o", mixed, "--name", "mine") == (0, told, "")
    assert read_profile(mixed).name == "mine"
    assert _run("style", "export", mixed, "--as", "css", "-o", css) == (0, f"{css}: {mixed} as css.\n", "")
    assert css.read_text().startswith(":root {")
    code, out, _ = _run("style", "export", mixed, "--as", "tokens")
    assert code == 0
    assert "color" in json.loads(out)


def test_wrong_input_is_one_sentence_and_code_3(profiles: tuple[Path, Path], tmp_path: Path) -> None:
    for arguments in (
        ("analyze", tmp_path / "none.png", "-o", tmp_path / "a.json"),
        ("analyze", EXAMPLES, "-o", tmp_path / "a.txt"),
        ("show", EXAMPLES / "poster.json"),
        ("blend", f"{profiles[0]}=0", "-o", tmp_path / "a.json"),
    ):
        code, out, err = _run("style", *arguments)
        assert (code, out, err.count("\n")) == (InputError.exit_code, "", 1), arguments
        assert err.startswith("jaxdesign: ")
