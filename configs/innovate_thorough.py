"""A longer and wider search that goes further from the start: about fifteen times the work of the defaults.

jaxdesign innovate DESIGN -o OUT --config configs/innovate_thorough.py
"""

from __future__ import annotations

from dataclasses import replace

from jaxdesign.config import BOLDNESS, InnovateConfig


def get_config(*, smoke: bool = False) -> InnovateConfig:
    """Bold, with 32 candidates of 1,000 steps."""
    config = InnovateConfig(boldness=BOLDNESS["bold"], steps=1000, candidates=32)
    return replace(config, steps=4, candidates=2) if smoke else config
