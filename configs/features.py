"""The feature network in which the evaluation compares sets of designs.

    jaxdesign train features DATASET -o RUN --config configs/features.py

0.2 M parameters, 40 epochs; a few minutes on two CPU cores. ``--smoke`` shrinks it to a few steps.
"""

from __future__ import annotations

from jaxdesign.training.runs import RunConfig
from jaxdesign.training.runs import smoke as smoke_of
from jaxdesign.training.settings import TrainConfig


def get_config(*, smoke: bool = False) -> RunConfig:
    """The best by how well it tells held-out real designs from spoilt ones."""
    config = RunConfig(
        kind="features",
        train=TrainConfig(
            epochs=40,
            batch_size=64,
            learning_rate=1e-3,
            weight_decay=0.05,
            ema_decay=0.99,
            eval_every_epochs=2,
            sheet_every_epochs=1e6,
            best_figure="real_auc",
            higher_is_better=True,
        ),
    )
    return smoke_of(config) if smoke else config
