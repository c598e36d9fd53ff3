"""``jaxdesign generate``: words and pictures in, finished designs out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jaxdesign.cli.notes import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jaxdesign.brief.schema import Brief
    from jaxdesign.cli.score_progress import ScoreProgress
    from jaxdesign.delivery import Delivered, RowOutcome


def generate(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder to write; several designs: one folder each.")
    ],
    prompt: Annotated[
        str | None, typer.Option(help="What it is for, as in '\"Jazz Night\", vintage, 12 June'.")
    ] = None,
    llm: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="OpenAI-compatible address of a model that writes the prompt's copy."
        ),
    ] = None,
    llm_model: Annotated[str, typer.Option(help="The model's name there.")] = "default",
    llm_key: Annotated[
        str, typer.Option(envvar="JAXDESIGN_LLM_KEY", help="Sent as a bearer token.", show_default=False)
    ] = "",
    brief: Annotated[Path | None, typer.Option(help="Brief in YAML or JSON, in place of a prompt.")] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="CSV table: a design for each row. Columns: headline, subheading, body, caption, label, "
            "button, picture, picture2...; any other fills {its name} in the texts of the brief."
        ),
    ] = None,
    picture: Annotated[list[Path] | None, typer.Option(help="Picture to use; repeat for more.")] = None,
    format: Annotated[
        str | None, typer.Option(help="Formats by name or WxH, with commas between; see `jaxdesign formats`.")
    ] = None,
    style: Annotated[
        list[str] | None,
        typer.Option(help="Style: a profile, or references to take it from; repeat for more references."),
    ] = None,
    count: Annotated[
        int | None, typer.Option(min=1, max=24, help="Designs of each format. [1]", show_default=False)
    ] = None,
    gallery: Annotated[
        int | None,
        typer.Option(min=2, max=24, help="So many designs that differ, and a sheet of all."),
    ] = None,
    candidates: Annotated[int, typer.Option(min=1, max=64, help="Drafts of each format to choose from.")] = 8,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same designs.")] = 0,
    models: Annotated[
        Path | None, typer.Option(help="Folder of exported models; those that are shipped if left out.")
    ] = None,
    lora: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[:WEIGHT]", help="Adapter by name or file, as in bold:0.8; repeat for more."
        ),
    ] = None,
    scale: Annotated[float, typer.Option(min=0.1, max=16, help="Pixels of design.png per canvas pixel.")] = 1,
    discard_edits: Annotated[
        bool,
        typer.Option(
            "--discard-edits",
            help="Give up changes made by hand to designs of an earlier run; else they are kept.",
        ),
    ] = False,
) -> None:
    """Make finished, certified, editable designs of a prompt, a brief, or each row of a table."""
    from jaxdesign.brief.pictures import check_picture, check_pictures
    from jaxdesign.brief.prompt import read_prompt
    from jaxdesign.brief.rows import read_rows
    from jaxdesign.brief.schema import read_brief
    from jaxdesign.config import lora_from
    from jaxdesign.errors import InputError

    if prompt is not None and brief is not None:
        raise InputError("both --prompt and --brief are given; leave one of them out.")
    if prompt is None and brief is None and data is None:
        raise InputError("give --prompt or --brief, or a table with --data.")
    if prompt is not None and not prompt.strip():
        raise InputError("the prompt is empty; say what the design is for and what stands on it.")
    if gallery is not None:
        if data is not None:
            raise InputError("--gallery shows the designs of one brief; leave out --data.")
        if count is not None:
            raise InputError("--gallery says how many designs to make; leave out --count.")
        count, candidates = gallery, max(candidates, 2 * gallery)
    formats = None if format is None else tuple(name.strip() for name in format.split(",") if name.strip())
    if formats == ():
        raise InputError("--format names no format; `jaxdesign formats` lists them.")
    if llm is not None and not prompt:
        raise InputError("--llm writes the copy of a prompt; give one with --prompt.")
    wanted: Brief | None = None
    if prompt and llm is not None:
        from jaxdesign.brief.copywriting import written
        from jaxdesign.data.chat import ChatModel

        wanted = written(prompt, ChatModel(address=llm, name=llm_model, key=llm_key))
    elif prompt:
        wanted = read_prompt(prompt)
    elif brief is not None:
        wanted = read_brief(brief)
    table = None if data is None else read_rows(data)
    for path in picture or ():
        check_picture(path)

    def adjusted(asked: Brief) -> Brief:
        changes: dict[str, object] = {} if formats is None else {"formats": formats}
        changes["pictures"] = (*asked.pictures, *(str(path) for path in picture or ()))
        changed = asked.model_copy(update=changes)
        changed.check_formats()
        check_pictures(changed)
        return changed

    if table is not None:
        table.check_template(wanted)
        for column in table.unused(wanted):
            say(f"{data}: column '{column}' is not used; put {{{column}}} into a text of a brief to set it.")
    whole = None if table is not None or wanted is None else adjusted(wanted)
    adapters = [lora_from(text) for text in lora or ()]

    from jaxdesign.cli.score_progress import ScoreProgress
    from jaxdesign.runtime import use_compilation_cache

    use_compilation_cache()
    from jaxdesign.delivery import Making, check_folder, deliver, deliver_rows
    from jaxdesign.designer import UniversalDesigner
    from jaxdesign.models.shipped import find_adapter, read_models, shipped
    from jaxdesign.style.profile import dumps
    from jaxdesign.style.reading import style_of

    named = ",".join(f"{name}:{weight:g}" for name, weight in adapters)
    making = Making(
        count=count or 1, candidates=candidates, seed=seed, scale=scale, models=str(models or ""), lora=named,
        discard_edits=discard_edits,
    )  # fmt: skip
    if whole is not None:
        check_folder(whole, making, out)
    found = [(find_adapter(name), weight) for name, weight in adapters]
    trained = shipped() if models is None else read_models(models)
    trained = trained.with_lora(found) if found else trained
    with ScoreProgress() as progress:
        profile = style_of(style, progress=progress, on_unread=say) if style else None
        designer = UniversalDesigner(trained, style=profile)
        making = replace(making, style=dumps(profile) if profile else "")
        if whole is not None:
            delivered = deliver(whole, designer, out, making, progress=progress)
            progress.clear()
            print("\n".join(told(one) for one in delivered))
            if gallery is not None:
                print(f"{_write_gallery(delivered, out)}: all of them.")
        elif table is not None:
            outcomes = deliver_rows(
                table, designer, out, making, template=wanted, adjust=adjusted, progress=progress
            )
            _tell_rows(outcomes, progress, out)


def _write_gallery(delivered: Iterable[Delivered], out: Path) -> Path:
    import io

    from PIL import Image

    from jaxdesign.data.sheet import Entry, contact_sheet
    from jaxdesign.render.png import to_png
    from jaxdesign.report.writing import write_bytes

    entries = []
    for one in delivered:
        document = one.finished.result.after
        longest = max(document.canvas.width, document.canvas.height)
        picture = Image.open(io.BytesIO(to_png(document, scale=720 / longest)))
        entries.append(Entry(picture.convert("RGB"), one.folder.name, one.finished.structure))
    stream = io.BytesIO()
    contact_sheet(entries, columns=4, cell_px=360).save(stream, "PNG")
    path = out / "gallery.png"
    write_bytes(path, stream.getvalue())
    return path


def told(delivered: Delivered) -> str:
    """One line on a design that was written."""
    one = delivered.finished
    certificate = one.result.certificate
    state = "certified" if certificate.holds else f"not certified ({certificate.reasons[0].rstrip('.')})"
    kept = ", kept as it was changed by hand" if delivered.by_hand else ""
    total = one.result.scores_after.total
    folder = delivered.folder
    return f"{folder}: {one.format}, total {total:.1f} of 100, {state}, built on {one.structure}{kept}."


def _tell_rows(outcomes: Iterable[RowOutcome], progress: ScoreProgress, out: Path) -> None:
    """Print what becomes of each row. Raises at the end where some failed; what was made stays."""
    from jaxdesign.errors import InputError, JaxdesignError

    num_rows, errors = 0, []
    for outcome in outcomes:
        num_rows += 1
        progress.clear()
        if outcome.error is not None:
            errors.append(outcome.error)
        elif not outcome.delivered:
            print(f"{outcome.folder}: stands from an earlier run.")
        for one in outcome.delivered:
            print(told(one))
    faults = [error for error in errors if not isinstance(error, JaxdesignError)]
    if faults:
        raise faults[0]
    if errors:
        last = f"{len(errors)} of {num_rows} rows failed; what was made of the others is in {out}."
        raise InputError("\njaxdesign: ".join([*map(str, errors), last]))
