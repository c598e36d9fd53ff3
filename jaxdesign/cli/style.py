"""``jaxdesign style``: what references have in common, measured, shown, blended, compared and exported."""

from __future__ import annotations

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jaxdesign.cli.notes import say
from jaxdesign.errors import InputError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Measure what references have in common; show, blend, compare and export styles.",
)

Profile = Annotated[Path, typer.Argument(metavar="PROFILE", help="Style profile (.json).")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Profile to write: .json.")]
Name = Annotated[str, typer.Option(help="Name of the style.")]


class Form(StrEnum):
    """What a style can be exported as."""

    TOKENS = "tokens"
    CSS = "css"


@app.command()
def analyze(
    references: Annotated[
        list[str],
        typer.Argument(metavar="REF...", help="Pictures, designs, captures, PDF, folders, http addresses."),
    ],
    out: Out,
    name: Name = "",
    models: Annotated[
        Path | None, typer.Option(help="Folder of exported models; those that are shipped if left out.")
    ] = None,
    latents: Annotated[bool, typer.Option(help="Add what the models' encoder says of the style.")] = True,
) -> None:
    """Measure the style of 1 to 30 references and write its profile."""
    _check_json(out)
    from jaxdesign.progress import ProgressLine
    from jaxdesign.report.writing import write_bytes
    from jaxdesign.runtime import use_compilation_cache
    from jaxdesign.style.profile import dumps
    from jaxdesign.style.references import read_references
    from jaxdesign.style.telling import counted

    found = read_references(references, on_unread=say)
    use_compilation_cache()
    from jaxdesign.models.shipped import read_models, shipped
    from jaxdesign.style.analyzer import StyleAnalyzer

    chosen = (shipped() if models is None else read_models(models)) if latents else None
    with ProgressLine(sys.stderr) as telling:
        analyzer = StyleAnalyzer(model=chosen.autoencoder if chosen else None)
        profile = analyzer.analyze(found, name=name or out.stem, progress=telling)
    write_bytes(out, dumps(profile).encode())
    shown = f"`jaxdesign style show {shlex.quote(str(out))}` tells it"
    print(f"{out}: the style of {counted(len(found), 'reference')}; {shown}.")


@app.command()
def show(profile: Profile) -> None:
    """Tell what a profile holds, and what its references share."""
    from jaxdesign.style.profile import read_profile
    from jaxdesign.style.telling import told

    print(told(read_profile(profile)))


@app.command("blend")
def blend_(
    parts: Annotated[list[str], typer.Argument(metavar="PROFILE=WEIGHT...", help="As in a.json=0.7.")],
    out: Out,
    name: Name = "",
) -> None:
    """Mix styles by weights; a profile without a weight counts 1."""
    _check_json(out)
    from jaxdesign.report.writing import write_bytes
    from jaxdesign.style.blend import blend, weighted_from
    from jaxdesign.style.profile import dumps, read_profile
    from jaxdesign.style.telling import counted

    weighted = [weighted_from(part) for part in parts]
    profiles = [read_profile(path) for path, _ in weighted]
    mixed = blend(profiles, [weight for _, weight in weighted], name=name)
    write_bytes(out, dumps(mixed).encode())
    print(f"{out}: a blend of {counted(len(profiles), 'profile')}.")
    if mixed.latent is None and any(profile.latent for profile in profiles):
        say("the latents of style are not all of the same models and are left out.")


@app.command()
def diff(a: Profile, b: Profile) -> None:
    """Tell how far two styles are apart, and where they differ."""
    from jaxdesign.style.profile import read_profile
    from jaxdesign.style.telling import told_difference

    print(told_difference(read_profile(a), read_profile(b)))


@app.command()
def export(
    profile: Profile,
    form: Annotated[Form, typer.Option("--as", help="W3C design tokens, or CSS custom properties.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write; else it is printed.")
    ] = None,
) -> None:
    """Write a style for other tools."""
    from jaxdesign.report.writing import write_bytes
    from jaxdesign.style.export import to_css, to_tokens
    from jaxdesign.style.profile import read_profile

    text = {Form.TOKENS: to_tokens, Form.CSS: to_css}[form](read_profile(profile))
    if out is None:
        print(text, end="")
    else:
        write_bytes(out, text.encode())
        print(f"{out}: {profile} as {form.value}.")


def _check_json(out: Path) -> None:
    if out.suffix.lower() != ".json":
        raise InputError(f"{out}: the name must end in .json.")
