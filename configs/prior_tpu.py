"""The prior over the latents of the larger autoencoder, for a TPU v5e-8 or several GPUs.

    jaxdesign train prior DATASET -o RUN --decoder DECODER_RUN --config configs/prior_tpu.py

2.2 M parameters in bfloat16; the decoder's run is one of configs/decoder_tpu.py. Figures are not known: it
has been run in smoke mode on eight simulated devices only.
"""

from __future__ import annotations

from jaxdesign.models.autoencoder import AutoencoderConfig
from jaxdesign.training.runs import RunConfig
from jaxdesign.training.runs import smoke as smoke_of
from jaxdesign.training.settings import TrainConfig


def get_config(*, smoke: bool = False) -> RunConfig:
    """The autoencoder is that of decoder_tpu.py."""
    config = RunConfig(
        kind="prior",
        model=AutoencoderConfig(width=320, num_heads=8, encoder_layers=6, decoder_layers=8),
        buckets=(48,),
        train=TrainConfig(
            epochs=100,
            batch_size=128,
            learning_rate=1e-3,
            ema_decay=0.999,
            weight_decay=0.05,
            eval_every_epochs=5,
            sheet_every_epochs=1e6,
            checkpoint_every_steps=500,
            best_figure="velocity",
        ),
    )
    return smoke_of(config) if smoke else config
