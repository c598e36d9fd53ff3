"""From a dataset to finished designs: train, export, generate and eval, and what is said of wrong usage."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from jaxdesign.brief.schema import read_brief
from jaxdesign.cli.main import app
from jaxdesign.data.splits import SPLITS, split_of
from jaxdesign.design.codec import read
from jaxdesign.designer import TIDY
from jaxdesign.evaluation.baselines import random_sets
from tests.data.conftest import write_capture

CONFIGS = Path(__file__).resolve().parent.parent.parent / "configs"


def _run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def _sources(split: str, number: int) -> list[str]:
    """The first sources of made-up names that fall into a split."""
    names = (f"maker{i}+site" for i in count())
    return [name for name, _ in zip((n for n in names if split_of(n) == split), range(number), strict=False)]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight designs to learn from, four held out and four to test with, each of its own source."""
    from jaxdesign.data.prepare import LocalEngine, prepare

    root = tmp_path_factory.mktemp("models")
    for number, split in enumerate(SPLITS):
        for i, source in enumerate(_sources(split, 8 if split == "train" else 4)):
            write_capture(root / "captures" / source, "a", seed=100 * number + i)
    prepare([root / "captures"], root / "dataset", min_quality=0.0, engine=LocalEngine(workers=1))
    return root / "dataset"


