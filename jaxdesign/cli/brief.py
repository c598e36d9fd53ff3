"""``jaxdesign brief``: what is understood of a prompt."""

from __future__ import annotations

from typing import Annotated

import typer


def brief(
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", help='As in "Jazz Night", vintage, 12 June.')],
) -> None:
    """Show the brief that a prompt is read as, in YAML; edit it and give it to generate with --brief."""
    import yaml

    from jaxdesign.brief.prompt import read_prompt

    found = read_prompt(prompt).model_dump(mode="json", exclude_defaults=True)
    print(yaml.safe_dump(found, sort_keys=False, allow_unicode=True), end="")
