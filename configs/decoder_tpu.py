"""The same autoencoder, larger, for a TPU v5e-8 or several GPUs; one program, whole batches.

    jaxdesign train decoder DATASET -o RUN --config configs/decoder_tpu.py

19 M parameters in bfloat16, batches of 256 over all devices, 150 epochs. Figures are not known: it has been
run in smoke mode on eight simulated devices only.
"""

from __future__ import annotations

from jaxdesign.models.autoencoder import AutoencoderConfig
from jaxdesign.training.runs import RunConfig
from jaxdesign.training.runs import smoke as smoke_of
from jaxdesign.training.settings import TrainConfig


def get_config(*, smoke: bool = False) -> RunConfig:
    """A single padded size, so that every device and host runs the same program."""
    config = RunConfig(
        kind="decoder",
        model=AutoencoderConfig(width=320, num_heads=8, encoder_layers=6, decoder_layers=8),
        buckets=(48,),
        train=TrainConfig(
            epochs=150,
            batch_size=256,
            learning_rate=1e-3,
            warmup=0.05,
            weight_decay=0.03,
            ema_decay=0.995,
            eval_every_epochs=10,
            sheet_every_epochs=25,
            checkpoint_every_steps=200,
            best_figure="box_iou",
            higher_is_better=True,
        ),
    )
    return smoke_of(config) if smoke else config