def test_a_dataset_becomes_designs(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAXDESIGN_CACHE", str(tmp_path / "cache"))
    runs = {name: tmp_path / name for name in ("decoder", "refiner", "prior", "features")}
    for name, out in runs.items():
        extra = ("--decoder", runs["decoder"]) if name in ("refiner", "prior") else ()
        code, said, err = _run(
            "train", name, dataset, "-o", out, "--config", CONFIGS / f"{name}.py", "--smoke", *extra
        )
        assert (code, said.startswith(f"{out}: trained to step 1 of 1")) == (0, True), (said, err)

    models = tmp_path / "models"
    folders = [part for name, out in runs.items() for part in (f"--{name}", out)]
    code, said, _ = _run(
        "train", "export", dataset, "-o", models, "--config", CONFIGS / "decoder.py", "--smoke", *folders
    )
    assert code == 0
    names = {
        "CARD.md", "bank.jsonl.gz", "decoder.safetensors", "features.safetensors", "latents.npy",
        "prior.safetensors", "refiner.safetensors",
    }  # fmt: skip
    assert {path.name for path in models.iterdir()} == names
    assert len(said.splitlines()) == len(names)
    assert "8 designs" in (models / "CARD.md").read_text(encoding="utf-8")

    # Innovation has tests of its own: a step of it is enough here.
    monkeypatch.setattr("jaxdesign.designer.TIDY", replace(TIDY, steps=2, candidates=1))
    out = tmp_path / "made"
    code, said, err = _run(
        "generate", "-o", out, "--models", models, "--prompt", '"Harvest fair" "Saturday at the mill"',
        "--format", "800x600", "--candidates", 1, "--seed", 3,
    )  # fmt: skip
    assert code == 0, err
    assert said.startswith(f"{out}: 800x600, total ")
    document = read(out / "design.json")
    words = {element.text.string for element in document.elements if element.text is not None}
    assert {"Harvest fair", "Saturday at the mill"} <= words
    assert (document.canvas.width, document.canvas.height) == (800, 600)

    adapted = tmp_path / "adapted"
    code, said, err = _run(
        "train", "lora", dataset, "-o", adapted, "--subset", "websites", "--decoder-models", models,
        "--config", CONFIGS / "lora.py", "--smoke",
    )  # fmt: skip
    adapter = adapted / "adapter.safetensors"
    assert (code, said.startswith(f"{adapter}: 0.")) == (0, True), (said, err)
    assert len(said.splitlines()) == 3
    code, said, err = _run(
        "generate", "-o", tmp_path / "blend", "--models", models, "--prompt", '"Harvest fair" "Saturday at the mill"',
        "--format", "800x600", "--candidates", 1, "--seed", 3, "--lora", f"{adapter}:0.5", "--lora", adapter,
    )  # fmt: skip
    assert code == 0, err

    monkeypatch.setattr("jaxdesign.evaluation.trial.loop_from_noise", random_sets)
    code, said, err = _run("eval", dataset, "-o", tmp_path / "trial", "--models", models, "--limit", 8)
    assert code == 0, err
    figures = json.loads((tmp_path / "trial" / "figures.json").read_text())
    assert set(figures["samples"]) == {
        "real, other sources", "samples", "samples decoded whole", "bank with assignment",
        "nearest design with assignment", "random boxes", "grammar loop from noise",
    }  # fmt: skip
    assert all(row["count"] == 4 for row in figures["samples"].values())
    encoded, inverted = figures["reconstruction"]["encoded"], figures["reconstruction"]["inverted"]
    assert 0 <= encoded["box_iou"] < inverted["box_iou"] < 1
    assert 0 < inverted["text_color"] < encoded["text_color"] < 1
    assert (tmp_path / "trial" / "figures.md").read_text() == said
    sheets = {path.stem for path in (tmp_path / "trial").glob("*.png")}
    assert sheets == {"samples", "floor", "real", "walk", "transfer", "neighbours"}


def test_a_prompt_is_shown_as_a_brief_that_can_be_read_back(tmp_path: Path) -> None:
    code, out, _ = _run("brief", '"Fête d\'été", vintage, 12 June, instagram story')
    assert code == 0
    assert yaml.safe_load(out) == {
        "formats": ["instagram-story"],
        "goal": yaml.safe_load(out)["goal"],
        "styles": ["vintage"],
        "theme": '"Fête d\'été", vintage, 12 June, instagram story',
        "texts": [{"role": "headline", "text": "Fête d'été"}, {"role": "subheading", "text": "12 June"}],
    }
    path = tmp_path / "brief.yaml"
    path.write_text(out, encoding="utf-8")
    assert read_brief(path).formats == ("instagram-story",)


NO_DATASET = "/nowhere/at-all"
USAGE: dict[str, tuple[list[object], int, str]] = {
    "prompt and brief": (["generate", "-o", "x", "--prompt", "a", "--brief", "b.yaml"], 3, "both --prompt and --brief are given; leave one of them out."),
    "count beside gallery": (["generate", "-o", "x", "--prompt", "a", "--gallery", "4", "--count", "3"], 3, "leave out --count."),
    "neither": (["generate", "-o", "x"], 3, "give --prompt or --brief, or a table with --data."),
    "prompt and brief with data": (["generate", "-o", "x", "--prompt", "a", "--brief", "b.yaml", "--data", "c.csv"], 3, "both --prompt and --brief are given; leave one of them out."),
    "missing data": (["generate", "-o", "x", "--data", "/nowhere/rows.csv"], 3, "/nowhere/rows.csv: cannot be read: No such file"),
    "empty prompt": (["brief", " "], 3, "the prompt is empty"),
    "format": (["generate", "-o", "x", "--prompt", '"Jazz"', "--format", "postr"], 3, "format 'postr' is not known; the nearest is 'poster'"),
    "no format": (["generate", "-o", "x", "--prompt", '"Jazz"', "--format", " , "], 3, "--format names no format"),
    "missing brief": (["generate", "-o", "x", "--brief", "/nowhere/b.yaml"], 3, "/nowhere/b.yaml: cannot be read"),
    "no models": (["generate", "-o", "x", "--prompt", '"Jazz"', "--models", "/nowhere"], 3, "/nowhere: holds no decoder.safetensors"),
    "kind of config": (
        ["train", "decoder", NO_DATASET, "-o", "x", "--config", CONFIGS / "prior.py"], 3, "holds settings of a prior, not of a decoder."
    ),
    "another config": (
        ["train", "decoder", NO_DATASET, "-o", "x", "--config", CONFIGS / "innovate.py"], 3, "returned a InnovateConfig, not a RunConfig."
    ),
    "no dataset": (["train", "decoder", NO_DATASET, "-o", "x", "--config", CONFIGS / "decoder.py"], 3, f"{NO_DATASET}: no folder of captures"),
    "epochs": (["train", "decoder", NO_DATASET, "-o", "x", "--config", CONFIGS / "decoder.py", "--epochs", 0], 2, "--epochs"),
    "weight of an adapter": (["generate", "-o", "x", "--prompt", '"Jazz"', "--lora", "bold:9"], 3, "lora: 'bold:9' is not of the form name"),
    "no adapter": (["generate", "-o", "x", "--prompt", '"Jazz"', "--lora", "nowhere"], 3, "lora: 'nowhere' is neither a file nor an adapter"),
    "config of an adapter": (
        ["train", "lora", NO_DATASET, "-o", "x", "--subset", "bold", "--config", CONFIGS / "decoder.py"], 3, "returned a RunConfig, not a LoraConfig."
    ),
    "no subset": (["train", "lora", NO_DATASET, "-o", "x", "--config", CONFIGS / "lora.py"], 2, "--subset"),
    "no decoder named": (["train", "prior", NO_DATASET, "-o", "x", "--config", CONFIGS / "prior.py"], 2, "--decoder"),
}  # fmt: skip


@pytest.mark.parametrize("name", USAGE)
def test_wrong_usage_is_one_sentence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, code, message = USAGE[name]
    got, out, err = _run(*arguments)
    assert (got, out) == (code, "")
    assert message in err
    assert "Traceback" not in err
    if code == 3:
        assert err.startswith("jaxdesign: ")
        assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_decoder_that_was_never_trained(dataset: Path, tmp_path: Path) -> None:
    code, out, err = _run(
        "train", "prior", dataset, "-o", tmp_path / "prior", "--config", CONFIGS / "prior.py", "--decoder", tmp_path / "no"
    )  # fmt: skip
    assert (code, out) == (3, "")
    assert err.splitlines()[-1] == f"jaxdesign: {tmp_path / 'no'}: no folder of a training run."
