"""Settings from Python files."""

from __future__ import annotations

from pathlib import Path

import pytest

from jaxdesign.config import InnovateConfig
from jaxdesign.config_file import load_config
from jaxdesign.errors import InputError

CONFIGS = sorted((Path(__file__).resolve().parent.parent / "configs").glob("innovate*.py"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_config_has_a_smoke_mode_that_is_smaller(path: Path) -> None:
    full, smoke = load_config(path, InnovateConfig), load_config(path, InnovateConfig, smoke=True)
    assert smoke.steps * smoke.candidates * 100 <= full.steps * full.candidates


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
