"""The prior over latents of style, as it is shipped.

    jaxdesign train prior DATASET -o RUN --decoder DECODER_RUN --config configs/prior.py

2.2 M parameters; the dataset is encoded four times, recoloured and mirrored anew. A minute or two on two CPU
cores. ``--smoke`` shrinks it to a few steps.
"""

from __future__ import annotations

from jaxdesign.training.runs import RunConfig
from jaxdesign.training.runs import smoke as smoke_of
from jaxdesign.training.settings import TrainConfig


def get_config(*, smoke: bool = False) -> RunConfig:
    """Few epochs: there are some thousand designs, and longer runs learn them by heart."""
    config = RunConfig(
        kind="prior",
        train=TrainConfig(
            epochs=12,
            batch_size=128,
            learning_rate=1e-3,
            ema_decay=0.99,
            weight_decay=0.1,
            eval_every_epochs=1,
            sheet_every_epochs=1e6,
            checkpoint_every_steps=500,
            best_figure="velocity",
        ),
    )
    return smoke_of(config) if smoke else config
