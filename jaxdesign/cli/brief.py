"""``jaxdesign brief``: what is understood of a prompt."""

from __future__ import annotations

from typing import Annotated

import typer


def brief(
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", help='As in "Jazz Night", vintage, 12 June.')],
    llm: Annotated[
        str | None,
        typer.Option(metavar="URL", help="OpenAI-compatible address of a model that writes the copy."),
    ] = None,
    llm_model: Annotated[str, typer.Option(help="The model's name there.")] = "default",
    llm_key: Annotated[
        str, typer.Option(envvar="JAXDESIGN_LLM_KEY", help="Sent as a bearer token.", show_default=False)
    ] = "",
) -> None:
    """Show the brief that a prompt is read as, in YAML; edit it and give it to generate with --brief."""
    import yaml

    if llm is None:
        from jaxdesign.brief.prompt import read_prompt

        understood = read_prompt(prompt)
    else:
        from jaxdesign.brief.copywriting import written
        from jaxdesign.data.chat import ChatModel

        understood = written(prompt, ChatModel(address=llm, name=llm_model, key=llm_key))
    found = understood.model_dump(mode="json", exclude_defaults=True)
    print(yaml.safe_dump(found, sort_keys=False, allow_unicode=True), end="")
