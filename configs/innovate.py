"""Innovation of a rough design at the default settings.

    jaxdesign innovate DESIGN -o OUT --config configs/innovate.py

``--smoke`` shrinks it to a few steps: it shows that everything runs, not what it can do.
"""

from __future__ import annotations

from dataclasses import replace

from jaxdesign.config import InnovateConfig


def get_config(*, smoke: bool = False) -> InnovateConfig:
    """The defaults, written out."""
    config = InnovateConfig(boldness=0.4, steps=80, candidates=4, seed=0, space="tree")
    return replace(config, steps=2, candidates=1) if smoke else config
