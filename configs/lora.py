"""A low-rank adapter of decoder and prior for the designs that a few words name.

    jaxdesign train lora DATASET -o RUN --subset "bold" --config configs/lora.py

Rank 8 on the projections of all blocks (Hu et al., *LoRA*, 2021): 0.4 M parameters, 0.8 MB. The subset passes
the decoder 8 times and the prior 60 times: some minutes on two CPU cores for a few hundred designs, half of
them compiling. The prior's step is kept whose samples lie best among the subset (``style``); ``apart`` near 0
would say that they are copies. ``--smoke`` makes it a few steps.
"""

from __future__ import annotations

from jaxdesign.training.adapting import LoraConfig
from jaxdesign.training.adapting import smoke as smoke_of
from jaxdesign.training.settings import TrainConfig


def get_config(*, smoke: bool = False) -> LoraConfig:
    """Held-out figures and sheets come often, so that over-training is seen."""
    config = LoraConfig(
        rank=8,
        alpha=8.0,
        dropout=0.1,
        decoder=TrainConfig(
            epochs=8,
            batch_size=16,
            learning_rate=3e-4,
            warmup=0.05,
            weight_decay=0.02,
            ema_decay=0.99,
            eval_every_epochs=1,
            sheet_every_epochs=4,
            checkpoint_every_steps=200,
            best_figure="loss",
        ),
        prior=TrainConfig(
            epochs=60,
            batch_size=32,
            learning_rate=1e-3,
            warmup=0.05,
            weight_decay=0.05,
            ema_decay=0.99,
            eval_every_epochs=5,
            sheet_every_epochs=30,
            checkpoint_every_steps=200,
            best_figure="style",
        ),
    )
    return smoke_of(config) if smoke else config
