"""Settings from Python files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jaxdesign.config import InnovateConfig
from jaxdesign.config_file import load_config
from jaxdesign.errors import InputError
from jaxdesign.training.adapting import LoraConfig
from jaxdesign.training.runs import RunConfig
from jaxdesign.training.settings import TrainConfig

EVERY = sorted((Path(__file__).resolve().parent.parent / "configs").glob("*.py"))
CONFIGS = [path for path in EVERY if path.stem.startswith("innovate")]
LORA = next(path for path in EVERY if path.stem == "lora")
RUNS = [path for path in EVERY if path not in (*CONFIGS, LORA)]


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_config_has_a_smoke_mode_that_is_smaller(path: Path) -> None:
    full, smoke = load_config(path, InnovateConfig), load_config(path, InnovateConfig, smoke=True)
    assert smoke.steps * smoke.candidates * 100 <= full.steps * full.candidates


@pytest.mark.parametrize("path", RUNS, ids=lambda path: path.stem)
def test_every_run_has_a_smoke_mode_that_is_smaller(path: Path) -> None:
    full, smoke = load_config(path, RunConfig), load_config(path, RunConfig, smoke=True)
    assert smoke.kind == full.kind
    assert path.stem.startswith(full.kind)
    assert smoke.train.num_steps(32) <= 4
    assert smoke.train.epochs * smoke.model.width**2 * smoke.passes * 100 <= (
        full.train.epochs * full.model.width**2 * full.passes
    )
    assert smoke.model.encoder_layers == smoke.model.decoder_layers == 1
    assert smoke.train.best_figure == full.train.best_figure
    assert smoke.buckets == full.buckets[-1:]


def test_adapters_have_a_smoke_mode_that_is_smaller() -> None:
    full, smoke = load_config(LORA, LoraConfig), load_config(LORA, LoraConfig, smoke=True)
    assert smoke.rank < full.rank
    assert smoke.targets == full.targets
    for few, many in ((smoke.decoder, full.decoder), (smoke.prior, full.prior)):
        assert few.num_steps(32) <= 4
        assert few.best_figure == many.best_figure
        assert few.epochs < many.epochs


@pytest.mark.parametrize(("name", "value"), [("rank", 0), ("alpha", 0.0), ("dropout", 1.0)])
def test_settings_of_an_adapter_out_of_range(name: str, value: float) -> None:
    changes: Any = {name: value}
    with pytest.raises(InputError, match=f"^{name}: {value} is out of range"):
        LoraConfig(decoder=TrainConfig(), prior=TrainConfig(), **changes)


def test_a_run_of_an_unknown_kind() -> None:
    with pytest.raises(InputError, match="kind: 'decodr' is none of decoder, refiner, prior, features"):
        RunConfig(kind="decodr", train=TrainConfig())


def test_the_default_config_is_the_default() -> None:
    assert load_config(CONFIGS[0].with_name("innovate.py"), InnovateConfig) == InnovateConfig()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\n", "no function get_config"),
        ("def get_config(*, smoke):\n    return {}\n", "returned a dict"),
    ],
)
def test_a_file_that_is_no_config(source: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(source)
    with pytest.raises(InputError, match=message):
        load_config(path, InnovateConfig)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.py: not a Python file"):
        load_config(tmp_path / "none.py", InnovateConfig)


def test_a_file_that_raises_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "settings.py"
    path.write_text("import math\n\ndef get_config(*, smoke):\n    return math.sqrt(-1)\n")
    with pytest.raises(InputError, match=r"settings.py: line 4: ValueError: "):
        load_config(path, RunConfig)
    path.write_text("def get_config(:\n")
    with pytest.raises(InputError, match=r"settings.py: SyntaxError: "):
        load_config(path, RunConfig)
