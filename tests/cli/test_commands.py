"""The command line as a user meets it: output, errors and exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from jaxdesign import __version__
from jaxdesign.cli.main import app
from jaxdesign.design.codec import read
from jaxdesign.design.formats import canvas_for
from jaxdesign.errors import MissingExtraError, NotCertifiedError

EXAMPLES = Path(str(files("jaxdesign") / "examples"))
COMMANDS = (
    "generate", "innovate", "restyle", "score", "render", "convert", "style", "schema", "formats", "fonts",
    "serve",
)  # fmt: skip


def _run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_help_names_every_command_and_the_exit_codes() -> None:
    code, out, _ = _run("--help")
    assert code == 0
    assert all(command in out for command in COMMANDS)
    assert "130 interrupted" in " ".join(out.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    code, out, _ = _run(command, "--help")
    assert code == 0
    assert command in out


@pytest.mark.parametrize(
    "arguments", [["--help"], ["innovate", "--help"], ["serve", "--help"], ["--version"], ["formats"]]
)
def test_help_and_lists_do_not_import_jax(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom jaxdesign.cli.main import app\n"
        f"try: app({arguments!r})\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert not {'jax', 'numpy', 'PIL', 'fastapi', 'uvicorn'} & set(sys.modules), 'a heavy import'\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr


def test_version() -> None:
    assert _run("--version") == (0, f"jaxdesign {__version__}\n", "")


def test_wrong_usage_is_code_2() -> None:
    assert _run("innovate")[0] == 2
    assert _run("render", EXAMPLES / "poster.json")[0] == 2


def test_schema_is_json_schema() -> None:
    code, out, _ = _run("schema")
    assert code == 0
    assert {"canvas", "elements"} <= json.loads(out)["properties"].keys()
    code, out, _ = _run("schema", "brief")
    assert code == 0
    assert {"texts", "brand", "must_keep", "must_not"} <= json.loads(out)["properties"].keys()
    assert _run("schema", "poster")[0] == 2


def test_formats_and_fonts_are_listed() -> None:
    told = _run("formats")[1]
    assert "instagram-story" in told
    assert "as in a4-landscape" in told
    assert canvas_for("a4-landscape").width > canvas_for("a4-landscape").height
    assert any(line.startswith("Inter ") and " 400 " in line for line in _run("fonts")[1].splitlines())


def test_render_writes_svg_and_png(tmp_path: Path) -> None:
    svg, png = tmp_path / "a.svg", tmp_path / "deep" / "a.png"
    assert _run("render", EXAMPLES / "business-card.json", "-o", svg) == (0, f"{svg}: 1050 x 600 px.\n", "")
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    assert (
        _run("render", EXAMPLES / "business-card.json", "-o", png, "--scale", 0.5)[1]
        == f"{png}: 525 x 300 px.\n"
    )
    assert Image.open(io.BytesIO(png.read_bytes())).size == (525, 300)


def test_render_tells_the_size_of_what_it_wrote(tmp_path: Path) -> None:
    design, png, svg = tmp_path / "odd.json", tmp_path / "odd.png", tmp_path / "odd.svg"
    design.write_text('{"canvas": {"width": 101, "height": 50.5}}')
    _, told, _ = _run("render", design, "-o", png, "--scale", 0.5)
    width, height = Image.open(io.BytesIO(png.read_bytes())).size
    assert told == f"{png}: {width} x {height} px.\n"
    assert _run("render", design, "-o", svg)[1] == f"{svg}: 101 x 50.5 px.\n"


def test_convert_gives_the_document_back(tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    assert _run("convert", EXAMPLES / "social-post.json", "-o", out)[:2] == (
        0,
        f"{out}: 13 elements on 1080 x 1350 px.\n",
    )
    assert read(out) == read(EXAMPLES / "social-post.json")


def test_a_suggested_command_can_be_pasted_as_it_is(tmp_path: Path) -> None:
    picture = tmp_path / "my poster.png"
    Image.new("RGB", (9, 9)).save(picture)
    code, _, err = _run("render", picture, "-o", tmp_path / "a.svg")
    assert code == 3
    assert f"`jaxdesign convert '{picture}' -o design.json`" in err


def test_a_wrong_ending_is_an_input_error(tmp_path: Path) -> None:
    code, _, err = _run("render", EXAMPLES / "poster.json", "-o", tmp_path / "a.gif")
    assert code == 3
    assert err == f"jaxdesign: {tmp_path / 'a.gif'}: the name must end in .svg, .png or .pdf.\n"


def test_a_pdf_is_as_large_as_the_print(tmp_path: Path) -> None:
    code, told, _ = _run("render", EXAMPLES / "business-card.json", "-o", tmp_path / "a.pdf")
    assert code == 0
    assert told.endswith(" mm.\n")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def test_a_missing_file_is_one_sentence_and_code_3(tmp_path: Path) -> None:
    code, out, err = _run("render", tmp_path / "none.json", "-o", tmp_path / "a.png")
    assert (code, out) == (3, "")
    assert "none.json" in err
    assert "Traceback" not in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--boldness", "brave"], "boldness"),
        (["--boldness", "2"], "boldness"),
        (["--weights", "alignment"], "weights"),
        (["--steps", "0"], "steps"),
        (["--space", "pixels"], "space"),
        (["--smoke"], "--smoke"),
    ],
)
def test_settings_are_checked_before_anything_is_computed(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    code, _, err = _run("innovate", EXAMPLES / "poster.json", "-o", tmp_path / "out", *arguments)
    assert code == 3
    assert err.startswith(f"jaxdesign: {message}: ")
    assert not (tmp_path / "out").exists()


def test_a_foreign_folder_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    code, _, err = _run("innovate", EXAMPLES / "poster.json", "-o", tmp_path)
    assert code == 3
    assert "mine.txt" in err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotCertifiedError("The lock forbids it."), 4),
        (MissingExtraError("Install it."), 5),
        (KeyboardInterrupt(), 130),
    ],
)
def test_errors_become_exit_codes(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(path: Path) -> None:
        raise error

    monkeypatch.setattr("jaxdesign.importers.open_design", fail)
    got, _, err = _run("render", EXAMPLES / "poster.json", "-o", tmp_path / "a.png")
    assert got == code
    assert err == ("jaxdesign: interrupted.\n" if code == 130 else f"jaxdesign: {error}\n")


def test_an_unexpected_error_is_not_hidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("jaxdesign.importers.open_design", fail)
    with pytest.raises(ZeroDivisionError, match="a fault"):
        _run("render", EXAMPLES / "poster.json", "-o", tmp_path / "a.png")
