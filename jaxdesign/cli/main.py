"""The command line: collects the commands, turns errors into one sentence and an exit code."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from jaxdesign import __version__
from jaxdesign.cli.brief import brief
from jaxdesign.cli.collect import app as collect
from jaxdesign.cli.convert import convert
from jaxdesign.cli.data import app as data
from jaxdesign.cli.eval import evaluate
from jaxdesign.cli.fonts import fonts
from jaxdesign.cli.formats import formats
from jaxdesign.cli.generate import generate
from jaxdesign.cli.innovate import innovate
from jaxdesign.cli.leaving import leave_swiftly
from jaxdesign.cli.render import render
from jaxdesign.cli.restyle import restyle
from jaxdesign.cli.schema import schema
from jaxdesign.cli.score import score
from jaxdesign.cli.serve import serve
from jaxdesign.cli.style import app as style
from jaxdesign.cli.train import app as train
from jaxdesign.errors import JaxdesignError

INTERRUPTED = 130

_EPILOG = (
    "Exit codes: 0 done; 1 a fault of the program; 2 wrong usage; 3 an input that cannot be used; "
    "4 a design that could not be certified; 5 an optional package is missing; "
    "6 a training run that cannot go on; 130 interrupted."
)


class _Commands(TyperGroup):
    """Ends a command that failed with the error's own sentence and exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except JaxdesignError as error:
            print(f"jaxdesign: {error}", file=sys.stderr)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt:
            print("jaxdesign: interrupted.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="jaxdesign",
    help="Makes designs of words and pictures, makes rough ones well composed, scores and renders them.",
    epilog=_EPILOG,
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (generate, innovate, restyle, brief, score, render, convert, schema, formats, fonts, serve):
    app.command()(_command)
app.command("eval")(evaluate)
app.add_typer(collect, name="collect")
app.add_typer(data, name="data")
app.add_typer(style, name="style")
app.add_typer(train, name="train")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"jaxdesign {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    pass


def main() -> None:
    """Entry point of the ``jaxdesign`` command."""
    leave_swiftly(app)
