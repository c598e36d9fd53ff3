"""The autoencoder of designs, as it is shipped.

    jaxdesign train decoder DATASET -o RUN --config configs/decoder.py

4.2 M parameters, 145 epochs of the reference dataset (some 1,300 designs that have training arrays): an hour
and a half on two CPU cores. With glibc,
``GLIBC_TUNABLES=glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=8589934592`` keeps the
kernel from clearing the same large buffers at every step. ``--smoke`` shrinks it to a few steps of a tiny
network.

On the held-out validation split: box IoU 0.52, text colour 0.059, backdrop 0.046 (OKLab), type size 3.5%. The
shipped weights had 100 of these epochs without the cover loss, the weight on lively colours and the cheaper
latents of style, and 45 with them, the last 33 of these at three times this learning rate.
"""

from __future__ import annotations

from jaxdesign.models.autoencoder import AutoencoderConfig
from jaxdesign.training.runs import RunConfig
from jaxdesign.training.runs import smoke as smoke_of
from jaxdesign.training.settings import TrainConfig


def get_config(*, smoke: bool = False) -> RunConfig:
    """Small batches, so that few designs make many steps."""
    config = RunConfig(
        kind="decoder",
        model=AutoencoderConfig(),
        train=TrainConfig(
            epochs=145,
            batch_size=32,
            micro_batch=16,
            learning_rate=2e-3,
            warmup=0.02,
            weight_decay=0.02,
            ema_decay=0.998,
            eval_every_epochs=10,
            sheet_every_epochs=25,
            checkpoint_every_steps=200,
            best_figure="box_iou",
            higher_is_better=True,
        ),
    )
    return smoke_of(config) if smoke else config
